"""How a heartbeat changes its state, and what is written of it."""

from datetime import timedelta

import pytest

from monitoring.models import Check, Flip, HeartbeatState, Ping, Pulse
from monitoring.selectors import check_reported_state, check_uptimes
from monitoring.services import check_delete, check_pause, check_resume, heartbeats_tick, ping_record
from monitoring.signals import Signal
from statuspage.models import Event
from tests.monitoring.making import BY, make_check, make_component, make_heartbeat, ping, run_once, seconds

pytestmark = pytest.mark.django_db


def tick(now):
    """A tick of a house that was never asleep."""
    Pulse.objects.filter(name="heartbeats").update(at=now)
    return heartbeats_tick(now=now)


def reported(check, now):
    return check_reported_state(Check.objects.select_related("heartbeat").get(pk=check.pk), now=now)


def flips(check):
    rows = Flip.objects.filter(check_row=check).order_by("pk")
    return [(row.old, row.new, row.reason, row.silent) for row in rows]


def kinds():
    return list(Event.objects.filter(subject_kind="check").order_by("pk").values_list("kind", flat=True))


def test_a_late_one_is_down_from_the_end_of_its_grace(page):
    component = make_component(page)
    check = make_heartbeat(page, component=component)
    ping(check, seconds(0))
    assert [reported(check, seconds(at)) for at in (3599, 3600, 4199, 4200)] == [
        "up",
        "grace",
        "grace",
        "down",
    ]
    assert tick(seconds(4230)) == 1
    check.refresh_from_db()
    flip = Flip.objects.latest("pk")
    assert (flip.new, flip.reason, flip.at, check.state_since) == (
        "down",
        "timeout",
        seconds(4200),
        seconds(4200),
    )
    assert component.periods.latest("started").started == seconds(4200)
    event = Event.objects.get(kind="check.flipped", after__state="down")
    assert event.after is not None
    assert (event.at, event.after["since"]) == (seconds(4200), "2026-05-01T13:10:00Z")
    assert HeartbeatState.objects.get().late_at is None


def test_a_run_that_does_not_end_brings_it_down_when_its_grace_is_over(page):
    check = make_heartbeat(page)
    ping(check, seconds(0))
    ping(check, seconds(100), "start")
    assert tick(seconds(699)) == 0
    assert [reported(check, seconds(at)) for at in (699, 700)] == ["started", "down"]
    assert tick(seconds(705)) == 1
    assert Flip.objects.latest("pk").at == seconds(700)


def test_a_start_late_in_the_grace_does_not_put_off_its_end(page):
    check = make_heartbeat(page)
    ping(check, seconds(0))
    ping(check, seconds(4100), "start")
    assert HeartbeatState.objects.get().late_at == seconds(4200)
    assert reported(check, seconds(4300)) == "started"
    assert tick(seconds(4300)) == 1
    # What is down stays so while the run is under way, and says that it is.
    assert [reported(check, seconds(at)) for at in (4699, 4700)] == ["started", "down"]
    assert tick(seconds(5000)) == 0
    ping(check, seconds(5001))
    assert flips(check) == [
        ("new", "up", "", True),
        ("up", "down", "timeout", False),
        ("down", "up", "", False),
    ]


def test_a_new_one_that_was_started_goes_down_when_it_does_not_end(page):
    check = make_heartbeat(page)
    ping(check, seconds(0), "start")
    assert reported(check, seconds(1)) == "started"
    assert tick(seconds(600)) == 1
    assert flips(check) == [("new", "down", "timeout", False)]


@pytest.mark.parametrize("make", [make_heartbeat, make_check])
def test_pause_and_resume_are_written_down_once_each_and_told_to_nobody(page, make):
    check = make(page)
    for _ in range(2):
        check_pause(check=check, by=BY, now=seconds(10))
    for _ in range(2):
        check_resume(check=check, by=BY, now=seconds(20))
    assert flips(check) == [("new", "paused", "", True), ("paused", "new", "", True)]
    assert list(Flip.objects.order_by("pk").values_list("at", flat=True)) == [seconds(10), seconds(20)]
    assert kinds() == ["check.created", "check.paused", "check.resumed"]
    assert (check.state, check.state_since) == ("new", seconds(20))


def test_what_is_down_and_paused_begins_anew(page):
    component = make_component(page)
    check = make_check(page, component=component, confirm_down=1)
    run_once(check, ok=False)
    check_pause(check=check, by=BY, now=seconds(100))
    check_resume(check=check, by=BY, now=seconds(200))
    assert [row[:2] for row in flips(check)] == [("new", "down"), ("down", "paused"), ("paused", "new")]


