"""Who runs what, and when."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection

from monitoring.models import CheckRegion, CheckResult
from monitoring.services import (
    check_delete,
    check_pause,
    check_resume,
    check_update,
    checks_dispatch,
    leases_release,
    results_record,
)
from tests.monitoring.making import (
    BY,
    NOW,
    anchor,
    dispatch,
    due_at,
    make_check,
    outcome_of,
    run_once,
    seconds,
)

pytestmark = pytest.mark.django_db


def test_it_gives_out_a_new_check_at_once_and_then_at_its_phase(page):
    check = make_check(page)
    (spec,) = dispatch(NOW)
    assert (spec.check_uid, spec.version, spec.region, spec.slot) == (check.uid, 1, "default", NOW)
    assert (spec.kind, spec.timeout_seconds, spec.target["url"]) == ("http", 10, check.target["url"])
    results_record(outcomes=[outcome_of(spec)], now=seconds(1))
    due = due_at(check)
    assert (due - anchor(check)) % timedelta(seconds=60) == timedelta()
    assert NOW < due <= seconds(60)
    assert dispatch(due - timedelta(milliseconds=1)) == []
    assert [spec.slot for spec in dispatch(due)] == [due]


def test_a_slot_belongs_to_its_lease(page):
    make_check(page, timeout_seconds=10)
    (first,) = dispatch(NOW)
    assert dispatch(seconds(19)) == []
    (again,) = dispatch(seconds(20))
    assert (again.slot, again.version) == (first.slot, first.version)
    assert first.begin_before == seconds(10)


def test_a_result_of_either_run_counts_once_F05(page):
    make_check(page)
    (first,) = dispatch(NOW)
    (again,) = dispatch(seconds(21))
    assert results_record(outcomes=[outcome_of(again)], now=seconds(22)).results == 1
    assert results_record(outcomes=[outcome_of(first, ok=False)], now=seconds(23)).results == 0
    assert results_record(outcomes=[outcome_of(again)], now=seconds(23)).results == 0
    assert CheckResult.objects.count() == 1
    assert CheckRegion.objects.get().streak_up == 1


def test_after_a_stall_it_runs_each_check_once_T06(page):
    checks = [make_check(page) for _ in range(20)]
    for spec in dispatch(NOW):
        results_record(outcomes=[outcome_of(spec)], now=seconds(1))
    later = seconds(300)
    specs = dispatch(later)
    assert len(specs) == len(checks)
    for check, spec in zip(checks, sorted(specs, key=lambda spec: checks_order(checks, spec)), strict=True):
        assert later - timedelta(seconds=60) < spec.slot <= later
        assert (spec.slot - anchor(check)) % timedelta(seconds=60) == timedelta()
    results_record(outcomes=[outcome_of(spec) for spec in specs], now=later)
    assert dispatch(later) == []
    assert CheckResult.objects.count() == 40


def checks_order(checks, spec):
    return [check.uid for check in checks].index(spec.check_uid)


def test_pausing_editing_and_deleting_take_effect_at_once_T07(page):
    check = make_check(page)
    (spec,) = dispatch(NOW)
    check_pause(check=check, by=BY, now=seconds(1))
    assert results_record(outcomes=[outcome_of(spec)], now=seconds(2)).results == 0
    assert dispatch(seconds(100)) == []
    check_resume(check=check, by=BY, now=seconds(200))
    (spec,) = dispatch(seconds(200))
    changes = {"target": {"url": "http://127.0.0.1:9/other"}}
    check_update(check=check, changes=changes, by=BY, now=seconds(201))
    assert results_record(outcomes=[outcome_of(spec, ok=False)], now=seconds(202)).results == 0
    (spec,) = dispatch(seconds(202))
    assert spec.target["url"].endswith("/other")
    check_delete(check=check, by=BY, now=seconds(203))
    assert results_record(outcomes=[outcome_of(spec)], now=seconds(204)).results == 0
    assert dispatch(seconds(1000)) == []
    assert not CheckResult.objects.exists()


def test_batches_are_of_one_region_and_bounded(page, settings):
    settings.CANDOR_REGIONS = ("eu", "us")
    for _ in range(120):
        make_check(page, regions=["eu", "us"])
    batches = checks_dispatch(now=NOW)
    assert sorted(len(batch) for batch in batches) == [20, 20, 100, 100]
    assert all(len({spec["region"] for spec in batch}) == 1 for batch in batches)


def test_it_claims_no_more_than_its_limit_oldest_first(page):
    for _ in range(5):
        make_check(page)
    assert sum(len(batch) for batch in checks_dispatch(now=NOW, limit=3)) == 3
    assert sum(len(batch) for batch in checks_dispatch(now=NOW, limit=3)) == 2


def test_it_asks_and_writes_little(page, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert dispatch(NOW) == []
    for _ in range(50):
        make_check(page)
    with django_assert_num_queries(5):
        specs = dispatch(NOW)
    with django_assert_num_queries(5):
        results_record(outcomes=[outcome_of(spec, ok=False) for spec in specs], now=seconds(1))
    assert CheckResult.objects.count() == 50


def test_heartbeats_have_no_slots(page):
    make_check(page, kind="heartbeat", target={"period_seconds": 60})
    assert dispatch(seconds(1000)) == []


def test_regions_have_slots_and_results_of_their_own(page, settings):
    settings.CANDOR_REGIONS = ("eu", "us")
    check = make_check(page, regions=["eu", "us"])
    run_once(check, region="eu")
    assert dict(CheckRegion.objects.values_list("region", "streak_up")) == {"eu": 1, "us": 0}


@pytest.mark.django_db(transaction=True)
def test_two_dispatchers_never_claim_the_same_slot_F07(page):
    """Many threads at once; on PostgreSQL with SKIP LOCKED, on SQLite one after the other."""
    for _ in range(60):
        make_check(page)
    found: list[tuple[str, datetime]] = []
    lock = threading.Lock()

    def work():
        try:
            for _ in range(4):
                specs = dispatch(NOW)
                with lock:
                    found.extend((spec.check_uid, spec.slot) for spec in specs)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 60
    assert len(set(found)) == 60


def test_it_gives_a_killed_workers_slot_out_again_once_the_only_worker_is_back(page):
    make_check(page, interval_seconds=5, timeout_seconds=4)
    (spec,) = dispatch(NOW)
    assert dispatch(seconds(2)) == []
    assert leases_release() == 1
    (again,) = dispatch(seconds(2))
    assert again.slot == spec.slot
