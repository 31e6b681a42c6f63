"""The public documents of a restricted page tell each reader what is theirs, and nothing of the rest."""

from collections.abc import Iterable

import pytest
from django.test import Client

from api.statuspage.public.urls import urlpatterns
from statuspage.models import Page
from tests.restricted import READERS, TEAM, World, read_by_all
from tests.sighted import Ask, Rows, complaints_of, leaks_of, routes_of

COMPONENTS = ("own", "grouped", "shared", "unseen", "alone", "first_group", "second_group", "third_group")
GOING_ON = ("on_own", "on_grouped", "on_unseen", "on_some", "on_none", "on_hidden")
OVER = ("over_own", "over_unseen")
PLANNED = ("planned_own", "planned_unseen")
RUNNING = ("running_grouped", "running_unseen")


def _alone(world: World, path: str) -> Iterable[Ask]:
    told = (*GOING_ON, *OVER, "drafted", *PLANNED, *RUNNING)
    return [Ask(path.replace("<slug:uid>", world.row(key).uid), about=key) for key in told]


def _maintenance(world: World) -> Iterable[Ask]:
    return [Ask(f"/maintenances/{world.row(key).uid}.json", about=key) for key in (*PLANNED, *RUNNING)]


def _metrics(world: World) -> Iterable[Ask]:
    keys = ("metric_of_ann", "metric_of_group", "metric_ungranted", "metric_hidden")
    return [Ask(f"/metrics-display/{world.row(key).uid}/day.json", about=key) for key in keys]


def _told(path: str, *told: str) -> Rows:
    return {path: lambda world: [Ask(f"/{path}", told)]}


ROWS: Rows = {
    **_told("api/v2/summary.json", *COMPONENTS, *GOING_ON, *PLANNED, *RUNNING),
    **_told("api/v2/status.json"),
    **_told("api/v2/components.json", *COMPONENTS),
    **_told("api/v2/incidents.json", *GOING_ON, *OVER),
    **_told("api/v2/incidents/unresolved.json", *GOING_ON),
    **_told("api/v2/scheduled-maintenances.json", *PLANNED, *RUNNING),
    **_told("api/v2/scheduled-maintenances/upcoming.json", *PLANNED),
    **_told("api/v2/scheduled-maintenances/active.json", *RUNNING),
    "api/v2/incidents/<slug:uid>.json": lambda world: _alone(world, "/api/v2/incidents/<slug:uid>.json"),
    "metrics-display/<slug:uid>/<slug:word>.json": _metrics,
    "incidents/<slug:uid>.json": lambda world: _alone(world, "/incidents/<slug:uid>.json"),
    "maintenances/<slug:uid>.json": _maintenance,
    "api/v2/<path:name>.json": lambda world: [Ask("/api/v2/components/own.json", status=404)],
}


@pytest.fixture
def world(restricted: World, db: None) -> World:
    """The page, restricted, with its readers."""
    return read_by_all(restricted)


def test_it_knows_every_document():
    assert routes_of(urlpatterns) == set(ROWS)


@pytest.mark.parametrize("reader", READERS)
def test_it_tells_each_reader_what_is_theirs_and_nothing_else_A10(world: World, reader: str):
    assert complaints_of(world, reader, ROWS) == []


def test_it_does_so_below_the_page_s_own_path_A10(world: World):
    assert complaints_of(world, "gus", ROWS, base="/pages/status") == []


def test_it_tells_a_stranger_nothing_at_all_A12(world: World, client: Client):
    assert leaks_of(world, client, ROWS, world.things.values()) == []
    assert {client.get(ask.path).status_code for row in ROWS.values() for ask in row(world)} == {404}


def test_an_open_page_tells_nobody_of_what_it_hides_A11(world: World, client: Client):
    Page.objects.update(visibility="public")
    assert leaks_of(world, client, ROWS, world.unseen(TEAM)) == []


def test_it_says_of_each_reader_s_page_how_theirs_is_A13(world: World):
    told = {
        reader: world.browsers[reader].get("/api/v2/status.json").json()["status"]["indicator"]
        for reader in READERS
    }
    assert told == {"team": "critical", "ann": "critical", "gus": "critical", "nil": "none"}


def test_it_counts_places_within_what_is_seen(world: World):
    listed = world.browsers["ann"].get("/api/v2/components.json").json()["components"]
    assert [row["position"] for row in listed] == list(range(1, len(listed) + 1))
    group = next(row for row in listed if row["group"])
    assert group["components"] == [world.row("own").uid]
