"""Partial dates and what is made of them."""

from datetime import date

import pytest

from api.statuspage.management.components.ranges import range_read
from statuspage.exceptions import Invalid

TODAY = date(2026, 11, 21)
TO_TODAY = "End date was adjusted to today; range_end is the date used."
TO_SIX = "End date was adjusted to six months after the start; range_end is the date used."
TO_EARLIEST = "Start date was adjusted to the earliest possible; range_start is the date used."
TO_SERVICE = "Start date was adjusted to the first day in service; range_start is the date used."


@pytest.mark.parametrize(
    ("start", "end", "first", "last", "warnings"),
    [
        (None, None, "2026-08-23", "2026-11-21", []),
        ("", "", "2026-08-23", "2026-11-21", []),
        ("2026-11-01", None, "2026-11-01", "2026-11-21", []),
        ("2026-10", None, "2026-10-01", "2026-11-21", []),
        ("2026-11-21", "2026-11-21", "2026-11-21", "2026-11-21", []),
        ("2026-10", "2026-10", "2026-10-01", "2026-10-31", []),
        ("2024-02", "2024-02", "2024-02-01", "2024-02-29", []),
        ("2023-02", "2023-02", "2023-02-01", "2023-02-28", []),
        ("2020-07", "2020", "2020-07-01", "2020-12-31", []),
        ("2020-01-15", "2020-07-15", "2020-01-15", "2020-07-15", []),
        ("2020-08-31", "2021-02-28", "2020-08-31", "2021-02-28", []),
        (None, "2026-10", "2026-08-23", "2026-10-31", []),
        ("2020-01-15", "2020-07-16", "2020-01-15", "2020-07-15", [TO_SIX]),
        ("2020", "2020", "2020-01-01", "2020-07-01", [TO_SIX]),
        ("2020", None, "2020-01-01", "2020-07-01", [TO_SIX]),
        ("2026-11", "2026-12", "2026-11-01", "2026-11-21", [TO_TODAY]),
        ("2026-11", "2026", "2026-11-01", "2026-11-21", [TO_TODAY]),
        ("2026", "2026", "2026-01-01", "2026-07-01", [TO_SIX]),
        ("2026-11", "9999-12", "2026-11-01", "2026-11-21", [TO_TODAY]),
        ("1970-01-01", "1970-01", "1970-01-01", "1970-01-31", []),
        ("1969", "1970-01", "1970-01-01", "1970-01-31", [TO_EARLIEST]),
        ("0001", "1970", "1970-01-01", "1970-07-01", [TO_EARLIEST, TO_SIX]),
    ],
)
def test_it_makes_partial_dates_whole(
    start: str | None, end: str | None, first: str, last: str, warnings: list[str]
) -> None:
    read = range_read(start, end, today=TODAY, since=None)
    assert (read.start.isoformat(), read.end.isoformat(), list(read.warnings)) == (first, last, warnings)


@pytest.mark.parametrize(
    ("since", "start", "end", "first", "last", "warnings"),
    [
        ("2026-01-01", None, None, "2026-08-23", "2026-11-21", []),
        ("2026-11-01", None, None, "2026-11-01", "2026-11-21", []),
        ("2026-11-21", None, None, "2026-11-21", "2026-11-21", []),
        ("1960-01-01", "1955", "1970-01", "1970-01-01", "1970-01-31", [TO_EARLIEST]),
        ("1960-01-01", "1965", "1970-01", "1970-01-01", "1970-01-31", [TO_EARLIEST]),
        ("2026-10-10", "2026-10", None, "2026-10-10", "2026-11-21", [TO_SERVICE]),
        ("2026-10-10", "2026-10-10", None, "2026-10-10", "2026-11-21", []),
        ("2026-10-10", "2020", "2030", "2026-10-10", "2026-11-21", [TO_SERVICE, TO_TODAY]),
        ("2026-01-10", "2020", None, "2026-01-10", "2026-07-10", [TO_SERVICE, TO_SIX]),
    ],
)
def test_it_begins_no_earlier_than_the_service(
    since: str, start: str | None, end: str | None, first: str, last: str, warnings: list[str]
) -> None:
    read = range_read(start, end, today=TODAY, since=date.fromisoformat(since))
    assert (read.start.isoformat(), read.end.isoformat(), list(read.warnings)) == (first, last, warnings)


@pytest.mark.parametrize(
    ("start", "end", "since", "pointer"),
    [
        ("yesterday", None, None, "/start"),
        ("20", None, None, "/start"),
        ("2020-1", None, None, "/start"),
        ("2020-13", None, None, "/start"),
        ("2020-02-30", None, None, "/start"),
        ("0000", None, None, "/start"),
        ("2020-01-15T00:00:00Z", None, None, "/start"),
        (" 2020", None, None, "/start"),
        ("２０２０", None, None, "/start"),
        (None, "2020-00", None, "/end"),
        (None, "2021-02-29", None, "/end"),
        (None, "0000-12", None, "/end"),
        ("2020-02", "2020-01", None, "/start"),
        ("2027", None, None, "/start"),
        ("2026-11-22", "2026-11-30", None, "/start"),
        ("1960", "1969", None, "/start"),
        (None, "2020", None, "/end"),
        (None, None, "2026-11-22", "/start"),
        ("2020", "2020-03", "2020-04-01", "/start"),
    ],
)
def test_it_refuses_what_leaves_no_day(
    start: str | None, end: str | None, since: str | None, pointer: str
) -> None:
    with pytest.raises(Invalid) as refused:
        range_read(start, end, today=TODAY, since=None if since is None else date.fromisoformat(since))
    assert [error.pointer for error in refused.value.errors] == [pointer]
