"""What holds for every operation, shown with its row."""

import re
from copy import deepcopy
from operator import attrgetter
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve
from pytest_django import DjangoDbBlocker

from apikeys.services import IssuedKey
from statuspage.models import Page
from tests.api.statuspage.management import making
from tests.api.statuspage.management.document import wrong_with
from tests.api.statuspage.management.row import Row
from tests.api.statuspage.management.rows import AREAS, ROWS
from tests.api.statuspage.management.world import World
from tests.keyring import forget_counts
from tests.rows import each

SUFFIXES = ("", ".json")
NAMED = attrgetter("operation")
BELOW_A_PAGE = [row for row in ROWS if row.declared.path.count("{") > 1 and "{page_id}" in row.declared.path]
_PASSING = re.compile(r"[a-z0-9]{12}|\d{4}-\d\d-\d\dT[0-9:.]+Z")


@pytest.fixture(scope="module", autouse=True)
def second(standing: DjangoDbBlocker, standing_world: World) -> World:
    """The world of another page of the organization, on which the same keys may do the same."""
    with standing.unblock():
        page = Page.objects.create(
            organization=standing_world.page.organization, name="Second", slug="second"
        )
        return making.make(page)


@pytest.mark.parametrize("area", AREAS, ids=lambda area: area.__name__.rpartition(".")[2])
def test_it_answers_as_the_document_says(
    client_rw: Client, world: World, subtests: pytest.Subtests, area: Any
):
    """A form says the same as JSON, and the address with a suffix leads to the same."""
    for row in area.ROWS:
        with subtests.test(row.operation):
            forget_counts()
            answer = _call(row, client_rw, world)
            assert answer.status_code == row.success, answer.content
            if row.declared.answer is None:
                assert answer.content == b""
            else:
                assert wrong_with(row.declared, answer.json()) == []
            if row.body is not None:
                form = _call(row, client_rw, world, form=True)
                assert (form.status_code, _lasting(form)) == (answer.status_code, _lasting(answer))
            there, suffixed = (
                resolve(row.path(world, suffix=suffix).partition("?")[0]) for suffix in SUFFIXES
            )
            assert getattr(suffixed.func, "cls", suffixed) is getattr(there.func, "cls", there)
            assert suffixed.kwargs == there.kwargs


@pytest.mark.any_database
def test_it_answers_with_a_suffix_too(client_rw: Client, world: World):
    for area in AREAS:
        row = area.ROWS[0]
        assert _call(row, client_rw, world, suffix=".json").status_code == row.success, row.operation


@pytest.mark.any_database
@each("row", ROWS, ids=NAMED)
def test_nobody_without_a_key_is_answered(client: Client, world: World, row: Row):
    response = row.call(client, world)
    assert response.status_code == 401
    assert response.json() == {"error": "Could not authenticate", "message": "Could not authenticate"}


@pytest.mark.any_database
@each("row", [row for row in ROWS if row.writes], ids=NAMED)
def test_a_key_that_may_only_read_changes_nothing(caller: Any, read_key: IssuedKey, world: World, row: Row):
    response = row.call(caller(read_key), world)
    assert response.status_code == 403
    assert set(response.json()) == {"error", "message"}


@pytest.mark.any_database
@each("row", [row for row in ROWS if "{" in row.declared.path], ids=NAMED)
def test_a_key_of_another_organization_finds_nothing(
    caller: Any, outsider_key: IssuedKey, world: World, row: Row
):
    response = row.call(caller(outsider_key), world)
    assert response.status_code == 404
    assert response.json() == {"error": "Not found", "message": "Not found"}


@each("row", BELOW_A_PAGE, ids=NAMED)
def test_objects_of_another_page_are_not_found(client_rw: Client, world: World, second: World, row: Row):
    """The key reaches both pages; each object answers on its own page alone."""
    assert row.call(client_rw, world, page_id=second.ids["page_id"]).status_code == 404


def _call(row: Row, client: Client, world: World, **changes: Any) -> Any:
    """On a copy of the world, and the database as it was."""
    with transaction.atomic():
        response = row.call(client, deepcopy(world), **changes)
        transaction.set_rollback(True)
    return response


def _lasting(response: Any) -> Any:
    """The answer without ids and times."""
    return _PASSING.sub("*", response.content.decode())
