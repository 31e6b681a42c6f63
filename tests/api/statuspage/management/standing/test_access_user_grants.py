"""What one page access user may see: components and metrics, granted and revoked."""

from collections.abc import Callable
from typing import Any

import pytest

from monitoring.models import Metric
from monitoring.services import metric_create
from statuspage import services
from statuspage.models import AudienceMember, Component, Event, Page
from statuspage.selectors import sight_of_member
from tests.api.statuspage.management.world import BY, World
from tests.rows import each

Send = Callable[..., Any]


@pytest.fixture
def member(world: World) -> AudienceMember:
    """Sees a component and a metric by themselves, and the same component through a group."""
    return AudienceMember.objects.get(uid=world.ids["page_access_user_id"])


@pytest.fixture
def path(world: World, member: AudienceMember) -> str:
    return f"/v1/pages/{world.ids['page_id']}/page_access_users/{member.uid}"


@pytest.fixture
def more(page: Page, world: World) -> list[str]:
    """Two more components."""
    return [services.component_create(page=page, name=name, by=BY).uid for name in ("Queue", "Wiki")]


@pytest.fixture
def more_metrics(page: Page, world: World) -> list[str]:
    return [metric_create(page=page, name=name, by=BY).uid for name in ("Errors", "Logins")]


def own(member: AudienceMember) -> set[str]:
    return set(member.components.values_list("uid", flat=True))


def own_metrics(member: AudienceMember) -> set[str]:
    return set(member.metric_audience.values_list("metric__uid", flat=True))


def test_it_adds_replaces_and_revokes(
    send: Send, path: str, member: AudienceMember, world: World, more: list[str]
) -> None:
    first, components = world.ids["component_id"], f"{path}/components"
    assert send("PATCH", components, {"component_ids": more[:1]}).json()["id"] == member.uid
    assert own(member) == {first, more[0]}
    assert send("PUT", components, {"component_ids": more}).status_code == 200
    assert own(member) == {first, *more}
    assert {row["id"] for row in send("GET", components).json()} == {first, *more}
    assert send("POST", components, {"component_ids": more}).status_code == 201
    assert own(member) == {*more}
    assert send("DELETE", components, {"component_ids": []}).status_code == 200
    assert own(member) == {*more}
    assert send("DELETE", components, {"component_ids": [more[0], first]}).status_code == 200
    assert own(member) == {more[1]}
    assert send("DELETE", f"{components}/{more[1]}").status_code == 200
    assert own(member) == set()
    assert send("DELETE", f"{components}/{more[1]}").status_code == 404
    # What the group sees stays.
    assert [row["id"] for row in send("GET", components).json()] == [first]
    assert sight_of_member(member).components == frozenset({Component.objects.get(uid=first).pk})


def test_it_revokes_all_without_ids_and_replaces_by_none(
    send: Send, path: str, member: AudienceMember, more: list[str]
) -> None:
    for method, body in (("DELETE", None), ("DELETE", {}), ("POST", {"component_ids": []})):
        send("PATCH", f"{path}/components", {"component_ids": more})
        assert own(member)
        assert send(method, f"{path}/components", body).status_code in (200, 201)
        assert own(member) == set()


def test_it_grants_metrics_likewise(
    send: Send, path: str, member: AudienceMember, world: World, more_metrics: list[str]
) -> None:
    first, metrics = world.ids["metric_id"], f"{path}/metrics"
    send("PATCH", metrics, {"metric_ids": more_metrics[:1]})
    send("PUT", metrics, {"metric_ids": more_metrics[:1]})
    assert own_metrics(member) == {first, more_metrics[0]}
    assert send("POST", metrics, {"metric_ids": more_metrics}).status_code == 201
    assert {row["id"] for row in send("GET", metrics).json()} == own_metrics(member) == {*more_metrics}
    assert send("DELETE", metrics, {"metric_ids": more_metrics[:1]}).status_code == 200
    assert own_metrics(member) == {more_metrics[1]}
    assert send("DELETE", f"{metrics}/{first}").status_code == 404
    assert send("DELETE", f"{metrics}/{more_metrics[1]}").status_code == 200
    send("PATCH", metrics, {"metric_ids": more_metrics})
    assert send("DELETE", metrics).status_code == 200
    assert own_metrics(member) == set()


@each(
    ("kind", "method"), [(k, m) for k in ("component", "metric") for m in ("PATCH", "PUT", "POST", "DELETE")]
)
def test_it_changes_nothing_where_one_id_is_wrong(
    send: Send, path: str, member: AudienceMember, other_page: Page, page: Page, kind: str, method: str
) -> None:
    make: Callable[..., Any] = services.component_create if kind == "component" else metric_create
    name, good = f"{kind}_ids", make(page=page, name="Good", by=BY).uid
    gone = make(page=page, name="Gone", by=BY)
    if isinstance(gone, Metric):
        Metric.objects.filter(pk=gone.pk).update(deleted_at=gone.created_at)
    else:
        services.component_delete(component=gone, by=BY)
    foreign = make(page=other_page, name="Foreign", by=BY).uid
    before = own(member), own_metrics(member), Event.objects.count()
    for wrong in (
        [good, foreign],
        [good, gone.uid],
        ["nothing"],
        [7],
        {"a": good},
        [f"{n}" for n in range(101)],
    ):
        assert send(method, f"{path}/{kind}s", {name: wrong}).status_code == 422
    if method != "DELETE":
        for missing in (None, {}, {name: None}):
            answer = send(method, f"{path}/{kind}s", missing)
            assert (answer.status_code, answer.json()["message"]) == (400, f"{name} is missing")
    assert (own(member), own_metrics(member), Event.objects.count()) == before


def test_it_takes_a_component_group_for_its_components(
    send: Send, path: str, member: AudienceMember, page: Page, more: list[str]
) -> None:
    rows = list(Component.objects.filter(uid__in=more))
    group = services.group_create(page=page, name="Inside", components=rows, by=BY)
    send("POST", f"{path}/components", {"component_ids": [group.uid]})
    assert own(member) == set(more)
    assert send("DELETE", f"{path}/components/{group.uid}").status_code == 200
    assert own(member) == set()
