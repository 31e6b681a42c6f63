"""Values mean the same in JSON, which has types, and in forms, where all is text."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from api.statuspage.management import values
from statuspage.exceptions import Invalid

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
GOOD: list[tuple[Any, Any, Any]] = [
    (values.text, "x", "x"),
    (values.text, None, ""),
    (values.text, 5, "5"),
    (values.flag, True, True),
    (values.flag, "true", True),
    (values.flag, "1", True),
    (values.flag, 1, True),
    (values.flag, False, False),
    (values.flag, "FALSE", False),
    (values.flag, "0", False),
    (values.number, 1, 1.0),
    (values.number, "1.5", 1.5),
    (values.number, " -.5e1 ", -5.0),
    (values.whole, 3, 3),
    (values.whole, "3", 3),
    (values.whole, 3.0, 3),
    (values.ids, None, []),
    (values.ids, "", []),
    (values.ids, [""], []),
    (values.ids, "a", ["a"]),
    (values.ids, ["a", "b", "a"], ["a", "b"]),
    (values.color, "0a5", "#0a5"),
    (values.color, "#00AA55", "#00AA55"),
    (values.moment, "2026-01-31T12:00:00Z", NOON),
    (values.moment, "2026-01-31T13:00:00.000+01:00", NOON),
    (values.moment, "2026-01-31 12:00", NOON),
    (values.moment, "2026-01-31", NOON.replace(hour=0)),
    (values.moment, 1769860800, NOON),
    (values.moment, "1769860800", NOON),
    (values.day, "2026-01-31", date(2026, 1, 31)),
]
WRONG: dict[Any, list[Any]] = {
    values.text: [[], {}, True],
    values.flag: [None, "", "yes", 2, 1.0, [], {}],
    values.number: [None, "", "x", "nan", "inf", True, [], "1e999", "9" * 400],
    values.whole: [None, "", "1.5", 1.5, True, "x", 1e300, "9" * 30, []],
    values.ids: [5, [5], {}, {"a": "b"}, [["a"]], [str(number) for number in range(101)]],
    values.moment: [None, "", "x", [], "2026-13-01T00:00:00Z", "2026-02-30", 1e18],
    values.day: [None, "", 5, "31.01.2026", "2026-02-30", []],
}
BAD = [(reader, value) for reader, wrong in WRONG.items() for value in wrong]


@pytest.mark.parametrize(("reader", "value", "expected"), GOOD)
def test_it_reads(reader: Any, value: Any, expected: Any):
    found = reader(value, "/x")
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize(("reader", "value"), BAD)
def test_it_refuses_with_the_place(reader: Any, value: Any):
    with pytest.raises(Invalid) as caught:
        reader(value, "/x")
    assert [error.pointer for error in caught.value.errors] == ["/x"]


def test_it_gives_only_known_names():
    assert values.given({"a": None, "c": 1}, "a", "b") == {"a": None}
