"""Which rows of a list are answered."""

from typing import Any

import pytest
from django.test import RequestFactory
from rest_framework.request import Request

from api.base.faults import Fault
from api.statuspage.management.base import ManagementView

ROWS = list(range(250))


def listed(query: str, **options: Any) -> list[int]:
    view = ManagementView()
    view.request = Request(RequestFactory().get(f"/v1/x?{query}"))
    found: Any = view.listed(ROWS, lambda rows: [{"n": row} for row in rows], **options).data
    return [row["n"] for row in found]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ROWS[:100]),
        ("page=", ROWS[:100]),
        ("page=2", ROWS[100:200]),
        ("page=3", ROWS[200:]),
        ("page=4", []),
        ("page=1000000000", []),
        ("page=" + "9" * 5000, []),
        ("per_page=7&page=3", ROWS[14:21]),
        ("per_page=1000", ROWS[:100]),
        ("per_page=" + "9" * 5000, ROWS[:100]),
        ("limit=5", ROWS[:100]),
    ],
)
def test_it_gives_the_asked_page(query: str, expected: list[int]):
    assert listed(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ROWS[:10]),
        ("page=0", ROWS[:10]),
        ("page=1&limit=5", ROWS[5:10]),
        ("per_page=3", ROWS[:3]),
        ("limit=50", ROWS[:20]),
    ],
)
def test_an_operation_may_count_otherwise(query: str, expected: list[int]):
    assert listed(query, size_names=("limit", "per_page"), first=0, default=10, most=20) == expected


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=x", "page=1.5", "page=²", "per_page=0", "per_page=-5", "per_page=x"]
)
def test_it_refuses_what_is_no_page(query: str):
    with pytest.raises(Fault) as caught:
        listed(query)
    assert caught.value.status == 400
