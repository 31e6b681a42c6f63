"""Heartbeats: pings, periods, schedules, grace."""

import uuid
from datetime import datetime, timedelta

import pytest

from monitoring.models import Flip, HeartbeatState, Ping, Pulse
from monitoring.selectors import check_reported_state
from monitoring.services import check_delete, check_pause, check_update, heartbeats_tick
from monitoring.services.flips import check_flip
from tests.monitoring.making import BY, NOW, make_check, make_component, make_heartbeat, ping, seconds
from tests.rows import each

pytestmark = pytest.mark.django_db


def reported(check, now):
    check.refresh_from_db()
    check = type(check).objects.select_related("heartbeat").get(pk=check.pk)
    return check_reported_state(check, now=now)


def tick(now):
    """A tick of a house that was never asleep."""
    Pulse.objects.filter(name="heartbeats").update(at=now)
    return heartbeats_tick(now=now)


def test_a_ping_brings_it_up_and_silence_brings_it_down(page):
    component = make_component(page)
    check = make_heartbeat(page, component=component)
    assert tick(seconds(100_000)) == 0
    ping(check, seconds(100))
    assert reported(check, seconds(101)) == "up"
    assert reported(check, seconds(3700)) == "grace"
    assert tick(seconds(4299)) == 0
    assert tick(seconds(4300)) == 1
    assert tick(seconds(4300)) == 0
    component.refresh_from_db()
    assert (reported(check, seconds(4301)), component.status) == ("down", "major_outage")
    ping(check, seconds(5000))
    component.refresh_from_db()
    assert (reported(check, seconds(5001)), component.status) == ("up", "operational")
    assert list(Flip.objects.order_by("pk").values_list("old", "new", "reason")) == [
        ("new", "up", ""),
        ("up", "down", "timeout"),
        ("down", "up", ""),
    ]


def test_a_failure_brings_it_down_at_once(page):
    check = make_heartbeat(page)
    ping(check, seconds(1))
    ping(check, seconds(2), exit_status=3)
    flip = Flip.objects.latest("pk")
    assert (flip.new, flip.reason, flip.message) == ("down", "fail", "exit status 3")
    assert Ping.objects.latest("n").kind == "fail"
    assert tick(seconds(90_000)) == 0
    ping(check, seconds(3), exit_status=0)
    assert reported(check, seconds(4)) == "up"


def test_a_start_must_end_within_the_grace(page):
    check = make_heartbeat(page)
    rid = uuid.uuid4()
    ping(check, seconds(0))
    ping(check, seconds(10), "start", rid=rid)
    assert reported(check, seconds(11)) == "started"
    ended = ping(check, seconds(70), rid=rid)
    assert ended is not None
    assert ended.duration_ms == 60_000
    ping(check, seconds(100), "start")
    assert tick(seconds(699)) == 0
    assert tick(seconds(700)) == 1


def test_logs_are_only_written_down(page):
    check = make_heartbeat(page)
    ping(check, seconds(1), "log", body=b"hello")
    assert (reported(check, seconds(2)), Ping.objects.get().body) == ("new", b"hello")
    assert HeartbeatState.objects.get().late_at is None


@each(
    ("schedule", "zone", "pinged", "late"),
    [
        # The clocks in Berlin went forward on 29 March 2026 and go back on 25 October 2026.
        ("0 3 * * *", "Europe/Berlin", "2026-03-28T02:05+00:00", "2026-03-29T01:10+00:00"),
        ("0 3 * * *", "Europe/Berlin", "2026-10-24T01:05+00:00", "2026-10-25T02:10+00:00"),
        ("0 3 * * *", "UTC", "2026-03-28T03:05+00:00", "2026-03-29T03:10+00:00"),
        ("*/15 * * * *", "UTC", "2026-05-01T12:07+00:00", "2026-05-01T12:25+00:00"),
        ("Mon 06:00", "UTC", "2026-05-01T12:00+00:00", "2026-05-04T06:10+00:00"),
    ],
)
def test_a_schedule_is_read_in_its_zone_F08(page, schedule, zone, pinged, late):
    target = {"schedule": schedule, "time_zone": zone, "grace_seconds": 600}
    check = make_heartbeat(page, target=target)
    ping(check, datetime.fromisoformat(pinged))
    assert HeartbeatState.objects.get().late_at == datetime.fromisoformat(late)


