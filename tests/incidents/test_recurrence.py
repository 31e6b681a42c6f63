"""Recurring windows: rules within bounds, on the wall clock of their zone."""

from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from incidents.recurrence import Recurrence, recurrence_load, recurrence_parse
from statuspage.exceptions import Invalid

HOUR = timedelta(hours=1)


def parse(
    text: object, start: datetime | None = None, zone: str = "UTC", length: timedelta = HOUR
) -> Recurrence:
    first = start or datetime(2026, 3, 1, 3, tzinfo=ZoneInfo(zone))
    return recurrence_parse(text, first_start=first, duration=length, time_zone=zone)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("FREQ=DAILY", [1, 2, 3]),
        ("RRULE:FREQ=DAILY;INTERVAL=2;", [1, 3, 5]),
        ("freq=weekly;byday=su,we", [1, 4, 8]),
        ("FREQ=MONTHLY;BYDAY=1SU,-1TU", [1, 31]),
        ("FREQ=MONTHLY;BYMONTHDAY=1,-1;COUNT=2", [1, 31]),
        ("FREQ=DAILY;COUNT=2", [1, 2]),
        ("FREQ=DAILY;UNTIL=20260303", [1, 2, 3]),
        ("FREQ=DAILY;UNTIL=20260303T020000Z", [1, 2]),
        ("FREQ=WEEKLY;WKST=SU;INTERVAL=2;BYDAY=SU,SA", [1, 7, 15]),
    ],
)
def test_it_gives_the_starts_of_a_rule(text: str, days: list[int]) -> None:
    starts = [start for start in islice(parse(text).starts(), 3) if start.month == 3]
    assert [start.day for start in starts] == days
    assert all(start.hour == 3 for start in starts)


