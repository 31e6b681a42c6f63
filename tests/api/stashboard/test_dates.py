"""Dates as clients write them, and what they filter."""

from datetime import UTC, datetime

import pytest

from api.stashboard.events.dates import moment, past

NOW = datetime(2010, 6, 15, 13, 14, 15, 16, tzinfo=UTC)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2010-06-10", at(2010, 6, 10)),
        ("20100610", at(2010, 6, 10)),
        ("06/10/2010", at(2010, 6, 10)),
        ("June 10, 2010", at(2010, 6, 10)),
        ("10 June 2010 14:30", at(2010, 6, 10, 14, 30)),
        ("Mon, 28 Jun 2010 22:17:06 GMT", at(2010, 6, 28, 22, 17, 6)),
        ("Mon, 28 Jun 2010 22:17:06 UTC", at(2010, 6, 28, 22, 17, 6)),
        ("Mon, 28 Jun 2010 22:17:06 -0700", at(2010, 6, 29, 5, 17, 6)),
        ("Mon, 28 Jun 2010 22:17:06 PDT", at(2010, 6, 29, 5, 17, 6)),
        ("Mon, 28 Jun 2010 22:17:06 XYZ", at(2010, 6, 28, 22, 17, 6)),
        ("2010-06-28T22:17:06Z", at(2010, 6, 28, 22, 17, 6)),
        ("2010-06-28T22:17:06.5+02:00", at(2010, 6, 28, 20, 17, 6, 500_000)),
        ("2010-06-28 22:17", at(2010, 6, 28, 22, 17)),
        ("14:30", at(2010, 6, 15, 14, 30)),
        ("May", at(2010, 5, 15)),
        ("9999-12-31T23:59:59", at(9999, 12, 31, 23, 59, 59)),
    ],
)
def test_reads(text: str, found: datetime):
    assert moment(text, now=NOW) == found


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "0000-01-01",
        "2010-13-45",
        "9999-12-31T23:59:59-01:00",
        "0001-01-01T00:00:00+01:00",
        "2010-06-10T00:00:00+99:99",
        "1" * 100_000,
        "9" * 50,
        "1e400",
        "Infinity",
        "NaN",
        ":",
        "-",
        "0x10",
        "2010-06-10 25:00",
        "\ud800",
        "2010-06-17 and so on",
    ],
)
def test_refuses_what_is_no_date(text: str):
    with pytest.raises(ValueError, match=r"\w"):
        moment(text, now=NOW)


@pytest.mark.parametrize(
    ("last", "before"),
    [
        (at(2010, 6, 17), at(2010, 6, 17, 0, 0, 1)),
        (at(2010, 6, 17, 1, 2, 3, 4), at(2010, 6, 17, 1, 2, 3, 5)),
        (at(9999, 12, 31, 23, 59, 59), None),
        (at(9999, 12, 31, 23, 59, 59, 999_999), None),
    ],
)
def test_an_end_holds_its_whole_second(last: datetime, before: datetime | None):
    assert past(last) == before
