"""Counting visitors: nobody does unless the page's team says who."""

from typing import Any

import pytest
from django.test import Client

from statuspage import services
from statuspage.models import Page
from tests.web.public.conftest import BY

PLAUSIBLE = {"kind": "plausible", "site": "status.acme.example", "host": "https://stats.example"}
MATOMO = {"kind": "matomo", "site": "3", "host": "https://matomo.example:8443"}
GOOGLE = {"kind": "google", "site": "G-ABC1234567"}


def _sources(answer: Any, directive: str) -> list[str]:
    parts = [part.split() for part in answer["Content-Security-Policy"].split("; ")]
    return next(sources for name, *sources in parts if name == directive)


def test_by_itself_nothing_comes_from_elsewhere(client: Client, page: Page):
    answer = client.get("/")
    assert "https://" not in answer["Content-Security-Policy"]
    assert "analytics" not in answer.content.decode()


@pytest.mark.parametrize(
    ("analytics", "tag", "host"),
    [
        (
            PLAUSIBLE,
            'src="https://stats.example/js/script.js" data-domain="status.acme.example"',
            PLAUSIBLE["host"],
        ),
        (MATOMO, 'data-kind="matomo" data-site="3" data-host="https://matomo.example:8443"', MATOMO["host"]),
        (GOOGLE, 'data-kind="google" data-site="G-ABC1234567"', "https://www.googletagmanager.com"),
    ],
)
def test_the_policy_is_opened_for_its_host_alone(
    client: Client, page: Page, analytics: dict[str, str], tag: str, host: str
):
    services.page_update(page=page, changes={"analytics": analytics}, by=BY)
    answer = client.get("/")
    assert tag in answer.content.decode()
    assert _sources(answer, "script-src") == ["'self'", host]
    assert host in _sources(answer, "connect-src")
    assert _sources(answer, "style-src") == ["'self'"]
    assert "unsafe" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/subscribe", "/sign-in", "/accounts/login/", "/embed/"])
def test_it_is_never_beside_forms_and_on_other_sites(client: Client, page: Page, path: str):
    services.page_update(page=page, changes={"analytics": PLAUSIBLE}, by=BY)
    answer = client.get(path)
    assert "stats.example" not in answer.content.decode()
    assert "stats.example" not in answer.get("Content-Security-Policy", "")


def test_a_style_sheet_of_the_page_reaches_no_form_of_the_team(client: Client, page: Page):
    services.page_update(page=page, changes={"custom_css": ".top { top: 7px }"}, by=BY)
    assert "/brand.css" in client.get("/").content.decode()
    assert "brand.css" not in client.get("/accounts/login/").content.decode()
