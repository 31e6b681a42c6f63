"""Checks of a page that has been deleted."""

from datetime import timedelta

import pytest

from monitoring.models import CheckResult, HeartbeatState
from monitoring.services import heartbeats_tick, results_record
from statuspage.services import page_delete
from tests.monitoring.making import BY, NOW, dispatch, due_at, make_check, make_heartbeat, outcome_of, ping

pytestmark = pytest.mark.django_db


def test_they_run_no_more_and_what_is_on_its_way_counts_no_more(page):
    check = make_check(page)
    now = due_at(check)
    (spec,) = dispatch(now)
    page_delete(page=page, by=BY, now=now)
    assert results_record(outcomes=[outcome_of(spec)], now=now).results == 0
    assert dispatch(now + timedelta(hours=1)) == []
    assert not CheckResult.objects.exists()


def test_their_heartbeats_are_not_missed(page):
    heartbeat = make_heartbeat(page)
    ping(heartbeat, NOW)
    page_delete(page=page, by=BY, now=NOW)
    late = HeartbeatState.objects.get().late_at
    assert late is not None
    assert heartbeats_tick(now=late) == 0
    assert ping(heartbeat, late) is None
    heartbeat.refresh_from_db()
    assert heartbeat.state == "up"
