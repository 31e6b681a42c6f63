"""Subscribers in lists: searched, sorted, paged and counted."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from statuspage.models import Component, Page
from statuspage.services import component_create
from tests.rows import each
from tests.webhooks.making import BY, NOW, make_visitor

Send = Callable[..., Any]
SLACK = "https://hooks.slack.com/services/T00/B00/s3cr3tword"


@pytest.fixture
def path(page: Page) -> str:
    return f"/v1/pages/{page.uid}/subscribers"


@pytest.fixture
def component(page: Page) -> Component:
    return component_create(page=page, name="API", by=BY, now=NOW)


@pytest.fixture
def crowd(page: Page) -> None:
    make_visitor(page, "bob@visitors.example")
    make_visitor(page, "Alice@visitors.example")
    make_visitor(page, "https://hook.example.com/x", kind="webhook", contact_email="wanda@ops.example")
    make_visitor(page, SLACK, kind="slack", address_host="hooks.slack.com")
    make_visitor(page, "https://discord.com/api/webhooks/1/s3cr3tword", kind="discord")
    make_visitor(page, "una@visitors.example", state="unconfirmed")
    make_visitor(page, "quentin@visitors.example", state="quarantined", quarantined_at=NOW, purge_at=NOW)
    make_visitor(page, "gone@visitors.example", state="unsubscribed", unsubscribed_at=NOW)


def emails(response: Any) -> list[str | None]:
    assert response.status_code == 200, response.content
    return [row["email"] for row in response.json()]


@each(
    ("query", "expected"),
    [
        ("type=email", ["Alice@visitors.example", "bob@visitors.example"]),
        ("type=email&sort_direction=desc", ["bob@visitors.example", "Alice@visitors.example"]),
        ("type=email&sort_field=created_at", ["bob@visitors.example", "Alice@visitors.example"]),
        ("type=webhook", ["wanda@ops.example"]),
        ("type=slack", [None]),
        ("type=teams", []),
        ("type=sms", []),
        ("type=integration_partner", [None]),
        ("state=unconfirmed", ["una@visitors.example"]),
        ("state=quarantined", ["quentin@visitors.example"]),
        ("state=all&q=un", ["una@visitors.example"]),
        ("q=ALICE", ["Alice@visitors.example"]),
        ("q=hook.example", ["wanda@ops.example"]),
        ("q=wanda", ["wanda@ops.example"]),
        ("q=s3cr3tword", []),
        ("q=b&sort_field=relevance&type=email", ["bob@visitors.example"]),
        ("type=email&limit=1", ["Alice@visitors.example"]),
        ("type=email&limit=1&page=1", ["bob@visitors.example"]),
        ("type=email&limit=1&page=2", []),
        ("page=1000000000", []),
    ],
)
def test_it_lists_what_is_asked_for(
    send: Send, path: str, crowd: None, query: str, expected: list[str | None]
) -> None:
    assert emails(send("GET", f"{path}?{query}")) == expected


def test_it_puts_the_best_match_first(send: Send, path: str, page: Page) -> None:
    for address in ("a-pat@visitors.example", "pat@visitors.example", "patricia@visitors.example"):
        make_visitor(page, address)
    found = emails(send("GET", f"{path}?q=pat&sort_field=relevance"))
    assert found == ["pat@visitors.example", "patricia@visitors.example", "a-pat@visitors.example"]


@each(
    "query",
    [
        "type=pigeon",
        "state=gone",
        "sort_field=secrets",
        "sort_field=relevance",
        "sort_direction=up",
        "page=-1",
        "page=x",
        "limit=0",
    ],
)
def test_it_refuses_what_it_does_not_know(send: Send, path: str, query: str) -> None:
    response = send("GET", f"{path}?{query}")
    assert response.status_code == 400
    assert set(response.json()) == {"error", "message"}


def test_it_counts_by_type_and_state(send: Send, path: str, crowd: None) -> None:
    none = {"email": 0, "sms": 0, "webhook": 0, "integration_partner": 0, "slack": 0, "teams": 0}
    active = {**none, "email": 2, "webhook": 1, "slack": 1, "integration_partner": 1}
    assert send("GET", f"{path}/count").json() == active
    assert send("GET", f"{path}/count?state=all").json() == {**active, "email": 4}
    assert send("GET", f"{path}/count?type=email&state=quarantined").json() == {**none, "email": 1}
    assert send("GET", f"{path}/count?type=pigeon").status_code == 400
    histogram = send("GET", f"{path}/histogram_by_state").json()
    assert histogram["email"] == {"active": 2, "unconfirmed": 1, "quarantined": 1, "total": 4}
    assert histogram["sms"] == {"active": 0, "unconfirmed": 0, "quarantined": 0, "total": 0}
    assert set(histogram) == set(none)


def test_it_lists_who_left(send: Send, path: str, crowd: None, page: Page) -> None:
    make_visitor(page, "", state="unsubscribed")
    assert emails(send("GET", f"{path}/unsubscribed")) == ["gone@visitors.example", None]


def test_it_shows_no_secret_address(send: Send, path: str, crowd: None) -> None:
    rows = send("GET", f"{path}?state=all")
    assert b"s3cr3tword" not in rows.content
    slack = next(row for row in rows.json() if row["mode"] == "slack")
    assert slack["obfuscated_channel_name"] == "https://hooks.slack.com/…"
    assert (slack["email"], slack["endpoint"], slack["components"]) == (None, None, None)


def test_it_names_components_and_quarantine(
    send: Send, path: str, crowd: None, page: Page, component: Component
) -> None:
    row = make_visitor(page, "carla@visitors.example", components=(component,))
    shown = send("GET", f"{path}/{row.uid}").json()
    assert (shown["components"], shown["quarantined_at"], shown["purge_at"]) == ([component.uid], None, None)
    [held] = send("GET", f"{path}?state=quarantined").json()
    assert held["quarantined_at"] == held["purge_at"] == "2026-05-01T12:00:00.000Z"


def test_its_queries_do_not_grow_with_the_list(
    send: Send, path: str, page: Page, component: Component
) -> None:
    counts = []
    for number in (2, 5):
        for n in range(number):
            make_visitor(page, f"v{number}-{n}@visitors.example", components=(component,))
        with CaptureQueriesContext(connection) as made:
            assert send("GET", path).status_code == 200
        counts.append(len(made))
    assert counts[1] <= counts[0]


def test_it_is_closed_to_others(
    send: Send, caller: Any, path: str, crowd: None, outsider_key: Any, other_page: Page
) -> None:
    assert send("GET", path, client=caller(outsider_key)).status_code == 404
    assert send("GET", f"/v1/pages/{other_page.uid}/subscribers").status_code == 404
