"""Our own format: what changed, from what, and how the page is."""

import json
from typing import Any

import pytest

from incidents import services as incidents
from statuspage import services
from statuspage.models import Component, Event, Page
from tests.webhooks.happening import BEGAN, BY, after, everything_happens
from webhooks.payloads import standard_body


@pytest.fixture
def component(page: Page) -> Component:
    return services.component_create(page=page, name="REST API", by=BY, now=BEGAN)


def read(event: Event, page: Page, overall: str = "operational") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(standard_body(event, page, overall=overall))
    return found


def last(kind: str) -> Event:
    return Event.objects.filter(kind=kind).latest("pk")


def test_it_tells_a_change_of_status(page: Page, component: Component) -> None:
    services.claim_set(
        component=component,
        source="manual",
        source_uid="",
        status="partial_outage",
        message="Größe 🙂",
        by=BY,
        now=after(1),
    )
    event = last("component.status_changed")
    body = read(event, page, "partial_outage")
    assert body == {
        "type": "component.status_changed",
        "id": event.uid,
        "timestamp": "2026-05-01T12:01:00Z",
        "sequence": event.sequence,
        "page": {
            "id": page.uid,
            "name": "Acme status",
            "url": body["page"]["url"],
            "status": "partial_outage",
        },
        "data": {
            "component": {
                "id": component.uid,
                "name": "REST API",
                "status": "partial_outage",
                "since": "2026-05-01T12:01:00Z",
            },
            "previous_status": "operational",
            "previous_since": "2026-05-01T12:00:00Z",
            "cause": "manual",
            "source": None,
            "label": "",
            "message": "Größe 🙂",
        },
    }


def test_it_tells_an_incident_with_all_updates_and_as_it_was(page: Page, component: Component) -> None:
    incident = incidents.incident_open(
        page=page, name="Errors", body="One", components={component: "major_outage"}, by=BY, now=after(1)
    )
    incidents.incident_post_update(incident=incident, body="Two", status="identified", by=BY, now=after(2))
    update = incidents.incident_resolve(incident=incident, body="Three", by=BY, now=after(3)).updates.latest(
        "pk"
    )
    data = read(last("incident.resolved"), page)["data"]
    assert [entry["body"] for entry in data["incident"]["updates"]] == ["Three", "Two", "One"]
    assert (data["incident"]["status"], data["previous"]["status"]) == ("resolved", "identified")
    assert data["incident"].keys() - data["previous"].keys() == {"updates"}
    assert data["update"] == update.uid
    assert not {"deliver", "deleted", "update"} & data["incident"].keys()


def test_it_tells_a_changed_object_whole_and_as_it_was(page: Page, component: Component) -> None:
    services.component_update(component=component, changes={"name": "API"}, by=BY, now=after(1))
    first = last("component.updated")
    services.component_update(
        component=component, changes={"name": "Interface", "description": "d"}, by=BY, now=after(2)
    )
    services.claim_set(
        component=component, source="manual", source_uid="", status="major_outage", by=BY, now=after(3)
    )
    # Told late, after it changed again: it is still as that event left it.
    data = read(first, page)["data"]
    assert (data["component"]["name"], data["previous"]["name"]) == ("API", "REST API")
    assert (data["component"]["description"], data["component"]["status"]) == ("", "operational")
    services.component_delete(component=component, by=BY, now=after(4))
    assert read(first, page)["data"] == data
    assert read(last("component.deleted"), page)["data"]["component"]["name"] == "Interface"


def test_its_bytes_are_compact_and_always_the_same(page: Page) -> None:
    for event in everything_happens(page).values():
        body = standard_body(event, page, overall="operational")
        assert body == standard_body(Event.objects.get(pk=event.pk), page, overall="operational")
        assert body.decode() == json.dumps(json.loads(body), ensure_ascii=False, separators=(",", ":"))


def test_sequences_rise_with_every_event(page: Page) -> None:
    events = sorted(everything_happens(page).values(), key=lambda event: event.pk)
    sequences = [read(event, page)["sequence"] for event in events]
    assert sequences == sorted(set(sequences))
