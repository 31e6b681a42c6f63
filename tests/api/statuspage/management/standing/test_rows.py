"""What holds for every operation, shown with its row."""

import re
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from apikeys.services import IssuedKey
from statuspage.models import Page
from tests.api.statuspage.management import making
from tests.api.statuspage.management.document import wrong_with
from tests.api.statuspage.management.row import Row
from tests.api.statuspage.management.rows import ROWS
from tests.api.statuspage.management.world import World

EACH = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.operation)
WITH_BODY = pytest.mark.parametrize(
    "row", [row for row in ROWS if row.body is not None], ids=lambda row: row.operation
)
WRITES = pytest.mark.parametrize("row", [row for row in ROWS if row.writes], ids=lambda row: row.operation)
_PASSING = re.compile(r"[a-z0-9]{12}|\d{4}-\d\d-\d\dT[0-9:.]+Z")


@pytest.fixture(scope="module", autouse=True)
def second(standing: DjangoDbBlocker, standing_world: World) -> World:
    """The world of another page of the organization, on which the same keys may do the same."""
    with standing.unblock():
        page = Page.objects.create(
            organization=standing_world.page.organization, name="Second", slug="second"
        )
        return making.make(page)


@EACH
def test_it_answers_as_the_document_says(client_rw: Client, world: World, row: Row):
    response = row.call(client_rw, world)
    assert response.status_code == row.success, response.content
    if row.declared.answer is None:
        assert response.content == b""
    else:
        assert wrong_with(row.declared, response.json()) == []


@pytest.mark.any_database
@WITH_BODY
def test_a_form_says_the_same_as_json(client_rw: Client, world: World, row: Row):
    answers = []
    for form in (False, True):
        with transaction.atomic():
            response = row.call(client_rw, world, form=form)
            transaction.set_rollback(True)
        answers.append((response.status_code, _lasting(response)))
    assert answers[0] == answers[1]


@pytest.mark.any_database
@EACH
def test_it_answers_with_a_suffix_too(client_rw: Client, world: World, row: Row):
    assert row.call(client_rw, world, suffix=".json").status_code == row.success


@pytest.mark.any_database
@EACH
def test_nobody_without_a_key_is_answered(client: Client, world: World, row: Row):
    response = row.call(client, world)
    assert response.status_code == 401
    assert response.json() == {"error": "Could not authenticate", "message": "Could not authenticate"}


@pytest.mark.any_database
@WRITES
def test_a_key_that_may_only_read_changes_nothing(caller: Any, read_key: IssuedKey, world: World, row: Row):
    response = row.call(caller(read_key), world)
    assert response.status_code == 403
    assert set(response.json()) == {"error", "message"}


@pytest.mark.any_database
@EACH
def test_a_key_of_another_organization_finds_nothing(
    caller: Any, outsider_key: IssuedKey, world: World, row: Row
):
    if "{" not in row.declared.path:
        return
    response = row.call(caller(outsider_key), world)
    assert response.status_code == 404
    assert response.json() == {"error": "Not found", "message": "Not found"}


@EACH
def test_objects_of_another_page_are_not_found(client_rw: Client, world: World, second: World, row: Row):
    """The key reaches both pages; each object answers on its own page alone."""
    if row.declared.path.count("{") < 2 or "{page_id}" not in row.declared.path:
        return
    response = row.call(client_rw, world, page_id=second.ids["page_id"])
    assert response.status_code == 404


def _lasting(response: Any) -> Any:
    """The answer without ids and times."""
    return _PASSING.sub("*", response.content.decode())
