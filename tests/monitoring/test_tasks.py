"""The way of a check through its tasks, with a real probe and messages as the queue carries them."""

import queue

import pytest
from kombu.utils.json import dumps, loads

from monitoring import tasks
from monitoring.models import CheckRegion, CheckResult
from monitoring.probes import ProbeEngine
from monitoring.services import checks_dispatch
from tests.monitoring.making import due_at, make_check, make_component, seconds

pytestmark = pytest.mark.django_db


class Wire:
    """A queue that holds messages as JSON."""

    def __init__(self):
        self.messages: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.options = []

    def apply_async(self, args, **options):
        self.options.append(options)
        self.messages.put(dumps(args))

    def take(self):
        return loads(self.messages.get(timeout=10))


@pytest.fixture
def wires(monkeypatch):
    probe, record = Wire(), Wire()
    monkeypatch.setattr(tasks.probe, "apply_async", probe.apply_async)
    monkeypatch.setattr(tasks.record, "apply_async", record.apply_async)
    engine = ProbeEngine(tasks._send_home)
    monkeypatch.setattr("monitoring.tasks.shared_engine", lambda deliver: engine)
    yield probe, record
    engine.close()


def test_a_due_check_is_run_and_recorded(page, httpserver, wires):
    probe, record = wires
    httpserver.expect_request("/").respond_with_data("fine")
    component = make_component(page, status=None)
    check = make_check(page, component=component, target={"url": httpserver.url_for("/")}, now=None)
    tasks.dispatch()
    assert probe.options == [{"queue": "checks.default", "expires": tasks.EXPIRES}]
    tasks.probe(*probe.take())
    tasks.record(*record.take())
    check.refresh_from_db()
    component.refresh_from_db()
    assert (check.state, component.status) == ("up", "operational")
    result = CheckResult.objects.get()
    assert (result.ok, result.code) == (True, "200")
    assert due_at(check) > result.slot
    tasks.dispatch()
    assert len(probe.options) == 1


def test_a_message_that_comes_twice_changes_nothing(page, httpserver, wires):
    probe, record = wires
    httpserver.expect_request("/").respond_with_data("fine")
    make_check(page, target={"url": httpserver.url_for("/")}, now=None)
    tasks.dispatch()
    message = probe.take()
    for _ in range(2):
        tasks.probe(*message)
    for _ in range(2):
        results = record.take()
        tasks.record(*results)
        tasks.record(*results)
        if CheckRegion.objects.get().lease_until is None and record.messages.empty():
            break
    assert CheckResult.objects.count() == 1
    assert CheckRegion.objects.get().streak_up == 1


def test_a_worker_that_dies_gives_its_slot_back(page):
    """What was claimed and never reported is given out again, once, when the lease is over (F05)."""
    check = make_check(page)
    (batch,) = checks_dispatch(now=seconds(0))
    assert checks_dispatch(now=seconds(19)) == []
    ((again,),) = checks_dispatch(now=seconds(20))
    assert (again["check_uid"], again["slot"]) == (check.uid, batch[0]["slot"])
    assert checks_dispatch(now=seconds(21)) == []


def test_the_quiet_tasks_run_on_an_empty_house(db):
    for task in (tasks.dispatch, tasks.heartbeats, tasks.rollup, tasks.retain):
        assert task() is None
