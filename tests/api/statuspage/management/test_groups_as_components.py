"""What a group's id does where a component's is meant."""

from collections.abc import Callable
from typing import Any

import pytest

from statuspage import services
from statuspage.models import Component, ComponentGroup, Page
from tests.rows import each
from tests.statuspage.making import BY, make_component

Send = Callable[..., Any]


@pytest.fixture
def member(page: Page) -> Component:
    return make_component(page)


@pytest.fixture
def group(page: Page, member: Component) -> ComponentGroup:
    return services.group_create(page=page, name="Core", components=[member], by=BY)


@pytest.fixture
def url(page: Page, group: ComponentGroup) -> str:
    return f"/v1/pages/{page.uid}/components/{group.uid}"


def test_its_name_and_description_can_be_changed(send: Send, url: str, group: ComponentGroup) -> None:
    row = send("GET", url).json()
    answer = send("PATCH", url, {"component": {"name": "Heart", "description": "What matters."}})
    assert answer.status_code == 200
    changed = answer.json()
    assert (changed["name"], changed["description"], changed["group"]) == ("Heart", "What matters.", True)
    assert changed.keys() == row.keys()
    group.refresh_from_db()
    assert group.name == "Heart"


def test_it_may_be_sent_as_it_is_shown_but_for_its_status(send: Send, url: str) -> None:
    row = send("GET", url).json()
    assert send("PUT", url, {"component": {**row, "status": ""}}).json() == row
    assert send("PUT", url, {"component": row}).status_code == 422


@each(
    "fields",
    [
        {"status": "major_outage"},
        {"status": "operational"},
        {"showcase": True},
        {"showcase": "perhaps"},
        {"only_show_if_degraded": "1"},
        {"start_date": "2026-01-31"},
        {"group_id": "abcdefghij12"},
        {"name": ""},
    ],
)
def test_what_a_group_has_not_is_refused(send: Send, url: str, fields: dict[str, Any]) -> None:
    before = send("GET", url).json()
    answer = send("PATCH", url, {"component": {"description": "Other", **fields}})
    assert answer.status_code == 422
    assert len(answer.json()["error"]) == 1
    assert send("GET", url).json() == before


def test_it_is_deleted_and_its_members_stay(send: Send, url: str, page: Page, member: Component) -> None:
    assert send("DELETE", url).status_code == 204
    assert send("GET", url).status_code == 404
    rows = send("GET", f"/v1/pages/{page.uid}/components").json()
    assert [(row["id"], row["group_id"]) for row in rows] == [(member.uid, None)]


def test_its_uptime_is_elsewhere(send: Send, url: str) -> None:
    assert send("GET", f"{url}/uptime").status_code == 422
