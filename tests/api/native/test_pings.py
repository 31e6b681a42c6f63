"""`/ping/<uuid>`: what `curl` sends from a cron job."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from monitoring.models import Check, Ping
from tests.api.native.conftest import PAGE


@pytest.fixture
def check(api: APIClient, new_check: Callable[..., dict[str, Any]]) -> Check:
    """A heartbeat."""
    body = new_check(kind="heartbeat", target={"period_seconds": 3600, "grace_seconds": 60})
    return Check.objects.get(uid=api.post(f"{PAGE}checks/", body, format="json").json()["id"])


@pytest.mark.parametrize(
    ("signal", "kind", "state", "exit_status"),
    [
        ("", "success", "up", None),
        ("/start", "start", "new", None),
        ("/fail", "fail", "down", None),
        ("/log", "log", "new", None),
        ("/0", "success", "up", 0),
        ("/1", "fail", "down", 1),
        ("/255", "fail", "down", 255),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_each_signal_is_taken_by_each_method(
    client: Client, check: Check, signal: str, kind: str, state: str, exit_status: int | None, method: str
) -> None:
    answer = client.generic(method, f"/ping/{check.code}{signal}", HTTP_USER_AGENT="curl/8")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain")
    assert answer.content == (b"" if method == "HEAD" else b"OK")
    ping = Ping.objects.get(check_row=check)
    assert (ping.kind, ping.exit_status, ping.method, ping.user_agent) == (
        kind,
        exit_status,
        method,
        "curl/8",
    )
    check.refresh_from_db()
    assert check.state == state


def test_the_body_of_a_post_is_kept_and_needs_no_token(check: Check) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(f"/ping/{check.code}/fail", data=b"disk full", content_type="text/plain")
    assert answer.status_code == 200
    assert bytes(Ping.objects.get(check_row=check).body or b"") == b"disk full"


@pytest.mark.parametrize("path", ["{other}", "{code}/256", "{code}/stop", "{code}/-1", "{other}/start"])
def test_what_is_unknown_is_not_found(client: Client, check: Check, path: str) -> None:
    other = "00000000-0000-4000-8000-000000000000"
    answer = client.get(f"/ping/{path.format(code=check.code, other=other)}")
    assert answer.status_code == 404
    assert answer.content == b"not found"
    assert not Ping.objects.filter(check_row=check).exists()


def test_only_heartbeats_are_pinged(
    client: Client, api: APIClient, new_check: Callable[..., dict[str, Any]]
) -> None:
    made = api.post(f"{PAGE}checks/", new_check(), format="json").json()
    assert client.get(f"/ping/{Check.objects.get(uid=made['id']).code}").status_code == 404


def test_pings_and_flips_are_listed(client: Client, api: APIClient, check: Check) -> None:
    for signal in ("", "/fail", ""):
        client.get(f"/ping/{check.code}{signal}")
    pings = api.get(f"{PAGE}checks/{check.uid}/pings/?page_size=2").json()
    assert [row["n"] for row in pings["results"]] == [3, 2]
    assert [row["kind"] for row in api.get(pings["next"]).json()["results"]] == ["success"]
    flips = api.get(f"{PAGE}checks/{check.uid}/flips/").json()["results"]
    assert [(row["old"], row["new"]) for row in flips] == [("down", "up"), ("up", "down"), ("new", "up")]
