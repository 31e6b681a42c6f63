"""The public mount tells each reader of a restricted page what is theirs, and nothing of the rest."""

from collections.abc import Iterable

import pytest

from tests.restricted import ANN, GUS, NIL, World, read_by_all
from tests.sighted import Ask, Rows, text_of

COMPONENTS = ("own", "grouped", "shared", "unseen", "alone", "hidden")
GROUPS = ("first_group", "second_group", "third_group")
NOTES = ("note_own", "note_grouped", "note_unseen")


def _services(world: World) -> Iterable[Ask]:
    yield Ask("/api/v1/services", COMPONENTS[:5])
    for key in COMPONENTS:
        for tail in ("", "/events"):
            yield Ask(f"/api/v1/services/{world.row(key).slug}{tail}", about=key)


def _lists(world: World) -> Iterable[Ask]:
    yield Ask("/api/v1/service-lists", GROUPS)
    yield from (Ask(f"/api/v1/service-lists/{world.row(key).slug}", about=key) for key in GROUPS)


def _events(world: World) -> Iterable[Ask]:
    for key in NOTES:
        note = world.row(key)
        yield Ask(f"/api/v1/services/{note.component.slug}/events/{note.uid}", about=key)


def _statuses(world: World) -> Iterable[Ask]:
    yield Ask("/api/v1/statuses", NOTES)
    for key in NOTES:
        yield Ask(f"/api/v1/statuses/{world.row(key).label.slug}", about=key)


ROWS: Rows = {"services": _services, "lists": _lists, "events": _events, "statuses": _statuses}


@pytest.fixture
def world(restricted: World, db: None) -> World:
    """The page, restricted, with its readers."""
    return read_by_all(restricted)


@pytest.mark.usefixtures("no_limits")
@pytest.mark.parametrize("reader", [ANN, GUS, NIL])
def test_it_tells_each_reader_what_is_theirs_and_nothing_else(world: World, reader: str):
    complaints = []
    for ask in (ask for row in ROWS.values() for ask in row(world)):
        answer = world.browsers[reader].get(ask.path)
        text = text_of(answer).replace(ask.path.lower().rpartition("/")[2], "")
        may = not ask.about or reader in world.things[ask.about].readers
        if answer.status_code != (200 if may else 404):
            complaints.append(f"{ask.path}: {answer.status_code}")
        if may and not ask.about:
            complaints += [
                f"{ask.path}: nothing of {thing.key}"
                for thing in world.seen(reader, *ask.tells)
                if not thing.is_told_in(text)
            ]
        complaints += [
            f"{ask.path}: {thing.key}"
            for thing in world.unseen(reader)
            if thing.is_told_in(text.replace(f"service {thing.word}", ""))
        ]
        if answer["Cache-Control"] != "private, no-store" or "Access-Control-Allow-Origin" in answer:
            complaints.append(f"{ask.path}: kept or shared")
    assert complaints == []
