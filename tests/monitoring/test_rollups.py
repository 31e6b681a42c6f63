"""Hours, days, and what becomes of raw results."""

from datetime import UTC, datetime, timedelta

import pytest

from monitoring.models import CheckResult, CheckRollup, Ping
from monitoring.services import results_retain, rollups, rollups_build
from monitoring.services.rollups import percentile
from tests.monitoring.making import NOW, make_check, make_heartbeat, ping

pytestmark = pytest.mark.django_db

DAY = datetime(2026, 5, 1, tzinfo=UTC)


def results(check, start, count, *, every=60, ok=lambda n: True, latency=float, region="default"):
    CheckResult.objects.bulk_create(
        [
            CheckResult(
                check_row=check,
                region=region,
                slot=start + timedelta(seconds=n * every),
                ok=ok(n),
                latency_ms=latency(n + 1) if ok(n) else None,
            )
            for n in range(count)
        ]
    )


@pytest.mark.parametrize(
    ("values", "share", "found"),
    [
        ([], 0.5, None),
        ([7], 0.99, 7),
        ([1, 2, 3, 4], 0.5, 2),
        (list(range(1, 101)), 0.95, 95),
        ([1, 2], 0.99, 2),
    ],
)
def test_percentiles_are_values_that_occurred(values, share, found):
    assert percentile(values, share) == found


def test_an_hour_is_built_once_it_is_over(page):
    check = make_check(page)
    results(check, DAY, 60, ok=lambda n: n % 10 != 0)
    assert rollups_build(now=DAY + timedelta(hours=1)) == 0
    assert rollups_build(now=DAY + timedelta(hours=1, minutes=3)) == 1
    hour = CheckRollup.objects.get()
    assert (hour.period, hour.start, hour.runs, hour.ups) == ("hour", DAY, 60, 54)
    assert (hour.latency_min_ms, hour.latency_max_ms) == (2, 60)
    assert hour.latency_mean_ms == pytest.approx(sum(n + 1 for n in range(60) if n % 10) / 54)
    assert (hour.latency_p50_ms, hour.latency_p95_ms, hour.latency_p99_ms) == (30, 58, 60)
    assert rollups_build(now=DAY + timedelta(hours=1, minutes=4)) == 0


def test_gaps_are_jumped_over_and_days_follow(page):
    check = make_check(page)
    results(check, DAY + timedelta(hours=1), 10)
    results(check, DAY + timedelta(hours=20), 10)
    results(check, DAY + timedelta(days=3), 10)
    now = DAY + timedelta(days=4, minutes=5)
    assert rollups_build(now=now) == 5
    assert list(CheckRollup.objects.filter(period="day").order_by("start").values_list("start", "runs")) == [
        (DAY, 20),
        (DAY + timedelta(days=3), 10),
    ]
    assert rollups_build(now=now) == 0


def test_a_build_that_is_cut_off_leaves_nothing_half_built(page, monkeypatch):
    checks = [make_check(page), make_check(page)]
    for check in checks:
        results(check, DAY, 60)
    monkeypatch.setattr("monitoring.services.rollups.CHECKS_AT_ONCE", 1)
    real, calls = rollups._rollups, []

    def cut_off(*args):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr("monitoring.services.rollups._rollups", cut_off)
    with pytest.raises(KeyboardInterrupt):
        rollups_build(now=DAY + timedelta(hours=2))
    assert not CheckRollup.objects.exists()
    assert rollups_build(now=DAY + timedelta(hours=2)) == 2
    assert set(CheckRollup.objects.values_list("runs", flat=True)) == {60}


def test_regions_are_rolled_up_apart(page):
    check = make_check(page)
    results(check, DAY, 10, region="eu")
    results(check, DAY, 20, every=30, region="us")
    rollups_build(now=DAY + timedelta(hours=2))
    assert dict(CheckRollup.objects.values_list("region", "runs")) == {"eu": 10, "us": 20}


def test_old_results_go_once_they_are_rolled_up(page, settings):
    settings.CANDOR_RESULT_DAYS = 2
    check = make_check(page)
    results(check, DAY, 48, every=3600)
    results(check, DAY + timedelta(days=10), 3)
    now = DAY + timedelta(days=10, hours=1)
    assert results_retain(now=now) == 0
    rollups_build(now=now)
    assert results_retain(now=now) == 48
    assert results_retain(now=now) == 0
    assert CheckResult.objects.count() == 3
    assert CheckRollup.objects.filter(period="hour").count() == 48


def test_the_last_thousand_pings_stay(page, monkeypatch):
    monkeypatch.setattr("monitoring.services.retention.PINGS_KEPT", 3)
    check = make_heartbeat(page)
    for _ in range(5):
        ping(check, NOW)
    assert results_retain() == 2
    assert sorted(Ping.objects.values_list("n", flat=True)) == [3, 4, 5]
