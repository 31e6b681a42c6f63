"""An event that cannot be told keeps no other waiting, and does not vanish."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection

from incidents.services import incident_open
from statuspage.models import Event, Page
from tests.webhooks.making import BY, NOW, make_endpoint, make_event, make_visitor
from webhooks.models import Delivery, DeliveryItem, FanOut, Letter, Waiting
from webhooks.services.aside import events_resume
from webhooks.services.fanout import TRIES, events_fan_out

LATER = (0, 5, 35, 155, 755)


def poison(page: Page, **after: Any) -> Event:
    """An event that no release of ours would write."""
    return make_event(page, "incident.opened", after={"deliver": True, **after})


def test_it_sets_aside_what_can_never_be_told_F15(page: Page, caplog: pytest.LogCaptureFixture) -> None:
    make_endpoint(page)
    bad = poison(page, components=[{"name": "no uid"}])
    good = make_event(page, "component.created", after={"name": "API"})
    assert events_fan_out(now=NOW) == 1
    assert [item.event for item in DeliveryItem.objects.all()] == [good]
    for tries, seconds in enumerate(LATER, start=1):
        events_fan_out(now=NOW + timedelta(seconds=seconds))
        # Once more at the same time: it is not its turn yet.
        events_fan_out(now=NOW + timedelta(seconds=seconds))
        assert FanOut.objects.get().failures == tries
    aside = FanOut.objects.select_related("event").get()
    assert (aside.event, aside.failures, aside.due_at) == (bad, TRIES, None)
    assert "KeyError" in aside.error
    assert aside.event.dispatched_at == NOW + timedelta(seconds=LATER[-1])
    assert [record for record in caplog.records if record.levelno == logging.ERROR]
    assert events_fan_out(now=NOW + timedelta(days=1)) == 0


def test_it_takes_up_what_was_set_aside_once_it_is_repaired_F15(page: Page) -> None:
    endpoint, visitor = make_endpoint(page), make_visitor(page)
    incident_open(page=page, name="Down", by=BY, now=NOW)
    whole = Event.objects.get().after or {}
    Event.objects.update(after={**whole, "updates": [{**whole["updates"][0], "displayed_at": "never"}]})
    for seconds in LATER:
        events_fan_out(now=NOW + timedelta(seconds=seconds))
    assert FanOut.objects.get().event.dispatched_at is not None
    Event.objects.update(after=whole)
    later = NOW + timedelta(hours=1)
    assert events_resume(now=later) == 1
    assert events_fan_out(now=later) == 1
    assert [row.subscription for row in Delivery.objects.order_by("pk")] == [endpoint, visitor]
    assert events_resume(now=later) == 0


def test_it_tells_those_for_whom_there_are_words_and_the_others_once_there_are(page: Page) -> None:
    endpoint, visitor = make_endpoint(page), make_visitor(page)
    incident_open(page=page, name="Down", by=BY, now=NOW)
    event = Event.objects.get()
    whole = event.after or {}
    broken = {**whole, "updates": [{**whole["updates"][0], "displayed_at": "never"}]}
    Event.objects.update(after=broken)
    assert events_fan_out(now=NOW) == 0
    assert [row.subscription for row in Delivery.objects.all()] == [endpoint]
    assert FanOut.objects.get().failures == 1
    Event.objects.update(after=whole)
    assert events_fan_out(now=NOW + timedelta(seconds=5)) == 1
    assert not FanOut.objects.exists()
    assert [row.subscription for row in Delivery.objects.order_by("pk")] == [endpoint, visitor]


class Fault:
    """The database goes away before statement number `after`."""

    def __init__(self, after: int) -> None:
        self.left = after

    def __call__(self, execute: Callable[..., Any], *call: Any) -> Any:
        self.left -= 1
        if self.left < 0:
            raise OperationalError("gone away")
        return execute(*call)


def counted() -> dict[str, int]:
    return {
        "deliveries": Delivery.objects.count(),
        "items": DeliveryItem.objects.count(),
        "letters": Letter.objects.count(),
        "waiting": Waiting.objects.count(),
        "taken": Event.objects.filter(dispatched_at=NOW).count(),
    }


@pytest.mark.django_db(transaction=True)
def test_it_does_all_or_nothing_wherever_it_is_interrupted_F11(page: Page) -> None:
    make_endpoint(page)
    for number in range(5):
        make_visitor(page, f"v{number}@visitors.example", digest="daily" if number == 0 else "")
    make_event(page, "component.created")
    incident_open(page=page, name="Down", by=BY, now=NOW)
    nothing = {"deliveries": 0, "items": 0, "letters": 0, "waiting": 0, "taken": 0}
    everything = {"deliveries": 6, "items": 6, "letters": 3, "waiting": 1, "taken": 2}
    for statements in range(100):
        fault = Fault(statements)
        try:
            with connection.execute_wrapper(fault):
                events_fan_out(now=NOW)
        except OperationalError:
            assert counted() in (nothing, everything)
        else:
            break
    assert statements > 8
    assert counted() == everything
    assert not FanOut.objects.exists()
