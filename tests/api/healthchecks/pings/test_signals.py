"""What each address says, by any method, by code and by slug."""

import uuid
from typing import Any

import pytest
from django.test import Client

from monitoring.models import Check
from statuspage.models import Page
from tests.api.healthchecks.pings.conftest import pings_of
from tests.rows import each

SIGNALS = [
    ("", "success", "up", None),
    ("/start", "start", "new", None),
    ("/fail", "fail", "down", None),
    ("/log", "log", "new", None),
    ("/0", "success", "up", 0),
    ("/00", "success", "up", 0),
    ("/1", "fail", "down", 1),
    ("/255", "fail", "down", 255),
]
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "PROPFIND"]
RID = "11111111-2222-4333-8444-ABCDEFabcdef"


@pytest.mark.parametrize(("word", "kind", "state", "exit_status"), SIGNALS)
@pytest.mark.parametrize("by", ["{code}", "{key}/nightly"])
def test_each_word_is_understood(
    strict: Client,
    check: Check,
    page: Page,
    by: str,
    word: str,
    kind: str,
    state: str,
    exit_status: int | None,
) -> None:
    address = by.format(code=check.code, key=page.ping_key)
    assert_ok(strict.get(f"/ping/{address}{word}", HTTP_USER_AGENT="curl/8"))
    (ping,) = pings_of(check)
    assert (ping.kind, ping.exit_status, ping.user_agent) == (kind, exit_status, "curl/8")
    assert (ping.scheme, ping.method, ping.address, ping.n) == ("http", "GET", "127.0.0.1", 1)
    check.refresh_from_db()
    assert check.state == state


@each("method", METHODS)
def test_each_method_is_a_ping(strict: Client, check: Check, method: str) -> None:
    answer = strict.generic(method, f"/ping/{check.code}")
    assert answer.status_code == 200
    assert answer.content == (b"" if method == "HEAD" else b"OK")
    assert [ping.method for ping in pings_of(check)] == [method]


def test_a_slash_at_the_end_of_a_code_does_no_harm(strict: Client, check: Check) -> None:
    assert_ok(strict.get(f"/ping/{check.code}/"))
    assert len(pings_of(check)) == 1


@pytest.mark.parametrize("rid", [RID, RID.lower(), RID.upper()])
def test_runs_are_told_apart_by_their_rid(strict: Client, check: Check, rid: str) -> None:
    for word in ("/start", ""):
        assert_ok(strict.get(f"/ping/{check.code}{word}?rid={rid}"))
    start, success = pings_of(check)
    assert start.rid == success.rid == uuid.UUID(rid)
    assert start.duration_ms is None
    assert success.duration_ms is not None


def test_a_check_that_wants_post_ignores_the_rest(strict: Client, check: Check) -> None:
    Check.objects.filter(pk=check.pk).update(methods="POST")
    assert_ok(strict.get(f"/ping/{check.code}/fail"))
    assert_ok(strict.post(f"/ping/{check.code}"))
    assert [ping.kind for ping in pings_of(check)] == ["ign", "success"]


def test_agents_are_cut_and_headers_are_not_believed(strict: Client, check: Check) -> None:
    told: dict[str, Any] = {
        "HTTP_USER_AGENT": "a" * 300,
        "HTTP_X_FORWARDED_FOR": "nonsense",
        "REMOTE_ADDR": "also nonsense",
    }
    assert_ok(strict.get(f"/ping/{check.code}", **told))
    (ping,) = pings_of(check)
    assert (ping.user_agent, ping.address) == ("a" * 200, "")


def assert_ok(answer: Any) -> None:
    assert (answer.status_code, answer.content) == (200, b"OK")
    assert answer["Content-Type"].startswith("text/plain")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Ping-Body-Limit"] == "10000"
    assert "no-cache" in answer["Cache-Control"]
