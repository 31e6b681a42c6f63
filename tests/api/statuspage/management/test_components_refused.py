"""What is refused of components, with nothing changed."""

from collections.abc import Callable
from typing import Any

import pytest

from statuspage import services
from statuspage.models import Component, Event, Page
from tests.rows import each
from tests.statuspage.making import BY, make_component

Send = Callable[..., Any]


@pytest.fixture
def url(page: Page) -> str:
    return f"/v1/pages/{page.uid}/components"


@pytest.fixture
def component(page: Page) -> Component:
    return make_component(page)


@pytest.fixture
def patch(send: Send, url: str, component: Component) -> Callable[..., Any]:
    return lambda **fields: send("PATCH", f"{url}/{component.uid}", {"component": fields})


@each(
    ("fields", "told"),
    [
        ({"name": ""}, "Name:"),
        ({"name": None}, "Name:"),
        ({"name": "x" * 256}, "Name:"),
        ({"name": {"a": 1}}, "Name:"),
        ({"status": "unavailable"}, "Status:"),
        ({"status": "unknown"}, "Status:"),
        ({"status": "Operational"}, "Status:"),
        ({"status": 7}, "Status:"),
        ({"group_id": "zzzzzzzzzzzz"}, "Group id:"),
        ({"group_id": ["zzzzzzzzzzzz"]}, "Group id:"),
        ({"showcase": "perhaps"}, "Showcase:"),
        ({"only_show_if_degraded": 2}, "Only show if degraded:"),
        ({"start_date": "2026-02-30"}, "Start date:"),
        ({"start_date": 20260101}, "Start date:"),
        ({"description": "x" * 25_001}, "Description:"),
    ],
)
def test_it_changes_nothing_where_one_field_is_wrong(
    send: Send, patch: Callable[..., Any], url: str, component: Component, fields: dict[str, Any], told: str
) -> None:
    before, events = send("GET", f"{url}/{component.uid}").json(), Event.objects.count()
    answer = patch(**{"name": "Other", "status": "major_outage", "description": "Other", **fields})
    assert answer.status_code == 422, answer.content
    [message] = answer.json()["error"]
    assert message.startswith(told)
    assert send("POST", url, {"component": {"name": "New", **fields}}).status_code == 422
    assert send("GET", f"{url}/{component.uid}").json() == before
    assert (Component.objects.count(), Event.objects.count()) == (1, events)


def test_it_tells_all_that_is_wrong_at_once(patch: Callable[..., Any]) -> None:
    answer = patch(status="bad", showcase="bad", group_id="bad", start_date="bad").json()
    assert len(answer["error"]) == 4
    assert answer["message"] == ", ".join(answer["error"])


def test_it_knows_no_group_of_another_page(patch: Callable[..., Any], other_page: Page) -> None:
    foreign = services.group_create(page=other_page, name="Theirs", by=BY)
    assert patch(group_id=foreign.uid).status_code == 422


@pytest.mark.parametrize("body", [{}, {"name": "API"}, {"component": "API"}, {"component": ["API"]}])
def test_it_needs_the_wrapper(send: Send, url: str, component: Component, body: Any) -> None:
    assert send("POST", url, body).status_code == 400
    assert send("PATCH", f"{url}/{component.uid}", body).status_code == 400


def test_it_needs_a_name_for_a_new_one(send: Send, url: str) -> None:
    answer = send("POST", url, {"component": {"description": "Nameless"}})
    assert (answer.status_code, Component.objects.count()) == (422, 0)
