"""One life of a check through the door: every status by version, at the moments at which they begin."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from monitoring.models import Pulse
from monitoring.services import heartbeats_tick
from statuspage.models import Page

pytestmark = pytest.mark.django_db

BEGAN = datetime(2026, 5, 1, 12, tzinfo=UTC)
RID = "?rid=123E4567-e89b-12d3-a456-426614174000"


class Life:
    """A clock, and what the door says by it."""

    def __init__(self, rw: Client, traveller: time_machine.Traveller) -> None:
        self._rw, self._traveller = rw, traveller
        self.uuid = ""

    def at(self, seconds: float) -> "Life":
        self._traveller.move_to(BEGAN + timedelta(seconds=seconds), tick=False)
        return self

    def ping(self, rest: str = "") -> None:
        assert Client().get(f"/ping/{self.uuid}{rest}").content == b"OK"

    def tick(self) -> int:
        Pulse.objects.update_or_create(name="heartbeats", defaults={"at": datetime.now(UTC)})
        return heartbeats_tick()

    def post(self, act: str) -> None:
        assert self._rw.generic("POST", f"/api/v3/checks/{self.uuid}/{act}").status_code == 200

    def seen(self, version: str = "v3") -> dict[str, Any]:
        found: dict[str, Any] = self._rw.get(f"/api/{version}/checks/{self.uuid}").json()
        return found

    @property
    def told(self) -> tuple[str, str, str, bool]:
        """The status in each version, and whether it is started."""
        one, two, three = (self.seen(version) for version in ("v1", "v2", "v3"))
        return one["status"], two["status"], three["status"], three["started"]

    @property
    def flips(self) -> list[tuple[int, int]]:
        rows = self._rw.get(f"/api/v3/checks/{self.uuid}/flips/").json()["flips"]
        moments = [datetime.fromisoformat(row["timestamp"]) - BEGAN for row in rows]
        return [(int(at.total_seconds()), row["up"]) for at, row in zip(moments, rows, strict=True)]


@pytest.fixture
def life(page: Page, rw: Client, post: Callable[..., Any], no_limits: None) -> Iterator[Life]:
    with time_machine.travel(BEGAN, tick=False) as traveller:
        life = Life(rw, traveller)
        life.uuid = post({"name": "Backup", "timeout": 3600, "grace": 600}).json()["uuid"]
        yield life


def test_it_is_up_then_in_its_grace_then_down_before_anybody_has_noticed(life: Life) -> None:
    assert life.told == ("new", "new", "new", False)
    assert (life.seen()["last_ping"], life.seen()["next_ping"]) == (None, None)
    life.at(10).ping()
    for seconds, status in ((10, "up"), (3609, "up"), (3610, "grace"), (4209, "grace"), (4210, "down")):
        assert life.at(seconds).told == (status, status, status, False)
        assert life.seen()["next_ping"] == "2026-05-01T13:00:10+00:00"
    assert life.at(4215).tick() == 1
    assert (life.seen()["next_ping"], life.flips) == (None, [(4210, 0), (10, 1)])
    life.at(5000).ping()
    assert life.told == ("up", "up", "up", False)
    assert life.flips == [(5000, 1), (4210, 0), (10, 1)]


def test_a_run_is_a_status_in_v1_and_a_field_in_the_others(life: Life) -> None:
    life.at(10).ping("/start")
    assert life.told == ("started", "new", "new", True)
    assert (life.seen()["last_ping"], life.seen()["next_ping"]) == (None, "2026-05-01T12:00:10+00:00")
    life.at(12.9).ping()
    assert life.told == ("up", "up", "up", False)
    assert life.seen()["last_duration"] == 2
    life.at(100).ping(f"/start{RID}")
    assert life.told == ("started", "up", "up", True)
    assert life.seen()["next_ping"] == "2026-05-01T12:01:40+00:00"
    # The success of another run: this one goes on, until its grace is over.
    life.at(110).ping("?rid=00000000-0000-0000-0000-000000000000")
    assert life.told == ("started", "up", "up", True)
    assert "last_duration" not in life.seen()
    life.at(200).ping(RID.lower())
    assert (life.told, life.seen()["last_duration"]) == (("up", "up", "up", False), 100)
    life.at(300).ping("/start")
    assert life.at(899).told == ("started", "up", "up", True)
    assert life.at(900).told == ("down", "down", "down", True)
    assert life.at(903).tick() == 1
    assert (life.flips[0], life.seen()["next_ping"]) == ((900, 0), None)


def test_a_failure_needs_no_grace_and_a_start_after_it_changes_nothing_but_v1(life: Life) -> None:
    life.at(10).ping("/3")
    assert life.told == ("down", "down", "down", False)
    life.at(20).ping("/start")
    assert life.told == ("started", "down", "down", True)
    assert life.seen()["next_ping"] is None
    life.at(30).ping("/log")
    assert life.told == ("started", "down", "down", True)
    life.at(40).ping("/0")
    assert (life.told, life.flips) == (("up", "up", "up", False), [(40, 1), (10, 0)])


def test_a_pause_lasts_until_a_ping_or_a_run_that_does_not_end(life: Life) -> None:
    life.at(10).ping()
    life.at(20).post("pause")
    assert life.at(100_000).told == ("paused", "paused", "paused", False)
    life.ping("/log")
    life.at(100_010).ping("/start")
    assert life.told == ("started", "paused", "paused", True)
    assert life.at(100_610).told == ("down", "down", "down", True)
    assert life.tick() == 1
    life.at(100_700).post("pause")
    life.at(100_710).post("resume")
    assert life.told == ("new", "new", "new", False)
    assert life.seen()["n_pings"] == 3
    life.at(100_720).ping()
    assert life.flips == [(100_720, 1), (100_710, 0), (100_700, 0), (100_610, 0), (20, 0), (10, 1)]
