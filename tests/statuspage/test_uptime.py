from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.timeline import Span, spans_from_claims
from statuspage.uptime import NO_DATA, DayGrid, daily_bars, tally, uptime_percentage
from tests.statuspage.claiming import T0, Said, at, claim_lists, moments

DAY = timedelta(days=1)


def _spans(*parts: tuple[str, float, float | None]) -> list[Span]:
    return [Span(status, at(start), None if end is None else at(end)) for status, start, end in parts]


def test_it_counts_time_per_status_and_the_gap_before() -> None:
    spans = _spans(("operational", 10, 50), ("major_outage", 50, 60), ("under_maintenance", 60, None))
    result = tally(spans, start=at(0), end=at(100))
    assert result.seconds == {
        "operational": 2400,
        "under_maintenance": 2400,
        "degraded_performance": 0,
        "partial_outage": 0,
        "major_outage": 600,
        "unavailable": 0,
        NO_DATA: 600,
    }
    assert result.uptime == 80.0
    assert result.measured == timedelta(minutes=50)


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ({}, None),
        ({"under_maintenance": 50, NO_DATA: 50}, None),
        ({"operational": 100, NO_DATA: 50}, 100.0),
        ({"operational": 90, "partial_outage": 10}, 97.0),
        ({"operational": 90, "degraded_performance": 10}, 100.0),
        ({"operational": 10**12, "major_outage": 1}, 99.999),
        ({"operational": 2, "major_outage": 1}, 66.666),
        ({"unavailable": 7}, 0.0),
        ({"operational": 50, "under_maintenance": 1000, "major_outage": 50}, 50.0),
    ],
)
def test_it_computes_uptime_and_rounds_down(amounts: dict[str, int], expected: float | None) -> None:
    assert uptime_percentage(amounts) == expected


def test_it_uses_the_weights_of_the_page() -> None:
    amounts = {"operational": 50, "degraded_performance": 50}
    assert uptime_percentage(amounts, weights={"degraded_performance": 0.1}) == 95.0
    assert uptime_percentage({"operational": 1, "partial_outage": 1}, weights={"partial_outage": 1}) == 50.0


def test_it_refuses_a_reversed_window() -> None:
    with pytest.raises(ValueError, match="ends before"):
        tally([], start=at(1), end=at(0))


def test_it_measures_nothing_in_an_empty_window() -> None:
    assert tally(_spans(("operational", 0, None)), start=at(1), end=at(1)).uptime is None


@given(claim_lists, moments, moments)
def test_uptime_downtime_maintenance_and_no_data_make_the_window(
    claims: list[Said], one: datetime, other: datetime
) -> None:
    start, end = sorted([one, other])
    result = tally(spans_from_claims(claims), start=start, end=end)
    assert timedelta(microseconds=sum(result.micros.values())) == end - start
    assert sum(result.seconds.values()) == (end - start) // timedelta(seconds=1)
    assert min(result.micros.values()) >= 0
    if result.uptime is not None:
        assert 0 <= result.uptime <= 100
        failed = sum(result.micros[word] for word in ("major_outage", "unavailable", "partial_outage"))
        assert (result.uptime == 100) is (failed == 0)


def test_it_draws_a_bar_per_day_with_the_worst_status() -> None:
    spans = [
        Span("operational", T0 + DAY / 2, T0 + 2 * DAY),
        Span("partial_outage", T0 + 2 * DAY, T0 + 2 * DAY + timedelta(minutes=5)),
        Span("operational", T0 + 2 * DAY + timedelta(minutes=5), None),
    ]
    bars = daily_bars(spans, days=4, end=T0 + 2.5 * DAY, tz=UTC)
    assert [(bar.day.isoformat(), bar.status, bar.seconds) for bar in bars] == [
        ("2025-12-31", NO_DATA, {NO_DATA: 86400}),
        ("2026-01-01", "operational", {"operational": 43200, NO_DATA: 43200}),
        ("2026-01-02", "operational", {"operational": 86400}),
        ("2026-01-03", "partial_outage", {"partial_outage": 300, "operational": 42900}),
    ]


@pytest.mark.parametrize(("day", "hours"), [((2026, 3, 29), 23), ((2026, 10, 25), 25), ((2026, 6, 1), 24)])
def test_it_cuts_days_at_the_midnights_of_the_zone(day: tuple[int, int, int], hours: int) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    end = datetime(*day, 23, 59, tzinfo=berlin) + DAY
    bars = daily_bars([Span("operational", T0, None)], days=2, end=end, tz=berlin)
    assert bars[0].seconds == {"operational": hours * 3600}


@given(claim_lists, moments, st.sampled_from(["UTC", "Asia/Kolkata", "America/New_York"]))
def test_bars_add_up_to_what_the_tally_says(claims: list[Said], end: datetime, zone: str) -> None:
    spans = spans_from_claims(claims)
    grid = DayGrid(days=5, end=end, tz=ZoneInfo(zone))
    bars = grid.bars(spans)
    window = tally(spans, start=grid.start, end=grid.end)
    for word, micros in window.micros.items():
        counted = sum(bar.seconds.get(word, 0) for bar in bars)
        assert abs(counted - micros / 1_000_000) <= len(bars) + 1
    assert sum(sum(bar.seconds.values()) for bar in bars) == (grid.end - grid.start) // timedelta(seconds=1)
