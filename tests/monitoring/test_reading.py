"""What doors read about checks."""

from datetime import UTC, datetime, timedelta

import pytest

from monitoring.models import CheckResult, Flip
from monitoring.selectors import (
    check_get,
    check_reported_state,
    check_uptimes,
    checks_list,
    flips_of,
    last_result,
    latency_latest,
    latency_series,
    ping_with_body,
    pings_of,
    results_of,
    rollups_of,
    showcased_latency,
)
from monitoring.services import check_delete, check_pause, rollups_build
from statuspage.exceptions import NotFound
from tests.monitoring.making import BY, make_check, make_component, make_heartbeat, ping, run_once, seconds

pytestmark = pytest.mark.django_db

DAY = datetime(2026, 5, 1, tzinfo=UTC)


def results(check, start, count, *, every, ok=lambda n: True):
    CheckResult.objects.bulk_create(
        CheckResult(
            check_row=check,
            slot=start + timedelta(seconds=n * every),
            ok=ok(n),
            latency_ms=10.0 * (n % 3 + 1) if ok(n) else None,
        )
        for n in range(count)
    )


def test_lists_are_filtered_in_a_constant_number_of_queries(page, other_page, django_assert_num_queries):
    component = make_component(page)
    for n in range(4):
        make_check(page, name=f"Check {n}", tags=["prod", f"t{n}"], component=component)
    beat = make_heartbeat(page, tags=["product"])
    make_check(other_page)
    with django_assert_num_queries(2):
        shown = [
            (check.component, check_reported_state(check), last_result(check)) for check in checks_list(page)
        ]
    assert len(shown) == 5
    assert checks_list(page, kind="heartbeat").get() == beat
    assert checks_list(page, tag="prod").count() == 4
    assert checks_list(page, tag="t2").get().name == "Check 2"
    assert checks_list(page, component=component).count() == 4
    assert checks_list(page, state="up").count() == 0
    assert checks_list(page, q="check 3").count() == 1


def test_it_finds_by_uid_before_slug_and_only_the_living(page, other_page):
    check = make_check(page)
    assert check_get(page, check.uid) == check_get(page, "api-health") == check
    for where, ref in ((other_page, check.uid), (page, "nothing"), (page, "")):
        with pytest.raises(NotFound):
            check_get(where, ref)
    check_delete(check=check, by=BY, now=seconds(1))
    with pytest.raises(NotFound):
        check_get(page, check.uid)


def test_uptime_joins_days_hours_and_what_is_young(page, django_assert_num_queries):
    now = DAY + timedelta(days=40, hours=5, minutes=30)
    check, idle = make_check(page), make_check(page)
    for day in range(1, 40):
        results(check, DAY + timedelta(days=day), 24, every=3600, ok=lambda n: n != 0)
    results(check, DAY + timedelta(days=40), 30, every=600, ok=lambda n: n % 2 == 0)
    before = check_uptimes([check, idle], now=now)
    while rollups_build(now=now):
        pass
    with django_assert_num_queries(5):
        found = check_uptimes([check, idle], now=now)
    assert found == before
    assert found[idle.pk] == {"24h": None, "7d": None, "30d": None, "90d": None}
    ups = runs = 0
    for result in CheckResult.objects.filter(slot__gte=now.replace(minute=0) - timedelta(hours=24)):
        runs, ups = runs + 1, ups + result.ok
    assert found[check.pk]["24h"] == pytest.approx(100 * ups / runs)
    assert found[check.pk]["90d"] == pytest.approx(100 * (39 * 23 + 15) / (39 * 24 + 30))
    assert found[check.pk]["30d"] == pytest.approx(100 * (30 * 23 + 15) / (30 * 24 + 30))


def test_uptime_of_a_heartbeat_is_the_time_that_it_was_not_down(page):
    check = make_heartbeat(page)
    now = DAY + timedelta(days=10)
    for hours, old, new in ((24, "new", "up"), (12, "up", "down"), (6, "down", "up")):
        Flip.objects.create(check_row=check, at=now - timedelta(hours=hours), old=old, new=new)
    assert check_uptimes([check], now=now)[check.pk] == {"24h": 75.0, "7d": 75.0, "30d": 75.0, "90d": 75.0}


