"""From a committed change to the receiver, through the tasks that the beat calls."""

import json

import pytest
from django.db import OperationalError

from statuspage import services as statuspage
from tests.processes import wait_for
from tests.statuspage.making import make_component
from tests.webhooks.making import BY, make_channel, make_delivery, make_endpoint
from webhooks import tasks
from webhooks.models import Delivery
from webhooks.services import sending
from webhooks.services.dispatching import Dispatcher
from webhooks.services.endpoints import webhook_create

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def dispatcher(monkeypatch):
    running = Dispatcher()
    monkeypatch.setattr(sending, "dispatcher", lambda: running)
    yield running
    running.close()


def test_it_delivers_what_happened_without_waiting_for_another_tick(page, receiver, dispatcher):
    component = make_component(page)
    tasks.fan_out()
    webhook_create(page=page, url=receiver.address(), by=BY)
    statuspage.component_update(component=component, changes={"description": "all new"}, by=BY)
    tasks.fan_out()
    wait_for(lambda: Delivery.objects.filter(state="delivered"))
    [request] = receiver.requests
    body = json.loads(request.body)
    assert (body["type"], body["data"]["component"]["description"]) == ("component.updated", "all new")
    for task in (tasks.tick, tasks.fan_out, tasks.mail, tasks.retain):
        task()
    assert len(receiver.requests) == 1


def test_it_leaves_a_lane_alone_in_which_it_is_at_work_already(page, receiver, dispatcher):
    make_component(page)
    with tasks._fanning_out:
        tasks.fan_out()
    assert not Delivery.objects.exists()


def test_the_tick_finds_what_nobody_rang_for(page, receiver, dispatcher):
    webhook_create(page=page, url=receiver.address(), by=BY)
    tasks.tick()
    make_component(page)
    tasks.tick()
    wait_for(lambda: Delivery.objects.filter(state="delivered"))
    assert receiver.requests


def test_the_tick_sends_what_waited_by_every_way_that_is_its_own(page, receiver, dispatcher):
    endpoint = make_endpoint(page, receiver.address())
    make_delivery(endpoint)
    tasks.tick()
    wait_for(lambda: Delivery.objects.filter(state="delivered"))


def test_a_tick_that_finds_nothing_costs_one_query(page, dispatcher, django_assert_num_queries):
    make_channel(page)
    tasks.tick()
    with django_assert_num_queries(1):
        tasks.tick()


def test_a_part_of_the_tick_that_fails_keeps_the_others_from_nothing(page, receiver, dispatcher, monkeypatch):
    def fail() -> int:
        raise OperationalError

    make_component(page)
    make_delivery(make_endpoint(page, receiver.address()))
    monkeypatch.setattr(tasks, "events_fan_out", fail)
    with pytest.raises(OperationalError):
        tasks.tick()
    wait_for(lambda: Delivery.objects.filter(state="delivered"))