def test_a_pause_ends_the_wait_for_a_run_and_a_resumed_one_forgets_its_last_ping(page):
    check = make_heartbeat(page)
    ping(check, seconds(0))
    ping(check, seconds(10), "start")
    check_pause(check=check, by=BY, now=seconds(20))
    state = HeartbeatState.objects.get()
    assert (state.last_ping_at, state.last_start_at, state.late_at) == (seconds(0), None, None)
    ping(check, seconds(30), "start")
    check_resume(check=check, by=BY, now=seconds(40))
    state.refresh_from_db()
    assert (state.last_ping_at, state.last_start_at, state.late_at) == (None, None, None)
    assert state.ping_count == 3
    assert tick(seconds(100_000)) == 0
    assert reported(check, seconds(100_000)) == "new"


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("success", ("paused", "up", "", True)),
        ("fail", ("paused", "down", "fail", False)),
    ],
)
def test_a_ping_resumes_a_paused_one_in_one_step(page, kind, row):
    check = make_heartbeat(page)
    check_pause(check=check, by=BY, now=seconds(1))
    ping(check, seconds(2), kind)
    assert flips(check)[1:] == [row]
    assert kinds()[-2:] == ["check.resumed", "check.flipped"]
    resumed = Event.objects.get(kind="check.resumed")
    assert (resumed.before, resumed.after) == ({"state": "paused"}, {"state": row[1]})
    assert resumed.actor_kind == "check"


def test_a_start_leaves_it_paused_unless_the_run_does_not_end(page):
    check = make_heartbeat(page)
    check_pause(check=check, by=BY, now=seconds(1))
    ping(check, seconds(10), "log")
    assert HeartbeatState.objects.get().late_at is None
    ping(check, seconds(20), "start")
    check.refresh_from_db()
    assert (check.state, reported(check, seconds(21))) == ("paused", "started")
    assert reported(check, seconds(620)) == "down"
    assert tick(seconds(625)) == 1
    assert flips(check)[1:] == [("paused", "down", "timeout", False)]


def test_one_that_is_resumed_by_hand_ignores_every_signal(page):
    check = make_heartbeat(page, manual_resume=True)
    check_pause(check=check, by=BY, now=seconds(1))
    for n, kind in enumerate(("success", "start", "fail", "log")):
        ping(check, seconds(2 + n), kind)
    assert set(Ping.objects.values_list("kind", flat=True)) == {"ign"}
    state = HeartbeatState.objects.get()
    assert (state.ping_count, state.late_at, state.last_start_at) == (4, None, None)
    assert (reported(check, seconds(9)), len(flips(check))) == ("paused", 1)
    check_resume(check=check, by=BY, now=seconds(10))
    ping(check, seconds(11))
    assert reported(check, seconds(12)) == "up"


def test_what_came_before_the_end_of_the_grace_but_is_heard_of_later_moves_no_flip_back(page):
    check = make_heartbeat(page)
    ping(check, seconds(0))
    tick(seconds(4201))
    ping_record(check=check, signal=Signal(), at=seconds(4199), now=seconds(4202))
    at = list(Flip.objects.order_by("pk").values_list("at", flat=True))
    assert at == [seconds(0), seconds(4200), seconds(4200) + timedelta(microseconds=1)]
    assert HeartbeatState.objects.get().last_ping_at == seconds(4199)


def test_who_waited_for_the_lock_comes_after_who_held_it(page):
    check = make_heartbeat(page)
    ping(check, seconds(0))
    ping(check, seconds(10), "fail")
    # These had looked at the clock before.
    ping(check, seconds(9))
    ping(check, seconds(8), "fail")
    check_pause(check=check, by=BY, now=seconds(7))
    check_resume(check=check, by=BY, now=seconds(6))
    assert [row[:2] for row in flips(check)][1:] == [
        ("up", "down"),
        ("down", "up"),
        ("up", "down"),
        ("down", "paused"),
        ("paused", "new"),
    ]
    moments = list(Flip.objects.order_by("pk").values_list("at", flat=True))
    assert moments == sorted(moments)
    heard = list(Event.objects.exclude(kind="check.created").order_by("pk").values_list("at", flat=True))
    assert heard == sorted(set(heard))
    assert seconds(10) < heard[-1] < seconds(10.1)


def test_time_that_it_was_paused_is_neither_up_nor_down(page):
    check = make_heartbeat(page)
    ping(check, seconds(0))
    ping(check, seconds(100), "fail")
    check_pause(check=check, by=BY, now=seconds(200))
    check_resume(check=check, by=BY, now=seconds(50_000))
    assert check_uptimes([check], now=seconds(60_000))[check.pk]["24h"] == 50.0


def test_what_is_deleted_while_it_is_late_stays_as_it_was(page):
    check = make_heartbeat(page)
    ping(check, seconds(0))
    check_delete(check=check, by=BY, now=seconds(4199))
    assert tick(seconds(4300)) == 0
    assert flips(check) == [("new", "up", "", True)]
