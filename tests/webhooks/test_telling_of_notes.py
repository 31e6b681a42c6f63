"""What was said about a component reaches who wants to hear of it, once."""

import json
from datetime import timedelta
from typing import Any

import pytest

from statuspage import services
from statuspage.models import Component, Event, Page, StatusNote
from tests.webhooks.making import BY, NOW, make_channel, make_endpoint, make_visitor
from tests.webhooks.restricted import make_components, make_member, make_readers, restrict, said
from webhooks.mail.compose import mail_compose
from webhooks.models import Delivery, Subscription, Waiting
from webhooks.selectors.matching import subscriptions_hearing
from webhooks.services.fanout import events_fan_out
from webhooks.services.waiting import waiting_release


@pytest.fixture
def api(page: Page) -> Component:
    return services.component_create(page=page, name="API", by=BY, now=NOW)


def say(component: Component, message: str = "A disk.\nTwo <b>disks</b>.", **fields: Any) -> StatusNote:
    given = {"status": "partial_outage", "by": BY, "now": NOW, **fields}
    return services.note_post(component=component, message=message, **given)


def letters(*readers: Subscription) -> list[dict[str, Any]]:
    """What is on its way to them as messages."""
    rows = Delivery.objects.filter(subscription__in=readers).select_related("letter").order_by("pk")
    return [row.letter.message for row in rows]


def hears(kind: str) -> list[str]:
    return [row.address for row in subscriptions_hearing(Event.objects.get(kind=kind))]


def test_who_subscribed_by_mail_and_chat_gets_one_message_with_the_words(page: Page, api: Component):
    mail = make_visitor(page)
    chat = make_visitor(page, "https://hooks.slack.com/services/T0/B0/x", kind="slack", components=(api,))
    label = services.label_create(page=page, name="Down", level="ERROR", by=BY)
    say(api, label=label)
    events_fan_out(now=NOW)
    [message] = letters(mail)
    assert message["subject"] == "[Acme status] Down: API"
    assert message["text"] == "A disk.\nTwo <b>disks</b>."
    assert message["look"] == "partial_outage"
    assert message["facts"] == [{"label": "API", "value": "Partial outage", "look": "partial_outage"}]
    assert message["url"] == "http://127.0.0.1:8000/components/api"
    [sent] = said(chat)
    assert "Down: API" in sent
    assert "&lt;b&gt;disks&lt;/b&gt;" in sent


def test_the_mail_shows_the_words_as_text(page: Page, api: Component):
    make_visitor(page)
    say(api)
    events_fan_out(now=NOW)
    mail = mail_compose(Delivery.objects.select_related("subscription__page", "letter", "page").get())
    html = str(mail.alternatives[0][0])
    assert "A disk.<br>Two &lt;b&gt;disks&lt;/b&gt;." in html
    assert "A disk.\nTwo <b>disks</b>." in mail.body
    assert "API: Partial outage" in mail.body


def test_what_only_informs_is_told_as_a_note_without_a_status(page: Page, api: Component):
    mail = make_visitor(page)
    say(api, "We move.", informational=True, status="major_outage")
    events_fan_out(now=NOW)
    [message] = letters(mail)
    assert (message["subject"], message["look"], message["facts"]) == ("[Acme status] Note: API", "", [])


def test_endpoints_of_visitors_hear_of_the_status_alone(page: Page, api: Component):
    endpoint = make_visitor(page, "https://vera.example.com/", kind="webhook")
    say(api)
    say(api, "We move.", informational=True, now=NOW + timedelta(seconds=1))
    events_fan_out(now=NOW)
    [body] = said(endpoint)
    assert "component_update" in body


def test_endpoints_of_the_team_get_the_note_and_its_end(page: Page, api: Component):
    make_endpoint(page, events=["note.*"])
    note = say(api)
    services.note_void(note=note, by=BY, now=NOW)
    events_fan_out(now=NOW)
    bodies = [json.loads(bytes(row.letter.body)) for row in Delivery.objects.order_by("pk")]
    assert [body["type"] for body in bodies] == ["note.posted", "note.voided"]
    told = {
        "component": {"id": api.uid, "name": "API"},
        "note": {
            "id": note.uid,
            "at": "2026-05-01T12:00:00Z",
            "status": "partial_outage",
            "label": "",
            "informational": False,
            "message": "A disk.\nTwo <b>disks</b>.",
        },
    }
    assert [body["data"] for body in bodies] == [told, told]


def test_channels_hear_of_both_and_who_spoke(page: Page, api: Component):
    channel = make_channel(page)
    make_channel(page, address="quiet@acme.example", config={"incidents": False})
    note = say(api)
    events_fan_out(now=NOW)
    services.note_void(note=note, by=BY, now=NOW + timedelta(days=1))
    events_fan_out(now=NOW + timedelta(days=1))
    posted, voided = letters(channel)
    assert {"label": "By", "value": "Ada", "look": ""} in posted["facts"]
    assert voided["headline"] == "Taken back: API"
    assert Delivery.objects.count() == 2


def test_of_what_is_hidden_the_team_hears_alone(page: Page):
    hidden = services.component_create(page=page, name="Skunkworks", visible=False, by=BY, now=NOW)
    make_visitor(page)
    make_visitor(page, "spy@visitors.example", components=(hidden,))
    make_channel(page)
    make_endpoint(page)
    say(hidden)
    assert hears("note.posted") == ["oncall@acme.example", "https://hooks.example.com/candor"]


def test_members_hear_of_what_they_see(page: Page):
    seen, others = make_components(page)
    readers = make_readers(restrict(page), make_member(page, seen))
    say(others, "Of others.")
    say(seen, "Of mine.")
    events_fan_out(now=NOW)
    texts = said(*readers)
    # Mail and chat are told the words, and the endpoint that the status changed.
    assert len(texts) == 3
    assert not [text for text in texts if "Of others." in text or others.name in text]


def test_what_is_dated_back_is_history_and_told_to_no_people(page: Page, api: Component):
    make_visitor(page)
    make_channel(page)
    make_endpoint(page)
    say(api, at=NOW - timedelta(hours=2))
    assert hears("note.posted") == ["https://hooks.example.com/candor"]


def test_what_was_taken_back_before_anybody_was_told_is_told_to_no_visitor(page: Page, api: Component):
    mail = make_visitor(page)
    digest = make_visitor(page, "slow@visitors.example", digest="daily")
    wrong, right = say(api, "A wrong word."), say(api, "A right word.")
    events_fan_out(now=NOW)
    assert Waiting.objects.filter(subscription=digest).count() == 2
    services.note_void(note=wrong, by=BY, now=NOW)
    waiting_release(now=NOW + timedelta(days=1))
    [told] = said(digest)
    assert "A right word." in told
    assert "A wrong word." not in told
    services.note_void(note=say(api, "Never told.", now=NOW + timedelta(days=1)), by=BY)
    events_fan_out(now=NOW + timedelta(days=1))
    assert not [text for text in said(mail) if "Never told." in text]
    assert right.voided_at is None


def test_a_digest_tells_all_that_was_said_about_one_component(page: Page, api: Component):
    digest = make_visitor(page, "slow@visitors.example", digest="daily")
    for minute, words in enumerate(("One.", "Two.", "Three.")):
        say(api, words, now=NOW + timedelta(minutes=minute))
    events_fan_out(now=NOW + timedelta(hours=1))
    waiting_release(now=NOW + timedelta(days=1))
    [message] = letters(digest)
    assert message["subject"] == "[Acme status] Summary: 3 messages"
    assert [entry["text"] for entry in message["entries"]] == ["Three.", "Two.", "One."]
