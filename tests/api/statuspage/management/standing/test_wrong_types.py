"""Every field that the document names, with values of wrong types: never a 5xx, always the door's shape."""

from collections.abc import Iterator
from copy import deepcopy
from itertools import cycle, islice
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.api.statuspage.management.document import SCHEMAS
from tests.api.statuspage.management.row import Row
from tests.api.statuspage.management.rows import ROWS
from tests.api.statuspage.management.world import World

WRONG: list[Any] = [
    None,
    [],
    {},
    "",
    -1,
    True,
    "x" * 30_000,
    [[]],
    {"a": {"b": []}},
    2**63 - 1,
    "zz",
    [None],
    0.5,
]
WITH_BODY = [row for row in ROWS if row.declared.body is not None]
EACH = pytest.mark.parametrize("row", WITH_BODY, ids=lambda row: row.operation)


@pytest.fixture(autouse=True)
def _no_limits(settings: Any) -> None:
    settings.RATELIMIT_ENABLE = False


def bodies(row: Row) -> Iterator[dict[str, Any]]:
    """One wrong field at a time, each of another kind, and then all of them null.

    Each operation begins with another kind, so that a field that many have meets many of them.
    """
    schema = _schema(row.declared.body or {})
    kinds = cycle(WRONG)
    list(islice(kinds, WITH_BODY.index(row)))
    for name, part in schema.get("properties", {}).items():
        fields = _schema(part).get("properties", {})
        for field in fields:
            yield {name: {field: next(kinds)}}
        yield {name: dict.fromkeys(fields)}
        for wrong in islice(kinds, 4):
            yield {name: wrong}


@EACH
def test_it_is_refused_or_taken_but_never_fails(client_rw: Client, world: World, row: Row):
    for body in bodies(row):
        with transaction.atomic():
            answer = Row(row.operation, body, row.query).call(client_rw, world)
            transaction.set_rollback(True)
        assert answer.status_code < 500, body
        if answer.status_code >= 400:
            assert answer.status_code in {400, 403, 404, 405, 409, 422}, body
            assert set(answer.json()) == {"error", "message"}


def test_the_form_of_the_documents_own_example_is_understood(
    client_rw: Client, world: World, subtests: pytest.Subtests
):
    """Its values are placeholders, so it is not always taken; but what its names say is no riddle."""
    kind = "application/x-www-form-urlencoded"
    for row in (row for row in WITH_BODY if row.declared.form):
        form = "&".join(row.declared.form)
        with subtests.test(row.operation), transaction.atomic():
            path = row.path(deepcopy(world))
            answer = client_rw.generic(row.declared.method, path, form, content_type=kind)
            transaction.set_rollback(True)
            assert answer.status_code in {row.success, 404, 422}, answer.content


def _schema(part: dict[str, Any]) -> dict[str, Any]:
    name = part.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = SCHEMAS[name] if name else part
    return found
