"""Who would be told: the preview asks what the fan-out asks."""

from datetime import timedelta
from typing import Any

import pytest

from incidents.models import Incident
from incidents.services import incident_open, incident_post_update, incident_publish, maintenance_schedule
from statuspage.models import Component, Event, Page
from statuspage.services import component_create
from tests.webhooks.making import BY, NOW, make_channel, make_endpoint, make_visitor
from webhooks.models import Delivery
from webhooks.selectors.matching import incident_audience
from webhooks.services.fanout import events_fan_out

HOUR = timedelta(hours=1)


@pytest.fixture
def components(page: Page) -> list[Component]:
    return [component_create(page=page, name=name, by=BY, now=NOW) for name in ("API", "Web")]


@pytest.fixture
def everybody(page: Page, components: list[Component]) -> None:
    api, web = components
    make_endpoint(page)
    make_channel(page)
    make_visitor(page, "all@visitors.example")
    make_visitor(page, "both@visitors.example", components=(api, web))
    make_visitor(page, "web@visitors.example", components=(web,))
    make_visitor(page, "late@visitors.example", state="unconfirmed")
    make_visitor(page, "https://all.example.com/", kind="webhook")
    make_visitor(page, "digest@visitors.example", digest="daily")


@pytest.mark.usefixtures("everybody")
def test_it_counts_whom_the_next_update_reaches(page: Page, components: list[Component]) -> None:
    incident = incident_open(page=page, name="Down", components=components[:1], by=BY, now=NOW)
    make_visitor(page, "one@visitors.example", scope="incident", incident=incident)
    events_fan_out(now=NOW)
    audience = incident_audience(incident)
    assert audience == {"email": 4, "webhook": 1}
    Delivery.objects.all().delete()
    incident_post_update(incident=incident, body="Found", by=BY, now=NOW)
    events_fan_out(now=NOW)
    told = Delivery.objects.filter(subscription__audience="visitor")
    # The reader of a digest is told, too, but later.
    assert told.count() == sum(audience.values()) - 1


@pytest.mark.usefixtures("everybody")
def test_it_counts_for_a_draft_as_if_it_were_published(page: Page, components: list[Component]) -> None:
    incident = incident_open(page=page, name="Down", components=components[1:], draft=True, by=BY, now=NOW)
    audience = incident_audience(incident)
    assert audience == {"email": 4, "webhook": 1}
    events_fan_out(now=NOW)
    incident_publish(incident=incident, by=BY, now=NOW)
    events_fan_out(now=NOW)
    told = Delivery.objects.filter(subscription__audience="visitor", items__event__kind="incident.opened")
    assert told.count() == sum(audience.values()) - 1


@pytest.mark.usefixtures("everybody")
@pytest.mark.parametrize("given", [None, True, False])
@pytest.mark.parametrize("draft", [True, False])
@pytest.mark.parametrize("kept", [True, False])
def test_it_counts_nobody_for_a_silent_update(
    page: Page, kept: bool, draft: bool, given: bool | None
) -> None:
    incident = incident_open(page=page, name="Down", notify=kept, draft=draft, by=BY, now=NOW)
    audience = incident_audience(incident, notify=given)
    events_fan_out(now=NOW)
    Delivery.objects.all().delete()
    Event.objects.update(dispatched_at=NOW)
    if draft:
        Incident.objects.update(notify=kept if given is None else given)
        incident.refresh_from_db()
        incident_publish(incident=incident, by=BY, now=NOW)
    else:
        incident_post_update(incident=incident, body="Found", notify=given, by=BY, now=NOW)
    events_fan_out(now=NOW)
    told = Delivery.objects.filter(subscription__audience="visitor")
    waiting = 1 if audience else 0
    assert told.count() == sum(audience.values()) - waiting
    assert bool(audience) == (kept if given is None else given)


def test_it_reaches_nobody_for_what_is_backfilled(page: Page) -> None:
    make_visitor(page)
    incident = incident_open(
        page=page, name="Once", backfilled=True, started_at=NOW - HOUR, resolved_at=NOW, by=BY, now=NOW
    )
    assert incident_audience(incident) == {}


def test_it_counts_for_maintenance(page: Page) -> None:
    make_visitor(page)
    maintenance = maintenance_schedule(
        page=page,
        name="Upgrade",
        scheduled_for=NOW.replace(hour=20),
        scheduled_until=NOW.replace(hour=21),
        by=BY,
        now=NOW,
    )
    assert incident_audience(maintenance) == {"email": 1}
    assert Event.objects.filter(kind="maintenance.scheduled").exists()


@pytest.mark.usefixtures("everybody")
@pytest.mark.parametrize("more", [0, 20])
def test_it_asks_a_constant_number_of_queries(
    page: Page, components: list[Component], more: int, django_assert_num_queries: Any
) -> None:
    incident = incident_open(page=page, name="Down", components=components, by=BY, now=NOW)
    for number in range(more):
        make_visitor(page, f"v{number}@visitors.example", components=(components[0],))
    with django_assert_num_queries(4):
        assert incident_audience(incident)["email"] == 4 + more
