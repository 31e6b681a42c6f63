"""From a committed change to the receiver, through the tasks that the beat calls."""

import json

import pytest

from statuspage import services as statuspage
from tests.processes import wait_for
from tests.statuspage.making import make_component
from tests.webhooks.making import BY
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
    for task in (tasks.fan_out, tasks.deliver, tasks.mail, tasks.release, tasks.alerts, tasks.retain):
        task()
    assert len(receiver.requests) == 1


def test_it_leaves_a_lane_alone_in_which_it_is_at_work_already(page, receiver, dispatcher):
    make_component(page)
    with tasks._fanning_out:
        tasks.fan_out()
    assert not Delivery.objects.exists()