def test_it_finds_what_comes_after_years_as_a_walk_through_all_of_them_does() -> None:
    begun = datetime(2021, 3, 3, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    for text in (
        "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=7",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;WKST=SU",
        "FREQ=WEEKLY;INTERVAL=3",
        "FREQ=DAILY;COUNT=900",
        "FREQ=DAILY;UNTIL=20260330",
        "FREQ=MONTHLY;BYDAY=1WE",
    ):
        rule = parse(text, begun, "Europe/Berlin")
        for moment in (begun, datetime(2025, 10, 26, tzinfo=UTC), datetime(2026, 3, 28, 1, 30, tzinfo=UTC)):
            walked = (start for start in rule.starts() if start >= moment)
            assert list(islice(rule.starts_from(moment), 5)) == list(islice(walked, 5)), (text, moment)
        last = next(rule.starts_from(begun + timedelta(days=400)))
        assert rule.after(last) == next(start for start in rule.starts() if start > last), text


def test_it_keeps_the_wall_clock_when_clocks_change() -> None:
    rule = parse("FREQ=WEEKLY", datetime(2026, 3, 22, 3, tzinfo=ZoneInfo("Europe/Berlin")), "Europe/Berlin")
    assert [start.hour for start in islice(rule.starts(), 3)] == [2, 1, 1]


def test_f08_a_skipped_hour_moves_and_a_doubled_one_comes_once() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    spring = parse("FREQ=DAILY", datetime(2026, 3, 28, 2, 30, tzinfo=berlin), "Europe/Berlin")
    assert list(islice(spring.starts(), 3)) == [
        datetime(2026, 3, 28, 1, 30, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),  # 2:30 does not exist; it is 3:30 there
        datetime(2026, 3, 30, 0, 30, tzinfo=UTC),
    ]
    autumn = parse("FREQ=DAILY", datetime(2026, 10, 24, 2, 30, tzinfo=berlin), "Europe/Berlin")
    assert list(islice(autumn.starts(), 3)) == [
        datetime(2026, 10, 24, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 26, 1, 30, tzinfo=UTC),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "invalid_rule"),
        (None, "invalid_rule"),
        ("FREQ", "invalid_rule"),
        ("FREQ=SECONDLY", "invalid_frequency"),
        ("FREQ=MINUTELY", "invalid_frequency"),
        ("FREQ=HOURLY", "invalid_frequency"),
        ("INTERVAL=2", "invalid_frequency"),
        ("FREQ=DAILY;FREQ=WEEKLY", "invalid_rule"),
        ("FREQ=DAILY;INTERVAL=0", "out_of_range"),
        ("FREQ=DAILY;INTERVAL=1000", "out_of_range"),
        ("FREQ=DAILY;INTERVAL=1,2", "out_of_range"),
        ("FREQ=DAILY;INTERVAL=²", "out_of_range"),
        ("FREQ=DAILY;COUNT=100000", "out_of_range"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20270101", "invalid_rule"),
        ("FREQ=DAILY;UNTIL=20261332", "invalid_rule"),
        ("FREQ=DAILY;UNTIL=00010101T000000Z", "start_not_in_rule"),
        ("FREQ=DAILY;UNTIL=20200101", "start_not_in_rule"),
        ("FREQ=DAILY;BYSETPOS=5", "unsupported_part"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "unsupported_part"),
        ("FREQ=DAILY;BYHOUR=1", "unsupported_part"),
        ("FREQ=DAILY;BYEASTER=1", "unsupported_part"),
        ("FREQ=WEEKLY;BYDAY=1MO", "invalid_rule"),
        ("FREQ=WEEKLY;BYDAY=XX", "invalid_rule"),
        ("FREQ=WEEKLY;BYDAY=MO", "start_not_in_rule"),
        ("FREQ=WEEKLY;WKST=1", "invalid_rule"),
        ("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", "start_not_in_rule"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "start_not_in_rule"),
        ("FREQ=MONTHLY;BYDAY=53MO", "invalid_rule"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6", "start_not_in_rule"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "out_of_range"),
        ("FREQ=MONTHLY;BYMONTHDAY=" + ",".join(["31"] * 400), "invalid_rule"),
        ("FREQ=DAILY\nFREQ=DAILY", "invalid_frequency"),
        ("FREQ=DAILY;X\x00=1", "unsupported_part"),
    ],
)
def test_it_refuses_absurd_rules_with_the_reason(text: object, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse(text)
    assert [(error.pointer, error.code) for error in refused.value.errors] == [("/recurrence", code)]


@pytest.mark.parametrize(
    ("text", "length"),
    [("FREQ=DAILY", timedelta(days=2)), ("FREQ=MONTHLY;BYMONTHDAY=1,-1", timedelta(days=1, seconds=1))],
)
def test_it_refuses_windows_that_overlap(text: str, length: timedelta) -> None:
    with pytest.raises(Invalid) as refused:
        parse(text, length=length)
    assert refused.value.errors[0].code == "overlap"


def test_it_refuses_a_start_within_a_second() -> None:
    with pytest.raises(Invalid):
        parse("FREQ=DAILY", datetime(2026, 3, 1, 3, 0, 0, 5, tzinfo=UTC))


def test_a_rare_rule_is_found_and_ends_in_sight() -> None:
    rule = parse("FREQ=YEARLY;INTERVAL=366;BYMONTH=12;BYMONTHDAY=31", datetime(2026, 12, 31, 23, tzinfo=UTC))
    assert list(rule.starts()) == [datetime(2026, 12, 31, 23, tzinfo=UTC)]
    leap = parse("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", datetime(2028, 2, 29, 3, tzinfo=UTC))
    assert leap.after(datetime(2028, 3, 1, tzinfo=UTC)) == datetime(2032, 2, 29, 3, tzinfo=UTC)


def test_it_can_be_stored_and_loaded() -> None:
    rule = parse(" rrule:freq=weekly;byday=su ")
    assert rule.text == "FREQ=WEEKLY;BYDAY=SU"
    loaded = recurrence_load(rule.text, first_start=rule.first_start, time_zone="UTC")
    assert loaded.after(rule.first_start) == datetime(2026, 3, 8, 3, tzinfo=UTC)
    assert parse("FREQ=DAILY;COUNT=1").after(datetime(2026, 3, 1, 3, tzinfo=UTC)) is None