def test_what_a_heartbeat_was_before_a_window_counts_from_its_beginning(page, django_assert_num_queries):
    down, paused, young = (make_heartbeat(page) for _ in range(3))
    now = DAY + timedelta(days=400)
    for check, days, old, new in (
        (down, 300, "new", "up"),
        (down, 200, "up", "down"),
        (down, 45, "down", "up"),
        (paused, 200, "down", "paused"),
        (young, 1, "new", "up"),
    ):
        Flip.objects.create(check_row=check, at=now - timedelta(days=days), old=old, new=new)
    with django_assert_num_queries(2):
        found = check_uptimes([down, paused, young], now=now)
    assert found[down.pk] == {"24h": 100.0, "7d": 100.0, "30d": 100.0, "90d": 50.0}
    assert set(found[paused.pk].values()) == {None}
    assert set(found[young.pk].values()) == {100.0}


def test_latency_of_components_is_that_of_their_newest_good_result(page, django_assert_num_queries):
    one, two, three = (make_component(page, name) for name in ("One", "Two", "Three"))
    first, second = make_check(page, component=one), make_check(page, component=one, showcase="latency")
    run_once(second, latency_ms=7.0)
    for _ in range(2):
        run_once(first, latency_ms=9.0)
    paused = make_check(page, component=two)
    now = run_once(paused)
    check_pause(check=paused, by=BY, now=now)
    with django_assert_num_queries(1):
        assert latency_latest([one, two, three]) == {one.pk: 7.0, two.pk: None, three.pk: None}
    assert showcased_latency([one, two]) == {one.pk: [second]}


def test_charts_have_points_for_a_day_a_week_and_a_month(page):
    check = make_check(page)
    now = DAY + timedelta(days=40, hours=5, minutes=30)
    results(check, now - timedelta(days=35), 35 * 144, every=600, ok=lambda n: n % 12 != 0)
    rollups_build(now=now)
    while rollups_build(now=now):
        pass
    day = latency_series(check, span="day", now=now)
    week = latency_series(check, span="week", now=now)
    month = latency_series(check, span="month", now=now)
    assert 95 <= len(day) <= 97
    assert 168 <= len(week) <= 169
    assert 120 <= len(month) <= 121
    for points in (day, week, month):
        assert [point.at for point in points] == sorted(point.at for point in points)
        assert all(10 <= (point.mean_ms or 20) <= (point.p95_ms or 30) <= 30 for point in points)
    assert sum(point.runs for point in week) == CheckResult.objects.filter(slot__gte=week[0].at).count()


def test_a_chart_of_nothing_is_empty(page):
    check = make_check(page)
    assert [latency_series(check, span=span) for span in ("day", "week", "month")] == [[], [], []]


def test_history_is_newest_first_and_cut_to_its_window(page):
    check = make_check(page)
    results(check, DAY, 10, every=60)
    rollups_build(now=DAY + timedelta(hours=3))
    found = results_of(check, start=DAY + timedelta(minutes=2), end=DAY + timedelta(minutes=5))
    assert [result.slot.minute for result in found] == [4, 3, 2]
    assert results_of(check, region="moon").count() == 0
    assert rollups_of(check).count() == 1
    assert rollups_of(check, period="day").count() == 0
    run_once(check)
    assert flips_of(check).get().new == "up"
    assert flips_of(check, end=DAY).count() == 0
    beat = make_heartbeat(page)
    for n in range(3):
        ping(beat, seconds(n))
    assert [row.n for row in pings_of(beat, start=seconds(1))] == [3, 2]


def test_a_body_is_found_by_number_while_its_ping_is_among_the_last_thousand(page, monkeypatch):
    monkeypatch.setattr("monitoring.selectors.history.PINGS_KEPT", 3)
    beat, other = make_heartbeat(page), make_heartbeat(page)
    for body in (b"one", b"\x00\xff", b""):
        ping(beat, DAY, body=body)
    ping(other, DAY, body=b"other")
    second = ping_with_body(beat, 2)
    assert second is not None
    assert bytes(second.body or b"") == b"\x00\xff"
    assert [ping_with_body(beat, n) for n in (0, 3, 4, 2**62, 10**30, -1)] == [None] * 6
    ping(beat, DAY, body=b"x" * 20_000)
    assert ping_with_body(beat, 1) is None
    last = ping_with_body(beat, 4)
    assert last is not None
    assert bytes(last.body or b"") == b"x" * 10_000
