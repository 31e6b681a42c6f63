"""Every operation of the document has a route and a row that shows it working."""

import pytest
from django.urls import resolve

from api.statuspage.management.base import NothingHere
from tests.api.statuspage.management.document import OPERATIONS
from tests.api.statuspage.management.rows import ROWS

UID = "abcdefghij12"


def test_the_document_has_its_112_operations():
    assert len(OPERATIONS) == 112


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_operation_has_a_route_and_a_row(name: str):
    assert name in {row.operation for row in ROWS}
    operation = OPERATIONS[name]
    names = dict.fromkeys(operation.path_names, UID)
    view = getattr(resolve(f"/v1{operation.path.format(**names)}").func, "cls")  # noqa: B009
    assert view is not NothingHere
    assert hasattr(view, operation.method.lower())


def test_every_row_is_of_an_operation():
    assert {row.operation for row in ROWS} <= OPERATIONS.keys()
