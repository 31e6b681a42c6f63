"""What is hidden, a draft or internal never leaves to visitors."""

import json

import pytest

from incidents.services import incident_open, incident_post_update, incident_publish
from statuspage.models import Component, Page
from statuspage.services import component_create
from tests.webhooks.making import BY, NOW, make_channel, make_endpoint, make_event, make_visitor
from webhooks.models import Delivery, Subscription
from webhooks.services.fanout import events_fan_out

SECRET = "Skunkworks"


@pytest.fixture
def hidden(page: Page) -> Component:
    return component_create(page=page, name=SECRET, visible=False, by=BY, now=NOW)


@pytest.fixture
def readers(page: Page) -> list[Subscription]:
    return [
        make_visitor(page, "vera@visitors.example"),
        make_visitor(page, "https://vera.example.com/", kind="webhook"),
        # Our own format holds what is the team's alone, whatever a row may say.
        make_visitor(page, "https://standard.example.com/", kind="webhook", format="standard"),
    ]


def said_to(readers: list[Subscription]) -> list[str]:
    rows = Delivery.objects.filter(subscription__in=readers).select_related("letter")
    return [bytes(row.letter.body).decode() + json.dumps(row.letter.message) for row in rows]


def test_it_names_no_hidden_component_A11(page: Page, hidden: Component, readers: list[Subscription]) -> None:
    shown = component_create(page=page, name="API", by=BY, now=NOW)
    incident = incident_open(
        page=page, name="Down", components=[(shown, "major_outage"), (hidden, "major_outage")], by=BY, now=NOW
    )
    incident_post_update(incident=incident, body="Found", by=BY, now=NOW)
    events_fan_out(now=NOW)
    texts = said_to(readers)
    # Two updates to all three, and the change of status of the component that is shown to two endpoints.
    assert len(texts) == 8
    assert not [text for text in texts if SECRET in text or hidden.uid in text]


def test_it_tells_the_page_but_not_those_of_the_hidden_component_A11(
    page: Page, hidden: Component, readers: list[Subscription]
) -> None:
    of_hidden = make_visitor(page, "spy@visitors.example", components=(hidden,))
    incident_open(page=page, name="Down", components=[(hidden, "major_outage")], by=BY, now=NOW)
    events_fan_out(now=NOW)
    texts = said_to(readers)
    assert len(texts) == 3
    assert not [text for text in texts if SECRET in text or hidden.uid in text]
    assert said_to([of_hidden]) == []


def test_it_shows_endpoints_of_visitors_no_other_format(page: Page, readers: list[Subscription]) -> None:
    incident_open(page=page, name="Down", by=BY, now=NOW)
    events_fan_out(now=NOW)
    bodies = [
        json.loads(bytes(row.letter.body)) for row in Delivery.objects.filter(subscription__kind="webhook")
    ]
    assert [sorted(body) for body in bodies] == [["incident", "meta", "page"]] * 2


def test_it_keeps_a_draft_until_it_is_published_A10(page: Page, readers: list[Subscription]) -> None:
    make_endpoint(page)
    make_channel(page)
    incident = incident_open(page=page, name=SECRET, draft=True, by=BY, now=NOW)
    events_fan_out(now=NOW)
    assert not Delivery.objects.exists()
    incident_publish(incident=incident, by=BY, now=NOW)
    events_fan_out(now=NOW)
    assert Delivery.objects.filter(items__event__kind="incident.opened").count() == 5


def test_it_says_nothing_of_checks_and_silent_acts(page: Page, readers: list[Subscription]) -> None:
    incident_open(page=page, name=SECRET, notify=False, by=BY, now=NOW)
    make_event(page, "check.flipped", after={"name": SECRET, "error": "10.0.0.5 refused"})
    events_fan_out(now=NOW)
    assert said_to(readers) == []
