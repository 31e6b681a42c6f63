"""A restricted page tells each reader what is theirs, at every address, and nothing of the rest."""

from collections.abc import Callable, Iterable

import pytest
from django.test import Client

from statuspage.models import Page
from tests.restricted import EVERYBODY, READERS, TEAM, World, read_by_all
from tests.sighted import Ask, Rows, complaints_of, leaks_of, routes_of
from web.public.urls import urlpatterns

COMPONENTS = ("own", "grouped", "shared", "unseen", "alone")
GROUPS = ("first_group", "second_group", "third_group")
GOING_ON = ("on_own", "on_grouped", "on_unseen", "on_some", "on_none", "on_hidden")
OVER = ("over_own", "over_unseen")
INCIDENTS = (*GOING_ON, *OVER, "drafted")
PLANNED = ("planned_own", "planned_unseen")
RUNNING = ("running_grouped", "running_unseen")
CANCELED = ("canceled_own", "canceled_unseen")
MEMBERS = EVERYBODY - {TEAM}
NOTES = ("note_own", "note_grouped", "note_unseen")
METRICS = ("metric_of_ann", "metric_of_group", "metric_ungranted")
CHECKS = ("check_of_own", "check_of_unseen", "check_of_page")


def _page(world: World) -> Iterable[Ask]:
    told = (*COMPONENTS, *GROUPS, *GOING_ON, *OVER, *PLANNED, *RUNNING, *METRICS, *CHECKS, *NOTES)
    yield Ask("/", told)
    yield Ask("/?span=month", told)


def _history(world: World) -> Iterable[Ask]:
    yield Ask("/history", (*GOING_ON, *RUNNING, *NOTES))
    yield Ask(f"/history?month={world.past:%Y-%m}", OVER)
    yield Ask(f"/history?view=calendar&on={world.past:%Y-%m-%d}", OVER)
    # Of a component that they may not know, it is as if it were not there.
    yield Ask(f"/history?component={world.row('unseen').slug}")


def _incidents(world: World) -> Iterable[Ask]:
    return [Ask(f"/incidents/{world.row(key).uid}", about=key) for key in INCIDENTS]


def _moved(world: World) -> Iterable[Ask]:
    return [Ask(f"/incidents/{world.row(key).uid}", about=key, status=301) for key in (*PLANNED, *RUNNING)]


def _maintenance(world: World) -> Iterable[Ask]:
    return [Ask(f"/maintenances/{world.row(key).uid}", about=key) for key in (*PLANNED, *RUNNING)]


def _components(world: World) -> Iterable[Ask]:
    for key in (*COMPONENTS, "hidden"):
        yield Ask(f"/components/{world.row(key).slug}", _said_about(world, key), about=key)
        yield Ask(f"/components/{world.row(key).uid}", about=key)
        yield Ask(f"/components/{world.row(key).slug}?view=day&on={world.past:%Y-%m-%d}", about=key)


def _said_about(world: World, key: str) -> tuple[str, ...]:
    return tuple(note for note in NOTES if world.row(note).component == world.row(key))


def _subscribe(world: World) -> Iterable[Ask]:
    # A restricted page tells its members alone, by mail and otherwise.
    yield Ask("/subscribe", status=404, readers=frozenset({TEAM}))
    yield Ask("/subscribe", (*COMPONENTS, *GROUPS), readers=MEMBERS)
    for key in GOING_ON:
        yield Ask(f"/subscribe?incident={world.row(key).uid}", about=key, readers=MEMBERS)


def _feed(path: str) -> Rows:
    return {path: lambda world: [Ask(f"/{path}", (*GOING_ON, *OVER, *PLANNED, *RUNNING, *NOTES))]}


def _elsewhere(*paths: str) -> Rows:
    """What other sites get: never anything of a page that is not open."""
    return {path: _nothing(path) for path in paths}


def _nothing(path: str) -> Callable[[World], Iterable[Ask]]:
    return lambda world: [Ask(f"/{path}", status=404)]


ROWS: Rows = {
    "": _page,
    "history": _history,
    **_feed("history.atom"),
    **_feed("history.rss"),
    "maintenance.ics": lambda world: [Ask("/maintenance.ics", (*PLANNED, *RUNNING, *CANCELED))],
    "incidents/<slug:uid>": lambda world: [*_incidents(world), *_moved(world)],
    "maintenances/<slug:uid>": _maintenance,
    "components/<slug:slug>": _components,
    "brand.css": lambda world: [Ask("/brand.css")],
    "colors.css": lambda world: [Ask("/colors.css")],
    "favicon.svg": lambda world: [Ask("/favicon.svg")],
    # Nobody uploaded any.
    "logo": lambda world: [Ask("/logo", status=404)],
    "favicon": lambda world: [Ask("/favicon", status=404)],
    "subscribe": _subscribe,
    **_elsewhere("badges/status.svg", "badges/status.json", "embed", "embed/", "embed.js"),
    **_elsewhere("preview.png"),
    "incidents/<slug:uid>/preview.png": lambda world: _previews(world, "incidents"),
    "maintenances/<slug:uid>/preview.png": lambda world: _previews(world, "maintenances"),
    **_elsewhere("embed/script.js", "embed.json", "embed.css"),
    "badges/<slug:slug>.svg": lambda world: _badges(world, "svg"),
    "badges/<slug:slug>.json": lambda world: _badges(world, "json"),
    "sign-in": lambda world: [Ask("/sign-in")],
    # No provider is set up here, and nobody comes back from one.
    "sign-in/oidc": lambda world: [Ask("/sign-in/oidc", status=404)],
    "sign-in/oidc/<slug:token>": lambda world: [Ask("/sign-in/oidc/abc", status=400)],
    "sign-in/<slug:token>": lambda world: [Ask("/sign-in/abc", status=404)],
    "sign-out": lambda world: [Ask("/sign-out", status=405)],
    # By token: those of subscribers are tested with them.
    "subscribe/confirm/<str:token>": lambda world: [],
    "subscribe/manage/<str:token>": lambda world: [],
    "subscribe/unsubscribe/<str:token>": lambda world: [],
}


def _badges(world: World, form: str) -> Iterable[Ask]:
    return [Ask(f"/badges/{world.row(key).slug}.{form}", status=404) for key in COMPONENTS]


def _previews(world: World, noun: str) -> Iterable[Ask]:
    return [Ask(f"/{noun}/{world.row(key).uid}/preview.png", status=404) for key in (*GOING_ON, *PLANNED)]


@pytest.fixture
def world(restricted: World, db: None) -> World:
    """The page, restricted, with its readers."""
    return read_by_all(restricted)


def test_it_knows_every_address():
    assert routes_of(urlpatterns) == set(ROWS)


@pytest.mark.parametrize("reader", READERS)
def test_it_tells_each_reader_what_is_theirs_and_nothing_else_A10(world: World, reader: str):
    assert complaints_of(world, reader, ROWS) == []


def test_it_does_so_below_the_page_s_own_path_A10(world: World):
    assert complaints_of(world, "ann", ROWS, base="/pages/status") == []


def test_it_tells_a_stranger_nothing_at_all_A12(world: World, client: Client):
    assert leaks_of(world, client, ROWS, world.things.values()) == []
    assert b"Acme" not in client.get("/").content


def test_an_open_page_tells_nobody_of_what_it_hides_A11(world: World, client: Client):
    Page.objects.update(visibility="public")
    assert leaks_of(world, client, ROWS, world.unseen(TEAM)) == []
    assert leaks_of(world, client, {"": _page}, world.seen(TEAM, "on_hidden")) != []
