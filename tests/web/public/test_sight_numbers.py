"""What a reader does not see changes nothing that they read: no count, no place, no time."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from incidents import services as incidents
from monitoring import services as monitoring
from statuspage import services
from statuspage.models import AudienceGroup, Component
from tests.restricted import BY, OF_THE_TEAM, World, make_incident, read_by_all

DOCUMENTS = (
    "/api/v2/summary.json",
    "/api/v2/components.json",
    "/api/v2/incidents.json",
    "/api/v2/scheduled-maintenances.json",
    "/history.atom",
    "/history.rss",
    "/maintenance.ics",
    "/subscribe",
    "/history",
    "/",
)


@pytest.fixture
def world(restricted: World, db: None) -> Iterator[World]:
    """The page, restricted, with its readers; time stands still, as pages tell how long ago things were."""
    with time_machine.travel(restricted.now + timedelta(minutes=1), tick=False):
        yield read_by_all(restricted)


def fresh(world: World, key: str) -> Component:
    return Component.objects.get(pk=world.row(key).pk)


def declare(world: World) -> None:
    incidents.component_declare_status(component=fresh(world, "unseen"), status="degraded_performance", by=BY)
    incidents.component_declare_status(component=fresh(world, "hidden"), status="major_outage", by=BY)


def rename(world: World) -> None:
    services.component_update(component=fresh(world, "unseen"), changes={"name": "Renamed"}, by=BY)
    services.group_update(group=world.row("third_group"), changes={"name": "Renamed too"}, by=BY)


def add(world: World) -> None:
    services.component_create(page=world.page, name="New", group=world.row("first_group"), by=BY)
    services.component_create(page=world.page, name="Newer", by=BY)


def break_down(world: World) -> None:
    make_incident(world, "another", ["unseen", "alone"], OF_THE_TEAM)
    make_incident(world, "of_a_hidden_one", ["hidden"], OF_THE_TEAM)
    incidents.incident_post_update(incident=world.row("on_unseen"), body="Still at it.", by=BY)
    incidents.incident_delete(incident=world.row("over_unseen"), by=BY)


def maintain(world: World) -> None:
    incidents.maintenance_cancel(maintenance=world.row("planned_unseen"), by=BY)
    incidents.maintenance_complete(maintenance=world.row("running_unseen"), by=BY)
    incidents.maintenance_schedule(
        page=world.page,
        name="More",
        components=[fresh(world, "alone")],
        scheduled_for=world.now + timedelta(hours=5),
        scheduled_until=world.now + timedelta(hours=6),
        by=BY,
    )


def measure(world: World) -> None:
    monitoring.metric_create(page=world.page, name="Another metric", position=1, by=BY)
    monitoring.check_delete(check=world.row("check_of_unseen"), by=BY)


def let_in(world: World) -> None:
    group = AudienceGroup.objects.create(page=world.page, name="Others")
    group.components.set([world.row("alone"), world.row("own")])


CHANGES = (declare, rename, add, break_down, maintain, measure, let_in)


def read(world: World, reader: str) -> dict[str, str]:
    """All documents."""
    return {path: world.browsers[reader].get(path).content.decode() for path in DOCUMENTS}


@pytest.mark.parametrize("change", CHANGES)
def test_it_is_the_same_whatever_happens_to_the_rest_A13(world: World, change: Callable[[World], None]):
    readers = ("ann", "nil")
    before, team = [read(world, reader) for reader in readers], read(world, "team")
    change(world)
    assert [read(world, reader) for reader in readers] == before
    assert change is let_in or read(world, "team") != team, "the change is one that could be read"


def test_it_counts_what_is_seen(world: World):
    told = {reader: world.browsers[reader].get("/").content.decode() for reader in world.browsers}
    assert "4 of 5 components are affected" in told["team"]
    assert "1 of 2 components are affected" in told["ann"]
    assert "1 of 2 components are affected" in told["gus"]
    assert "This page has no components yet." in told["nil"]
    assert "0 of 1 operational" in told["ann"]
    assert "0 of 2 operational" in told["team"]


def test_it_asks_the_database_no_more_for_a_member_with_much(world: World):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            world.browsers["ann"].get("/")
        return len(found)

    queries()
    before = queries()
    member = world.members["ann"]
    for number in range(5):
        one = services.component_create(page=world.page, name=f"Own {number}", by=BY)
        member.components.add(one)
        incidents.incident_open(
            page=world.page, name=f"Trouble {number}", components={one: "partial_outage"}, by=BY
        )
    assert queries() == before


def test_it_tells_nobody_whether_there_is_what_they_do_not_see_A12(world: World):
    path = reverse("public:component", kwargs={"slug": "x"}).removesuffix("x")

    def asked(ref: str) -> tuple[int, str]:
        response = world.browsers["ann"].get(f"{path}{ref}")
        # Every request has a number.
        return response.status_code, re.sub(r"<code>[0-9a-f]{32}</code>", "", response.content.decode())

    for key in ("unseen", "grouped", "hidden"):
        for ref in (world.row(key).slug, world.row(key).uid):
            assert asked(ref) == asked("z" * 12)
            assert asked(ref)[0] == 404
