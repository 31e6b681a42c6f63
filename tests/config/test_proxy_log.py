"""What the ready-made configuration of nginx keeps out of its log, by the address that was asked."""

import re
from pathlib import Path

import pytest
from django.conf import settings

_RULE = re.compile(r'^ +"~([^"]+)" 0;$', re.MULTILINE)


def is_logged(address: str) -> bool:
    rules = _RULE.findall(Path(settings.BASE_DIR, "deploy", "nginx.conf").read_text())
    assert rules
    return not any(re.search(rule, address) for rule in rules)


@pytest.mark.parametrize(
    "address",
    [
        "/subscribe/manage/a6c0zm2hem789a46c8b3",
        "/pages/status/sign-in/a6c0zm2hem789a46c8b3",
        "/accounts/password/reset/key/a-c0zm2hem789a46c8b3/",
        "/rest/v1/components?api_key=cdr_x",
        "/admin/api/v1/services?oauth_consumer_key=x&oauth_signature=secret%26secret",
        "/admin/api/v1/services/a/events?start=2010-06-10&oauth_token=x",
    ],
)
def test_E17_it_leaves_out_addresses_that_hold_keys_and_signatures(address: str):
    assert not is_logged(address)


@pytest.mark.parametrize("address", ["/", "/history?month=2026-01", "/admin/api/v1/services?a=oauth_token"])
def test_it_logs_all_others(address: str):
    assert is_logged(address)
