"""A preview tells what the message of the same act tells, word for word."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents import services as incidents
from incidents.models import Incident
from statuspage import services
from statuspage.models import Component, Event, Page
from tests.webhooks.making import BY
from webhooks.messages.compose import message_for
from webhooks.messages.previewing import message_previewed
from webhooks.vocabulary import Audience

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def api(page: Page) -> Component:
    return services.component_create(page=page, name="REST API", by=BY)


def _sent(page: Page) -> tuple[object, ...]:
    event = Event.objects.filter(page=page, subject_kind__in=("incident", "maintenance")).latest("pk")
    message = message_for(events=[event], page=page, audience=Audience.VISITOR)
    assert message is not None
    return message.subject, message.look, message.html, message.text, message.facts, message.entries


def _previewed(page: Page, **given: object) -> tuple[object, ...]:
    message = message_previewed(page=page, **given)  # type: ignore[arg-type]
    assert message is not None
    return message.subject, message.look, message.html, message.text, message.facts, message.entries


def test_of_an_incident_from_its_start_to_its_end(page: Page, api: Component):
    said: dict[str, Any] = {"name": "Errors", "body": "We **look**.", "status": "investigating"}
    first = _previewed(page, kind="incident", declared={api: "major_outage"}, now=NOW, **said)
    made = incidents.incident_open(page=page, components={api: "major_outage"}, by=BY, now=NOW, **said)
    assert first == _sent(page)
    for minutes, (status, declared) in enumerate(
        [("identified", {api: "partial_outage"}), ("identified", {}), ("monitoring", {}), ("resolved", {})], 1
    ):
        now = NOW + timedelta(minutes=minutes)
        body = "More." if status == "identified" else ""
        found = Incident.objects.get(pk=made.pk)
        given = {"kind": "incident", "name": "Errors", "status": status, "body": body, "told": found}
        coming = _previewed(page, declared=declared, now=now, **given)
        incidents.incident_post_update(
            incident=made, status=status, body=body, components=declared or None, by=BY, now=now
        )
        if status == "resolved":
            # What components show once it is over is known only then.
            assert (coming[0], *coming[2:4]) == (_sent(page)[0], *_sent(page)[2:4])
        else:
            assert coming == _sent(page)


def test_of_a_maintenance_from_its_announcement_to_its_end(page: Page, api: Component):
    window = (NOW + timedelta(days=1), NOW + timedelta(days=1, hours=2))
    given = {"kind": "maintenance", "name": "Disks", "status": "scheduled", "body": ""}
    first = _previewed(page, declared={api: "under_maintenance"}, window=window, now=NOW, **given)
    made = incidents.maintenance_schedule(
        page=page,
        name="Disks",
        scheduled_for=window[0],
        scheduled_until=window[1],
        components=[api],
        by=BY,
        now=NOW,
    )
    assert first == _sent(page)
    found = Incident.objects.get(pk=made.pk)
    coming = _previewed(
        page,
        kind="maintenance",
        name="Disks",
        status="in_progress",
        body="",
        declared={},
        told=found,
        now=NOW,
    )
    incidents.maintenance_post_update(maintenance=made, status="in_progress", by=BY, now=NOW)
    assert coming == _sent(page)


def test_it_writes_nothing_and_asks_little(page: Page, api: Component):
    with CaptureQueriesContext(connection) as asked:
        _previewed(
            page,
            kind="incident",
            name="x",
            status="identified",
            body="",
            declared={api: "major_outage"},
            now=NOW,
        )
    assert len(asked) <= 4
    assert all(one["sql"].startswith("SELECT") for one in asked)
