"""Page access groups, and a component's viewers from its side."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from monitoring.selectors import metrics_of_member
from statuspage import services
from statuspage.models import AudienceGroup, AudienceMember, Component, Page
from statuspage.selectors import sight_of_member
from tests.api.statuspage.management.world import BY, World
from tests.rows import each

Send = Callable[..., Any]


@pytest.fixture
def path(world: World) -> str:
    return f"/v1/pages/{world.ids['page_id']}/page_access_groups"


@pytest.fixture
def one(world: World, path: str) -> str:
    return f"{path}/{world.ids['page_access_group_id']}"


@pytest.fixture
def more(page: Page, world: World) -> list[str]:
    return [services.component_create(page=page, name=name, by=BY).uid for name in ("Queue", "Wiki")]


def test_it_makes_a_group_whose_viewers_see_what_it_sees(
    send: Send, path: str, page: Page, world: World
) -> None:
    viewer = services.audience_member_create(page=page, email="new@customer.example", by=BY)
    group = {
        "name": "Partners",
        "external_identifier": "idp-1",
        "component_ids": [world.ids["component_id"]],
        "metric_ids": [world.ids["metric_id"]],
        "page_access_user_ids": [viewer.uid],
    }
    answer = send("POST", path, {"page_access_group": group})
    assert answer.status_code == 201
    shown = answer.json()
    assert {name: shown[name] for name in group} == group
    assert len(sight_of_member(viewer).components or ()) == len(metrics_of_member(viewer)) == 1
    assert send("GET", f"{path}/{shown['id']}").json() == shown
    assert send("DELETE", f"{path}/{shown['id']}").json() == shown
    assert send("GET", f"{path}/{shown['id']}").status_code == 404
    assert (sight_of_member(viewer).components, metrics_of_member(viewer)) == (frozenset(), frozenset())


def test_it_changes_what_is_given_and_nothing_else(send: Send, one: str, world: World) -> None:
    before = send("GET", one).json()
    shown = send("PATCH", one, {"page_access_group": {"metric_ids": [world.ids["metric_id"]]}}).json()
    assert shown == {**before, "metric_ids": [world.ids["metric_id"]], "updated_at": shown["updated_at"]}
    emptied: dict[str, list[str]] = {"page_access_user_ids": [], "component_ids": [], "metric_ids": []}
    shown = send("PUT", one, {"page_access_group": emptied}).json()
    assert {name: shown[name] for name in emptied} == emptied


@each(
    ("group", "told"),
    [
        ({}, "Name"),
        ({"name": " "}, "Name"),
        ({"name": "x" * 256}, "Name"),
        ({"name": "A", "external_identifier": "taken"}, "External identifier"),
        ({"name": "A", "component_ids": ["aaaaaaaaaaaa"]}, "Component ids 0"),
        ({"name": "A", "metric_ids": ["aaaaaaaaaaaa"]}, "Metric ids 0"),
        ({"name": "A", "page_access_user_ids": ["aaaaaaaaaaaa"]}, "Page access user ids 0"),
        ({"name": "A", "component_ids": [f"{number}" for number in range(101)]}, "Component ids"),
    ],
)
def test_it_refuses_what_makes_no_group(
    send: Send, path: str, world: World, page: Page, group: dict[str, Any], told: str
) -> None:
    AudienceGroup.objects.filter(page=page).update(external_identifier="taken")
    answer = send("POST", path, {"page_access_group": group})
    assert (answer.status_code, AudienceGroup.objects.count()) == (422, 1)
    assert told in answer.json()["message"]
    assert send("POST", path, {"name": "A"}).status_code == 400


def test_it_adds_replaces_and_removes_components(send: Send, one: str, world: World, more: list[str]) -> None:
    first, components = world.ids["component_id"], f"{one}/components"

    def held() -> list[str]:
        return [row["id"] for row in send("GET", components).json()]

    assert send("PATCH", components, {"component_ids": more[:1]}).json()["component_ids"] == [first, more[0]]
    assert send("PUT", components, {"component_ids": more}).status_code == 200
    assert send("PATCH", components).status_code == 200
    assert held() == [first, *more]
    assert send("POST", components, {"component_ids": more}).status_code == 201
    assert held() == more
    nothing: tuple[Any, ...] = (None, {})
    for missing in nothing:
        for method in ("DELETE", "POST"):
            answer = send(method, components, missing)
            assert (answer.status_code, answer.json()["message"]) == (400, "component_ids is missing")
    assert held() == more
    assert send("DELETE", components, {"component_ids": more[:1]}).json()["component_ids"] == more[1:]
    assert send("DELETE", f"{components}/{more[0]}").status_code == 404
    assert send("DELETE", f"{components}/{more[1]}").json()["component_ids"] == []


def test_it_lists_in_as_many_queries_for_many_as_for_few(
    send: Send, path: str, page: Page, world: World
) -> None:
    component = Component.objects.get(uid=world.ids["component_id"])
    member = AudienceMember.objects.get(uid=world.ids["page_access_user_id"])
    counts = []
    for numbers in (range(2), range(2, 8)):
        for number in numbers:
            services.audience_group_create(
                page=page, name=f"{number}", components=[component], members=[member], by=BY
            )
        with CaptureQueriesContext(connection) as asked:
            assert len(send("GET", path).json()) == numbers.stop + 1
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_it_grants_a_component_to_viewers_by_repeated_names(
    client_rw: Client, page: Page, world: World, more: list[str]
) -> None:
    viewers = [
        services.audience_member_create(page=page, email=f"{name}@customer.example", by=BY) for name in "ab"
    ]
    path = f"/v1/pages/{page.uid}/components/{more[0]}/page_access_users"
    form = urlencode([("page_access_user_ids", viewer.uid) for viewer in viewers])
    answer = client_rw.generic("POST", path, form, content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer.json()["id"]) == (201, more[0])
    component = Component.objects.get(uid=more[0])
    assert list(component.audience_members.order_by("pk")) == viewers
    assert client_rw.delete(path).json()["id"] == more[0]
    assert not component.audience_members.exists()


def test_it_grants_a_component_to_groups_and_takes_it_from_all(
    send: Send, page: Page, world: World, more: list[str]
) -> None:
    path = f"/v1/pages/{page.uid}/components/{more[0]}/page_access_groups"
    component = Component.objects.get(uid=more[0])
    assert send("POST", path).status_code == 201
    assert not component.audience_groups.exists()
    ids = [world.ids["page_access_group_id"]]
    assert send("POST", path, {"page_access_group_ids": ids}).status_code == 201
    assert component.audience_groups.count() == 1
    assert send("DELETE", path).status_code == 200
    assert not component.audience_groups.exists()


def test_it_grants_nothing_to_viewers_of_another_page(
    send: Send, page: Page, other_page: Page, world: World, more: list[str]
) -> None:
    foreign = services.audience_member_create(page=other_page, email="x@customer.example", by=BY)
    foreign_group = services.audience_group_create(page=other_page, name="X", by=BY)
    one = f"/v1/pages/{page.uid}/components/{more[0]}"
    users = [world.ids["page_access_user_id"], foreign.uid]
    assert send("POST", f"{one}/page_access_users", {"page_access_user_ids": users}).status_code == 422
    groups = {"page_access_group_ids": [foreign_group.uid]}
    assert send("POST", f"{one}/page_access_groups", groups).status_code == 422
    assert send("POST", f"{one}/page_access_users").status_code == 400
    gone = f"/v1/pages/{page.uid}/components/aaaaaaaaaaaa/page_access_users"
    assert [send(method, gone, {}).status_code for method in ("POST", "DELETE")] == [404, 404]
    component = Component.objects.get(uid=more[0])
    assert not component.audience_members.exists()
    assert not component.audience_groups.exists()


def test_it_grants_all_components_of_a_component_group(
    send: Send, page: Page, world: World, more: list[str]
) -> None:
    rows = list(Component.objects.filter(uid__in=more))
    inside = services.group_create(page=page, name="Inside", components=rows, by=BY)
    empty = services.group_create(page=page, name="Empty", by=BY)
    body = {"page_access_user_ids": [world.ids["page_access_user_id"]]}
    for group, number in ((inside, 2), (empty, 0)):
        path = f"/v1/pages/{page.uid}/components/{group.uid}/page_access_users"
        granted = AudienceMember.objects.get().components.filter(uid__in=more)
        answer = send("POST", path, body)
        assert (answer.status_code, answer.json()["id"], answer.json()["group"]) == (201, group.uid, True)
        assert granted.count() == number
        assert send("DELETE", path).json()["id"] == group.uid
        assert granted.count() == 0