def test_a_new_period_counts_from_the_last_ping(page):
    check = make_heartbeat(page)
    ping(check, seconds(0))
    check_update(
        check=check, changes={"target": {"period_seconds": 60, "grace_seconds": 60}}, by=BY, now=seconds(1)
    )
    assert HeartbeatState.objects.get().late_at == seconds(120)


def test_a_shorter_period_makes_nothing_late_before_it_holds(page):
    check = make_heartbeat(page)
    ping(check, seconds(0))
    target = {"period_seconds": 60, "grace_seconds": 60}
    check_update(check=check, changes={"target": target}, by=BY, now=seconds(3000))
    check_update(check=check, changes={"name": "Hourly", "target": target}, by=BY, now=seconds(3005))
    assert reported(check, seconds(3005)) == "down"
    assert tick(seconds(3010)) == 1
    assert Flip.objects.latest("pk").at == seconds(3000)


def test_a_longer_grace_gives_a_run_that_has_begun_more_time(page):
    check = make_heartbeat(page)
    ping(check, seconds(0), "start")
    check_update(check=check, changes={"target": {"grace_seconds": 1200}}, by=BY, now=seconds(1))
    assert HeartbeatState.objects.get().late_at == seconds(1200)


def test_a_paused_heartbeat_is_never_late_and_a_ping_resumes_it(page):
    check = make_heartbeat(page)
    ping(check, seconds(0))
    check_pause(check=check, by=BY, now=seconds(1))
    assert tick(seconds(100_000)) == 0
    ping(check, seconds(100_001))
    assert reported(check, seconds(100_002)) == "up"


def test_pings_of_other_checks_and_of_deleted_ones_are_refused(page):
    assert ping(make_check(page), seconds(1)) is None
    check = make_heartbeat(page)
    check_delete(check=check, by=BY, now=seconds(1))
    assert ping(check, seconds(2)) is None
    assert not Ping.objects.exists()


def test_after_our_own_sleep_nobody_is_late_at_once_F04(page):
    check = make_heartbeat(page)
    ping(check, seconds(0))
    heartbeats_tick(now=seconds(1))
    assert heartbeats_tick(now=seconds(20_000)) == 0
    assert heartbeats_tick(now=seconds(20_030)) == 0
    ping(check, seconds(20_040))
    assert heartbeats_tick(now=seconds(20_070)) == 0
    assert reported(check, seconds(20_071)) == "up"


def test_one_that_cannot_be_brought_down_keeps_no_other_from_it(page, monkeypatch):
    checks = [make_heartbeat(page) for _ in range(3)]
    for check in checks:
        ping(check, seconds(0))

    def flip(check, **given):
        if check.pk == checks[1].pk:
            raise ValueError("this one cannot")
        return check_flip(check, **given)

    with monkeypatch.context() as patched:
        patched.setattr("monitoring.services.heartbeats.check_flip", flip)
        assert tick(seconds(4200)) == 2
    assert tick(seconds(4201)) == 1
    assert set(Flip.objects.filter(new="down").values_list("at", flat=True)) == {seconds(4200)}


def test_a_schedule_that_has_become_unreadable_costs_no_ping(page):
    check = make_heartbeat(page, target={"schedule": "0 3 * * *", "grace_seconds": 600})
    for schedule, zone in (("was once one", "UTC"), ("0 3 * * *", "Europe/Atlantis")):
        type(check).objects.update(schedule=schedule, schedule_time_zone=zone)
        assert ping(check, seconds(0)) is not None
        assert (reported(check, seconds(900_000)), HeartbeatState.objects.get().late_at) == ("up", None)


def test_a_quiet_tick_asks_little_and_writes_nothing(page, django_assert_num_queries):
    heartbeats_tick(now=NOW)
    with django_assert_num_queries(2):
        assert heartbeats_tick(now=NOW + timedelta(seconds=5)) == 0


def test_a_ping_that_changes_no_state_asks_little(page, django_assert_num_queries):
    check = make_heartbeat(page)
    ping(check, seconds(0))
    for kind, queries in (("success", 4), ("start", 3), ("log", 3), ("success", 3)):
        # Beside the savepoint: lock, look for the start of the run, insert, update.
        with django_assert_num_queries(2 + queries):
            ping(check, seconds(1), kind)
