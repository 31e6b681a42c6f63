"""Component groups as objects of their own."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from statuspage import services
from statuspage.models import Component, ComponentGroup, Event, Page
from tests.rows import each
from tests.statuspage.making import BY, make_component

Send = Callable[..., Any]


@pytest.fixture
def url(page: Page) -> str:
    return f"/v1/pages/{page.uid}/component-groups"


@pytest.fixture
def parts(page: Page) -> list[Component]:
    return [make_component(page, name) for name in ("one", "two", "three", "four")]


@pytest.fixture
def group(page: Page, parts: list[Component]) -> ComponentGroup:
    """In the second place, over the second and the third."""
    return services.group_create(page=page, name="Core", components=parts[1:3], position=2, by=BY)


def uids(*components: Component) -> list[str]:
    return [component.uid for component in components]


def order(send: Send, page: Page) -> list[str]:
    return [row["name"] for row in send("GET", f"/v1/pages/{page.uid}/components").json()]


@pytest.mark.parametrize("inside", [True, False])
def test_it_makes_a_group_with_its_members_in_order(
    send: Send, url: str, page: Page, parts: list[Component], inside: bool
) -> None:
    body: dict[str, Any] = {"component_group": {"name": "Core", "components": uids(parts[2], parts[0])}}
    (body["component_group"] if inside else body)["description"] = "What matters."
    answer = send("POST", url, body)
    assert answer.status_code == 201
    row = answer.json()
    assert (row["name"], row["description"], row["page_id"]) == ("Core", "What matters.", page.uid)
    assert row["components"] == uids(parts[2], parts[0])
    assert row == send("GET", f"{url}/{row['id']}").json()
    assert [row] == send("GET", url).json()
    assert order(send, page) == ["two", "four", "Core", "three", "one"]


def test_a_form_names_members_with_brackets(client_rw: Client, url: str, parts: list[Component]) -> None:
    [one, two, *_others] = uids(*parts)
    answer = client_rw.post(
        url.replace("-", "_") + ".json",
        f"description=Words&component_group[components][]={two}&component_group[components][]={one}"
        "&component_group[name]=Core",
        content_type="application/x-www-form-urlencoded",
    )
    assert (answer.status_code, answer.json()["components"]) == (201, [two, one])
    assert answer.json()["description"] == "Words"


@each(
    ("fields", "told"),
    [
        ({"name": ""}, "Name:"),
        ({"name": None}, "Name:"),
        ({"name": "x" * 256}, "Name:"),
        ({"components": ["zzzzzzzzzzzz"]}, "Components:"),
        ({"components": "zzzzzzzzzzzz"}, "Components:"),
        ({"components": [7]}, "Components:"),
        ({"components": {"a": "b"}}, "Components:"),
        ({"description": ["a"]}, "Description:"),
    ],
)
def test_it_refuses_what_is_wrong_and_changes_nothing(
    send: Send, url: str, group: ComponentGroup, fields: dict[str, Any], told: str
) -> None:
    before, events = send("GET", url).json(), Event.objects.count()
    for method, path in (("POST", url), ("PATCH", f"{url}/{group.uid}")):
        answer = send(method, path, {"component_group": {"name": "New", "components": [], **fields}})
        assert answer.status_code == 422, answer.content
        assert answer.json()["error"][0].startswith(told)
    assert (send("GET", url).json(), Event.objects.count()) == (before, events)


@pytest.mark.parametrize("missing", ["name", "components"])
def test_it_needs_a_name_and_components(send: Send, url: str, parts: list[Component], missing: str) -> None:
    given = {"name": "Core", "components": uids(*parts)}
    for wrong in ({**given, missing: None}, {key: given[key] for key in given if key != missing}):
        assert send("POST", url, {"component_group": wrong}).status_code == 422
    assert not ComponentGroup.objects.exists()


def test_it_takes_no_component_of_another_page_or_deleted(
    send: Send, url: str, group: ComponentGroup, other_page: Page, parts: list[Component]
) -> None:
    foreign = make_component(other_page)
    services.component_delete(component=parts[3], by=BY)
    for wrong in (foreign.uid, parts[3].uid, group.uid):
        body = {"component_group": {"name": "New", "components": [parts[0].uid, wrong]}}
        answer = send("POST", url, body)
        assert answer.status_code == 422
        assert wrong in answer.json()["message"]
        assert send("PATCH", f"{url}/{group.uid}", body).status_code == 422


def test_a_change_replaces_the_members_where_they_are_given(
    send: Send, url: str, page: Page, group: ComponentGroup, parts: list[Component]
) -> None:
    path = f"{url}/{group.uid}"
    row = send("PATCH", path, {"component_group": {"name": "Heart"}}).json()
    assert (row["name"], row["components"]) == ("Heart", uids(*parts[1:3]))
    assert send("PATCH", path, {"component_group": {"components": None}}).json()["components"] == uids(
        *parts[1:3]
    )
    row = send("PUT", path, {"component_group": {"components": uids(parts[3], parts[1], parts[3])}}).json()
    assert (row["name"], row["components"]) == ("Heart", uids(parts[3], parts[1]))
    assert order(send, page) == ["one", "Heart", "four", "two", "three"]
    assert send("PATCH", path, {"component_group": {"components": []}}).json()["components"] == []


def test_the_description_may_come_alone(send: Send, url: str, group: ComponentGroup) -> None:
    path = f"{url}/{group.uid}"
    assert send("PATCH", path, {"description": "Words"}).json()["description"] == "Words"
    assert send("PATCH", path, {"description": None}).json()["description"] is None
    assert send("PATCH", path, {}).status_code == 400
    assert send("PATCH", path, {"component_group": "Core"}).status_code == 400
    assert send("POST", url, {"description": "Words"}).status_code == 400


def test_deleting_answers_it_and_leaves_its_members_where_it_was(
    send: Send, url: str, page: Page, group: ComponentGroup
) -> None:
    row = send("GET", f"{url}/{group.uid}").json()
    answer = send("DELETE", f"{url}/{group.uid}")
    assert (answer.status_code, answer.json()) == (200, row)
    assert order(send, page) == ["one", "two", "three", "four"]
    for method, suffix in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("GET", "/uptime")):
        body = {"component_group": {"name": "x"}}
        assert send(method, f"{url}/{group.uid}{suffix}", body).status_code == 404


def test_a_group_takes_hundreds(send: Send, url: str, page: Page) -> None:
    Component.objects.bulk_create(
        Component(page=page, name=f"Node {number}", slug=f"node-{number}") for number in range(150)
    )
    wanted = list(Component.objects.order_by("pk").values_list("uid", flat=True))
    answer = send("POST", url, {"component_group": {"name": "Fleet", "components": wanted}})
    assert (answer.status_code, answer.json()["components"]) == (201, wanted)
