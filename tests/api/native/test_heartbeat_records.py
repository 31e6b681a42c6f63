"""What came of pings, newest first."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from apikeys.services import IssuedKey
from monitoring.models import Check, HeartbeatState
from monitoring.services import check_pause, check_resume
from statuspage.models import Page
from tests.api.native.conftest import BY, PAGE
from tests.monitoring.making import make_heartbeat, ping, seconds

ANY_BYTES = bytes(range(256)) + b"<script>alert(1)</script>"
RUN = UUID("3b2a1f0e-5d4c-4b6a-8978-6f5e4d3c2b1a")


@pytest.fixture
def heartbeat(page: Page) -> Check:
    return make_heartbeat(page)


def test_pings_and_flips_are_listed(client: Client, api: APIClient, page: Page) -> None:
    check = make_heartbeat(page)
    for word in ("", "/fail", ""):
        client.get(f"/ping/{check.code}{word}")
    pings = api.get(f"{PAGE}checks/{check.uid}/pings/?page_size=2").json()
    assert [row["n"] for row in pings["results"]] == [3, 2]
    assert [row["kind"] for row in api.get(pings["next"]).json()["results"]] == ["success"]
    flips = api.get(f"{PAGE}checks/{check.uid}/flips/").json()["results"]
    assert [(row["old"], row["new"]) for row in flips] == [("down", "up"), ("up", "down"), ("new", "up")]


def test_a_ping_tells_all_about_its_run(api: APIClient, heartbeat: Check) -> None:
    ping(heartbeat, seconds(0), "start", rid=RUN, scheme="https", method="POST")
    ping(heartbeat, seconds(5), rid=RUN, exit_status=3, address="203.0.113.9", body=b"3 lost")
    rows = api.get(f"{PAGE}checks/{heartbeat.uid}/pings/").json()["results"]
    assert rows == [
        {
            "n": 2,
            "at": "2026-05-01T12:00:05Z",
            "kind": "fail",
            "scheme": "http",
            "method": "",
            "address": "203.0.113.9",
            "user_agent": "",
            "rid": str(RUN),
            "exit_status": 3,
            "duration_ms": 5000,
            "has_body": True,
        },
        {
            "n": 1,
            "at": "2026-05-01T12:00:00Z",
            "kind": "start",
            "scheme": "https",
            "method": "POST",
            "address": "",
            "user_agent": "",
            "rid": str(RUN),
            "exit_status": None,
            "duration_ms": None,
            "has_body": False,
        },
    ]


def test_pauses_and_resumptions_are_flips_of_which_nobody_is_told(api: APIClient, heartbeat: Check) -> None:
    check_pause(check=heartbeat, by=BY, now=seconds(1))
    check_resume(check=heartbeat, by=BY, now=seconds(2))
    ping(heartbeat, seconds(3), "fail")
    rows = api.get(f"{PAGE}checks/{heartbeat.uid}/flips/").json()["results"]
    assert [(row["new"], row["silent"], row["reason"]) for row in rows] == [
        ("down", False, "fail"),
        ("new", True, ""),
        ("paused", True, ""),
    ]


def test_a_body_is_served_byte_for_byte_and_never_as_a_page(api: APIClient, heartbeat: Check) -> None:
    ping(heartbeat, seconds(0), body=ANY_BYTES)
    answer = api.get(f"{PAGE}checks/{heartbeat.uid}/pings/1/body/")
    assert (answer.status_code, answer.content) == (200, ANY_BYTES)
    assert answer["Content-Type"] == "text/plain"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"


def test_there_is_no_body_where_none_came_or_none_is_kept(api: APIClient, heartbeat: Check) -> None:
    ping(heartbeat, seconds(0), body=b"x")
    ping(heartbeat, seconds(1))
    HeartbeatState.objects.update(ping_count=1001)
    for n in ("1", "2", "3", "0", "9" * 30, "9" * 5000):
        assert api.get(f"{PAGE}checks/{heartbeat.uid}/pings/{n}/body/").status_code == 404


def test_a_body_takes_a_key_that_writes_checks(
    heartbeat: Check, issue: Callable[..., IssuedKey], client_of: Callable[[IssuedKey], APIClient]
) -> None:
    ping(heartbeat, seconds(0), body=b"x")
    path = f"{PAGE}checks/{heartbeat.uid}/pings/1/body/"
    assert client_of(issue("checks:write")).get(path).status_code == 200
    refused = client_of(issue("read")).get(path)
    assert (refused.status_code, refused.json()["code"]) == (403, "missing_scope")


def test_a_list_of_pings_reads_no_bodies(
    api: APIClient, heartbeat: Check, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        ping(heartbeat, seconds(number), body=b"x" * 1000)
    with django_assert_max_num_queries(8) as asked:
        assert len(api.get(f"{PAGE}checks/{heartbeat.uid}/pings/").json()["results"]) == 5
    assert not [query["sql"] for query in asked.captured_queries if 'ping"."body",' in query["sql"]]
