"""Schedules: what is one, when it comes round, and that asking takes no time however absurd it is."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from monitoring import schedules
from monitoring.schedules import ScheduleRefused, schedule_check, schedule_next

AT = datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nothing_found_before():
    schedules._found.clear()
    schedules._given_up.clear()


@pytest.fixture
def rounds(monkeypatch):
    """How often the libraries' loops went round."""
    counted: Counter[str] = Counter()

    def count(walk, name):
        inner = getattr(walk, name)

        def counting(self):
            counted[name] += 1
            inner(self)

        monkeypatch.setattr(walk, name, counting)

    count(schedules._CronWalk, "advance_month")
    count(schedules._CalendarWalk, "advance_year")
    return counted


@pytest.mark.parametrize(
    ("schedule", "zone", "found"),
    [
        ("0 3 * * *", "Europe/Berlin", "2026-11-22T02:00"),
        ("  0\t3 * * * ", "Europe/Berlin", "2026-11-22T02:00"),
        ("0 8 21 11 *", "UTC", "2027-11-21T08:00"),
        ("*/30 9-17 * * MON-FRI", "America/New_York", "2026-11-23T14:00"),
        ("0 0 29 2 *", "UTC", "2028-02-29T00:00"),
        ("daily", "UTC", "2026-11-22T00:00"),
        ("*:*:*", "UTC", "2026-11-21T08:00:01"),
        ("Mon..Fri 06:00", "Europe/Berlin", "2026-11-23T05:00"),
        ("daily\n", "UTC", "2026-11-22T00:00"),
        ("12:00\n09:30", "UTC", "2026-11-21T09:30"),
        ("12:00\r\n09:30 Europe/Kiev", "UTC", "2026-11-21T12:00"),
        ("2020-01-01 00:00", "UTC", None),
        ("2020-01-01 00:00\n12:00", "UTC", "2026-11-21T12:00"),
        # Never seen on a clock of Berlin.
        ("Sun 3-25..31 2:*:*", "Europe/Berlin", None),
    ],
)
def test_it_comes_round_next(schedule, zone, found):
    expected = found and datetime.fromisoformat(found).replace(tzinfo=UTC)
    assert schedule_check(schedule)
    for _again in range(2):
        assert schedule_next(schedule, zone, AT) == expected


@pytest.mark.parametrize(
    "schedule",
    [
        "",
        "\n",
        "0 0 31 2 *",
        "* invalid *",
        "* * * * * *",
        "\n0 3 * * *",
        "0 3 * * *\n",
        "0 3 * * *\r\n",
        "\r0 3 * * *",
        "0 3 *\n* *",
        "0 3 *\r* *",
        "60 * * * *",
        "0 0 * * *\n0 1 * * *",
        "12:00\n\n13:00",
        "0:0 America",
        "0:0 ../../etc/passwd",
        "9" * 90 + " * * * *",
        "²:0",
    ],
)
def test_it_is_no_schedule(schedule):
    with pytest.raises(ScheduleRefused):
        schedule_check(schedule)


def test_a_line_break_that_is_kept_already_leaves_nothing_unwatched():
    assert schedule_next("0 9 * * *\n", "UTC", AT) == AT.replace(hour=9)


@pytest.mark.parametrize("schedule", ["*-02-30", "0 0 */29 2 MON#5", "1999-12-31\n1970-01-01"])
def test_it_never_comes_round(schedule):
    assert not schedule_check(schedule)


@pytest.mark.parametrize(
    ("schedule", "after", "found"),
    [
        ("30 2 * * *", "2026-03-29T00:40", "2026-03-29T01:00"),
        ("*/30 * * * *", "2026-03-29T00:40", "2026-03-29T01:00"),
        ("2:30", "2026-03-29T00:40", "2026-03-30T00:30"),
        ("30 2 * * *", "2026-10-25T00:10", "2026-10-25T00:30"),
        ("*/30 * * * *", "2026-10-25T00:40", "2026-10-25T01:00"),
        # The second turn of an hour: never back into the first.
        ("30 2 * * *", "2026-10-25T01:10", "2026-10-26T01:30"),
        ("0,30 1-5 * * *", "2026-10-25T01:10", "2026-10-25T02:00"),
        ("*:0/30", "2026-10-25T01:10", "2026-10-25T02:00"),
    ],
)
def test_it_goes_by_the_clocks_of_berlin_through_both_changes(schedule, after, found):
    at = datetime.fromisoformat(after).replace(tzinfo=UTC)
    assert schedule_next(schedule, "Europe/Berlin", at) == datetime.fromisoformat(found).replace(tzinfo=UTC)


def test_it_remembers_a_time_until_it_is_over():
    moments = [AT + timedelta(minutes=minutes) for minutes in (0, 29, 30, 31, 5)]
    found = [schedule_next("*/30 * * * *", "UTC", moment) for moment in moments]
    assert [time and time.minute for time in found] == [30, 30, 0, 0, 30]


@pytest.mark.parametrize(
    ("schedule", "zone"),
    [
        # Each second of each skipped hour of two centuries.
        ("Sun 3-25..31 2:*:*\nSun 3-25..31 2:*:59\nSun 3-25..31 2:*:58", "Europe/Berlin"),
        ("\n".join(f"{day} *-02-30" for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")), "UTC"),
        ("Mon 2-29\n2-30\n2-31\n4-31\n6-31\n9-31\n11-31\nTue 2-30\nWed 2-30\nThu 2-30", "Europe/Berlin"),
        ("2011-12-30 *:*:*\n2011-12-30 *:*:1\n2011-12-30 *:*:2\n2011-12-30 *:*:3", "Pacific/Apia"),
        ("Sun 3-25..31 1:*:*", "Europe/London"),
    ],
)
def test_it_bounds_what_an_absurd_schedule_may_cost(rounds, schedule, zone):
    assert len(schedule) <= 100
    schedule_check(schedule)
    schedule_next(schedule, zone, datetime(2000, 1, 1, tzinfo=UTC))
    # The libraries alone go round up to two million times.
    assert rounds["advance_year"] < 20_000
    before = rounds.total()
    schedule_next(schedule, zone, AT)
    schedule_next(schedule, zone, AT + timedelta(seconds=1))
    assert rounds.total() - before < 5_000


def test_it_finds_out_of_the_circle_that_clocks_go_round_in_over_midnight(rounds):
    # In this night clocks went from 00:01 back to 23:01, and the library goes with them for ever.
    at = datetime(2006, 10, 29, 2, 18, 7, tzinfo=UTC)
    found = schedule_next("34 */10 * */3 */3", "America/St_Johns", at)
    assert found == datetime(2006, 10, 29, 14, 4, tzinfo=UTC)
    assert rounds["advance_month"] < 20_000


def test_a_search_without_an_end_is_logged_once_and_begun_again(monkeypatch, caplog):
    with monkeypatch.context() as patch:
        patch.setattr(schedules, "MAX_STEPS", 0)
        assert [schedule_next("0 3 * * *", "UTC", AT) for _time in range(3)] == [None] * 3
        assert not schedule_check("0 3 * * *")
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "'0 3 * * *' in UTC" in caplog.text
    assert schedule_next("0 3 * * *", "UTC", AT) == AT.replace(hour=3) + timedelta(days=1)
