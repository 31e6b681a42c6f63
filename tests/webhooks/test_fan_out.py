"""Events become deliveries: one for everybody who hears, with what is sent frozen."""

import json
from contextlib import suppress

from incidents.services import incident_open, incident_post_update, incident_resolve, incident_update
from statuspage import journal
from statuspage.actor import Actor
from statuspage.models import Event, Page
from statuspage.services import component_create, component_update
from tests.webhooks.making import BY, NOW, make_endpoint, make_event, make_visitor
from webhooks.models import Delivery, DeliveryItem, Letter
from webhooks.services.enqueuing import delivery_enqueue
from webhooks.services.fanout import events_fan_out
from webhooks.services.letters import letter_write
from webhooks.transports.base import Frozen
from webhooks.vocabulary import DeliveryKind, Lane


def test_it_tells_an_endpoint_of_each_event_with_the_pages_sequence(page: Page) -> None:
    endpoint = make_endpoint(page)
    component = component_create(page=page, name="API", by=BY, now=NOW)
    component_update(component=component, changes={"description": "All of it"}, by=BY, now=NOW)
    assert events_fan_out(now=NOW) == 2
    deliveries = list(Delivery.objects.order_by("sequence"))
    assert [row.sequence for row in deliveries] == [1, 2]
    bodies = [json.loads(bytes(row.letter.body)) for row in deliveries]
    assert [body["type"] for body in bodies] == ["component.created", "component.updated"]
    assert [body["sequence"] for body in bodies] == [1, 2]
    for row in deliveries:
        assert row.subscription == endpoint
        assert row.subject_uid == component.uid
        assert (row.kind, row.lane, row.next_attempt_at) == (DeliveryKind.EVENT, Lane.WIRE, NOW)
        assert [item.event.sequence for item in row.items.all()] == [row.sequence]
    assert not Event.objects.filter(dispatched_at__isnull=True).exists()


def test_it_tells_each_event_once_however_often_it_looks(page: Page) -> None:
    make_endpoint(page)
    event = make_event(page, "component.created", after={"name": "API"})
    assert events_fan_out(now=NOW) == 1
    assert events_fan_out(now=NOW) == 0
    Event.objects.update(dispatched_at=None)
    assert events_fan_out(now=NOW) == 1
    assert Delivery.objects.count() == DeliveryItem.objects.count() == 1
    assert Delivery.objects.get().dedupe_key == f"event:{event.uid}"


def test_it_marks_what_nobody_can_hear(page: Page) -> None:
    make_endpoint(page)
    make_event(page, "key.issued")
    make_event(page, "check.updated")
    make_event(page, "webhook.test")
    assert events_fan_out(now=NOW) == 3
    assert not Delivery.objects.exists()
    assert set(Event.objects.values_list("dispatched_at", flat=True)) == {NOW}


def test_it_writes_nothing_of_what_was_rolled_back_D02(page: Page) -> None:
    make_endpoint(page)
    with suppress(RuntimeError), journal.transaction(NOW):
        component_create(page=page, name="API", by=BY)
        raise RuntimeError
    assert events_fan_out(now=NOW) == 0
    assert not Delivery.objects.exists()


def test_it_tells_the_whole_life_of_an_incident_D05(page: Page) -> None:
    make_endpoint(page)
    make_visitor(page)
    incident = incident_open(page=page, name="Down", body="We look", by=BY, now=NOW)
    incident_post_update(incident=incident, body="Found", status="identified", by=BY, now=NOW)
    incident_resolve(incident=incident, body="Done", by=BY, now=NOW)
    events_fan_out(now=NOW)
    kinds = Delivery.objects.order_by("sequence").values_list("subscription__audience", "items__event__kind")
    told = ["incident.opened", "incident.updated", "incident.resolved"]
    for audience in ("machine", "visitor"):
        assert [kind for who, kind in kinds if who == audience] == told


def test_it_freezes_what_is_told_D07(page: Page) -> None:
    make_endpoint(page)
    incident = incident_open(page=page, name="Down", body="We look", by=BY, now=NOW)
    events_fan_out(now=NOW)
    first = Delivery.objects.get()
    before = bytes(first.letter.body)
    incident_update(incident=incident, changes={"name": "Up again"}, by=BY, now=NOW)
    incident_post_update(incident=incident, body="Found", by=BY, now=NOW)
    events_fan_out(now=NOW)
    first.refresh_from_db()
    assert bytes(Letter.objects.get(pk=first.letter_id).body) == before
    later = Delivery.objects.exclude(pk=first.pk).get()
    assert json.loads(bytes(later.letter.body))["data"]["incident"]["name"] == "Up again"
    assert later.uid != first.uid
    assert later.dedupe_key != first.dedupe_key


def test_it_shares_a_letter_among_those_who_are_told_the_same(page: Page) -> None:
    for number in range(3):
        make_endpoint(page, f"https://hooks.example.com/{number}")
        make_visitor(page, f"vera{number}@visitors.example")
    incident_open(page=page, name="Down", body="We look", by=BY, now=NOW)
    events_fan_out(now=NOW)
    assert Delivery.objects.count() == 6
    assert Letter.objects.count() == 2


def test_it_enqueues_a_message_once_per_key(page: Page) -> None:
    endpoint = make_endpoint(page)
    event = make_event(page)
    letter = letter_write(page=page, frozen=Frozen(body=b"{}"), now=NOW)
    rows = [
        delivery_enqueue(
            subscription=endpoint,
            kind=DeliveryKind.TEST,
            dedupe_key="test:1",
            letter=letter,
            events=[event],
            at=NOW,
        )
        for _round in range(2)
    ]
    assert rows[0] == rows[1]
    assert Delivery.objects.count() == DeliveryItem.objects.count() == 1
    assert letter.created_at == NOW


def test_it_tells_of_an_incident_that_a_check_joined_as_of_one_that_opened(page: Page) -> None:
    api, web = (component_create(page=page, name=name, by=BY, now=NOW) for name in ("API", "Web"))
    late = make_visitor(page, components=(web,))
    incident = incident_open(page=page, name="Down", components=[(api, "major_outage")], by=BY, now=NOW)
    opened = Event.objects.get(kind="incident.opened")
    before = opened.after or {}
    joined = {"component": web.uid, "name": "Web", "status": "major_outage"}
    make_event(
        page,
        "incident.edited",
        subject_kind="incident",
        subject_uid=incident.uid,
        by=Actor.for_check(uid="che000000000", label="Ping"),
        before=before,
        after={**before, "components": [*before["components"], joined], "update": None, "deliver": False},
    )
    events_fan_out(now=NOW)
    delivery = Delivery.objects.get()
    assert delivery.subscription == late
    assert delivery.items.get().event.kind == "incident.edited"
    said = json.dumps(delivery.letter.message)
    assert "Web" in said
    assert "Down" in said
