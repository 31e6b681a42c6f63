"""How the page says times, stretches of time and percentages."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from statuspage.clock import Clock, duration
from web.public.months import Month
from web.public.plot import round_up
from web.public.words import days_words, percentage

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("uptime", "said"),
    [
        (100.0, "100 %"),
        (99.999, "99.999 %"),
        (99.9996, "99.999 %"),
        (99.95, "99.950 %"),
        (98.126, "98.12 %"),
        (98.13, "98.13 %"),
        (99.933, "99.933 %"),
        (0.0, "0.00 %"),
    ],
)
def test_it_never_rounds_up(uptime: float, said: str):
    assert percentage(uptime) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "less than a minute"),
        (29, "less than a minute"),
        (90, "2 min"),
        (3600, "1 h"),
        (3660, "1 h 1 min"),
        (86400, "1 day"),
        (180_000, "2 days 2 h"),
    ],
)
def test_it_says_how_long(seconds: int, said: str):
    assert duration(seconds) == said


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (TODAY, TODAY, "21 November 2026"),
        (date(2026, 11, 8), TODAY, "8 to 21 November 2026"),
        (date(2026, 10, 28), TODAY, "28 October to 21 November 2026"),
        (date(2025, 12, 28), date(2026, 1, 3), "28 December 2025 to 3 January 2026"),
    ],
)
def test_it_says_days_once(first: date, last: date, said: str):
    assert days_words(first, last) == said


def test_it_tells_times_in_the_zone_of_the_page():
    clock = Clock(ZoneInfo("Asia/Tokyo"), datetime(2026, 11, 21, 1, 0, tzinfo=UTC))
    assert clock.time(datetime(2026, 11, 20, 16, 30, tzinfo=UTC)) == "01:30 JST"
    assert clock.time(datetime(2026, 11, 20, 14, 30, tzinfo=UTC)) == "20 Nov, 23:30 JST"
    assert clock.time(datetime(2024, 2, 1, tzinfo=UTC)) == "1 February 2024, 09:00 JST"
    start, end = datetime(2026, 11, 29, 2, tzinfo=UTC), datetime(2026, 11, 29, 4, tzinfo=UTC)
    assert clock.window(start, end) == "Sun 29 November 2026, 11:00 to 13:00 JST"


@pytest.mark.parametrize("text", ["2026-12", "2026-00", "1999-12", "26-11", "2026-1", "2026-11-01", "x"])
def test_it_refuses_what_is_no_month_of_the_past(text: str):
    assert Month.parse(text, today=TODAY) is None


def test_it_walks_through_the_months():
    month = Month.parse("2025-12", today=TODAY)
    assert month is not None
    assert (month.name, month.earlier, month.later) == ("December 2025", "2025-11", "2026-01")
    now = Month.parse("", today=TODAY)
    assert now is not None
    assert (now.name, now.later) == ("November 2026", "")


@pytest.mark.parametrize(
    ("value", "top"),
    [
        (0, 1),
        (0.0007, 0.0008),
        (0.3, 0.3),
        (0.41, 0.5),
        (1, 1),
        (7, 8),
        (9, 10),
        (184, 200),
        (201, 300),
        (5001, 6000),
    ],
)
def test_it_ends_a_chart_at_a_round_number(value: float, top: float):
    assert round_up(value) == top
