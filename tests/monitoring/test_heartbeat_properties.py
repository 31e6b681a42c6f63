"""A heartbeat keeps to section 8 of the Healthchecks contract, whatever comes and whenever.

Some of the lives here. Many more: ``CANDOR_TEST_LIVES=2000 pytest`` with this file.
"""

import os
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitoring.heartbeat_times import grace_start, reported_status
from monitoring.models import Check, Flip, HeartbeatState, Ping, Pulse
from monitoring.services import check_pause, check_resume, heartbeats_tick
from tests.monitoring.making import BY, make_heartbeat, ping, seconds

pytestmark = pytest.mark.django_db

LIVES = int(os.environ.get("CANDOR_TEST_LIVES", "0")) or 15
PERIOD, GRACE, LONGEST = 120, 60, 72 * 3600
RIDS = (None, UUID(int=1), UUID(int=2))
SIGNALS = ("success", "fail", "start", "log")
WAITS = (0, 0, 1, 59, 60, 61, 119, 120, 121, 179, 180, 181, LONGEST)

acts = st.one_of(
    st.tuples(st.sampled_from((*SIGNALS, "success", "start")), st.sampled_from(RIDS)),
    st.tuples(st.sampled_from(("tick", "tick", "pause", "resume")), st.none()),
)
lives = st.lists(st.tuples(st.sampled_from(WAITS), acts), min_size=3, max_size=20)


@dataclass
class Model:
    """The contract in whole seconds, written a second time."""

    by_hand: bool
    stored: str = "new"
    pinged: int | None = None
    started: int | None = None
    started_rid: UUID | None = None
    lasted: int | None = None
    flips: list[tuple[int, str, str, str, bool]] = field(default_factory=list)
    pings: list[tuple[str, int, UUID | None, int | None]] = field(default_factory=list)

    def act(self, what: str, rid: UUID | None, t: int) -> None:
        if what == "tick":
            begins = self.next_ping()
            if begins is not None and t >= begins + GRACE:
                # An old start may be over before what another run has just said; the history stays in line.
                last = self.flips[-1][0] if self.flips else 0
                self._flip(max(begins + GRACE, last), "down", "timeout")
        elif what == "pause":
            self._flip(t, "paused")
            self.started = None
        elif what == "resume":
            if self.stored == "paused":
                self._flip(t, "new")
                self.started = self.pinged = None
        else:
            self._signal(what, rid, t)

    def _signal(self, what: str, rid: UUID | None, t: int) -> None:
        if self.stored == "paused" and self.by_hand:
            what = "ign"
        took = self._took(rid, t) if what in ("success", "fail") else None
        self.pings.append((what, t, rid, took))
        if what == "start":
            self.started, self.started_rid = t, rid
        if what not in ("success", "fail"):
            return
        self.pinged = t
        self.lasted = None
        if self.started is not None and rid == self.started_rid:
            self.lasted = t - self.started if t - self.started <= LONGEST else None
            self.started = None
        elif rid is None or what == "fail":
            self.started = None
        if what == "success":
            self._flip(t, "up")
        else:
            self._flip(t, "down", "fail")

    def _took(self, rid: UUID | None, t: int) -> int | None:
        for what, at, its_rid, _took in reversed(self.pings):
            if its_rid == rid and what in ("start", "success", "fail"):
                return t - at if what == "start" and t - at <= LONGEST else None
        return None

    def _flip(self, at: int, new: str, reason: str = "") -> None:
        if new != self.stored:
            silent = new in ("new", "paused") or (new == "up" and self.stored in ("new", "paused"))
            self.flips.append((at, self.stored, new, reason, silent))
            self.stored = new

    def next_ping(self) -> int | None:
        times = []
        if self.stored == "up" and self.pinged is not None:
            times.append(self.pinged + PERIOD)
        if self.stored != "down" and self.started is not None:
            times.append(self.started)
        return min(times) if times else None

    def status(self, t: int, *, version: int) -> str:
        if self.started is not None:
            if t >= self.started + GRACE:
                return "down"
            if version == 1:
                return "started"
        if self.stored != "up" or self.pinged is None:
            return self.stored
        if t < self.pinged + PERIOD:
            return "up"
        return "grace" if t < self.pinged + PERIOD + GRACE else "down"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=LIVES)
@given(life=lives, by_hand=st.booleans())
def test_a_life_of_signals_pauses_and_ticks_goes_as_the_contract_says(page, life, by_hand):
    target = {"period_seconds": PERIOD, "grace_seconds": GRACE}
    check, model = make_heartbeat(page, target=target, manual_resume=by_hand), Model(by_hand)
    t = 0
    for wait, (what, rid) in life:
        t += wait
        _act(check, what, rid, t)
        model.act(what, rid, t)
        row = Check.objects.select_related("heartbeat").get(pk=check.pk)
        assert _seen(row, t) == _expected(model, t)
        # What time alone brings, up to the moments at which something begins.
        for later in (t + 59, t + 60, t + 119, t + 120, t + 179, t + 180):
            assert _told(row, later) == (model.status(later, version=1), model.status(later, version=2))
    assert _flips(check) == model.flips
    told = Ping.objects.filter(check_row=check).order_by("n").values_list("kind", "at", "rid", "duration_ms")
    assert list(told) == [
        (what, seconds(at), its_rid, None if took is None else took * 1000)
        for what, at, its_rid, took in model.pings
    ]


def _act(check: Check, what: str, rid: UUID | None, t: int) -> None:
    now = seconds(t)
    if what == "tick":
        # A house that was never asleep.
        Pulse.objects.update_or_create(name="heartbeats", defaults={"at": now})
        heartbeats_tick(now=now)
    elif what == "pause":
        check_pause(check=check, by=BY, now=now)
    elif what == "resume":
        check_resume(check=check, by=BY, now=now)
    else:
        ping(check, now, what, rid=rid)


def _told(row: Check, t: int) -> tuple[str, str]:
    one, two = (
        reported_status(row, row.heartbeat, now=seconds(t), with_started=with_started)
        for with_started in (True, False)
    )
    return one, two


def _seen(row: Check, t: int) -> dict[str, Any]:
    state: HeartbeatState = row.heartbeat
    return {
        "stored": row.state,
        "told": _told(row, t),
        "last_ping": state.last_ping_at,
        "last_start": state.last_start_at,
        "next_ping": grace_start(row, state),
        "lasted": state.last_duration_ms,
        "n": state.ping_count,
    }


def _expected(model: Model, t: int) -> dict[str, Any]:
    return {
        "stored": model.stored,
        "told": (model.status(t, version=1), model.status(t, version=2)),
        "last_ping": _moment(model.pinged),
        "last_start": _moment(model.started),
        "next_ping": _moment(model.next_ping()),
        "lasted": None if model.lasted is None else model.lasted * 1000,
        "n": len(model.pings),
    }


def _moment(t: int | None) -> Any:
    return None if t is None else seconds(t)


def _flips(check: Check) -> list[tuple[int, str, str, str, bool]]:
    rows = Flip.objects.filter(check_row=check).order_by("pk")
    return [
        (int((row.at - seconds(0)).total_seconds()), row.old, row.new, row.reason, row.silent) for row in rows
    ]
