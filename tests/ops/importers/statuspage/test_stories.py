"""What is particular about stories: postmortems, what was deleted, what is planned, what history keeps."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from incidents import services
from incidents.models import Incident
from incidents.services import incidents_tick
from statuspage.models import Component, Page
from statuspage.services import component_create, component_delete
from statuspage.services.projection import periods_differ
from tests.api.statuspage.conftest import BY, Story
from tests.ops.importers.statuspage.conftest import DOCUMENTS, Recording, document_of, emptied, lined
from webhooks.models import Delivery

Bring = Callable[..., list[str]]
BODIES = (
    "Plain.",
    "One\n\n* a\n* b\n\nTwo\nlines",
    "Quotes \" & <b> 'and' [a link](https://example.com/?a=1&b=2)",
    "> said\n\n`code`\n\n1. first\n2. second",
    "```\nkeep\n\n  this\n```\n\nafter",
    "| a | b |\n|---|---|\n| 1 | 2 |",
)


@pytest.mark.parametrize("body", BODIES)
def test_all_kinds_of_messages_read_as_before(
    recording: Recording, bring: Bring, page: Page, story: Story, body: str
) -> None:
    services.incident_post_update(incident=story.open, body=body, status="identified", by=BY)
    services.incident_resolve(incident=story.open, body=body, by=BY)
    draft = services.postmortem_save_draft(incident=story.over, body=body, by=BY)
    services.postmortem_publish(postmortem=draft, notify=False, by=BY)
    services.maintenance_complete(maintenance=story.running, body=body, by=BY)
    recording.record(page)
    emptied(page)
    bring()
    for name in DOCUMENTS:
        assert lined(document_of(page, name)) == lined(recording.documents[f"/api/v2/{name}.json"])
    assert not [line for line in bring() if line.startswith(("created", "changed", "left out"))]


def test_the_past_keeps_the_names_of_what_is_deleted(
    recording: Recording, bring: Bring, page: Page, story: Story
) -> None:
    component_create(page=page, name="Still there", group=story.group, by=BY)
    component_delete(component=story.api, by=BY)
    recording.record(page)
    emptied(page)
    assert "created    component REST API (of the past)" in bring()
    assert Component.objects.get(uid=story.api.uid).deleted_at is not None
    for name in DOCUMENTS:
        assert lined(document_of(page, name)) == lined(recording.documents[f"/api/v2/{name}.json"])
    assert not [line for line in bring() if line.startswith(("created", "changed", "left out"))]


def test_history_holds_what_updates_tell_and_nothing_before(
    recording: Recording, bring: Bring, page: Page, story: Story
) -> None:
    recording.record(page)
    emptied(page)
    bring()
    over = Incident.objects.get(uid=story.over.uid)
    api = Component.objects.get(uid=story.api.uid)
    assert over.resolved_at is not None
    announced = Incident.objects.get(uid=story.running.uid).updates.earliest("displayed_at")
    first, second, *_later = api.periods.order_by("started")
    assert (first.status, first.started) == ("operational", announced.displayed_at)
    assert (second.status, second.started) == ("partial_outage", over.started_at)
    assert not periods_differ(component=api)


def test_where_two_updates_agree_it_was_that_all_the_while(
    recording: Recording, bring: Bring, page: Page, story: Story
) -> None:
    recording.record(page)
    emptied(page)
    for one in recording.each("incidents"):
        if one["id"] == story.over.uid:
            one["incident_updates"][0]["affected_components"] = [
                {
                    "code": story.api.uid,
                    "name": "API",
                    "old_status": "partial_outage",
                    "new_status": "operational",
                }
            ]
    bring()
    over = Incident.objects.get(uid=story.over.uid)
    api = Component.objects.get(uid=story.api.uid)
    assert over.resolved_at is not None
    between = api.periods.get(started=over.resolved_at)
    assert between.status == "operational"
    assert between.ended is not None
    assert between.ended > timezone.now() - timedelta(minutes=30)
    assert not [line for line in bring() if line.startswith(("created", "changed", "left out"))]


def test_what_is_planned_starts_and_ends_here_by_itself(
    recording: Recording, bring: Bring, page: Page, story: Story
) -> None:
    cable = component_create(page=page, name="Cable", by=BY)
    services.maintenance_update(maintenance=story.planned, changes={"components": [cable]}, by=BY)
    recording.record(page)
    emptied(page)
    bring()
    planned = Incident.objects.get(uid=story.planned.uid)
    assert planned.scheduled_for is not None
    assert planned.scheduled_until is not None
    incidents_tick(now=planned.scheduled_for + timedelta(seconds=1))
    assert Component.objects.get(uid=cable.uid).status == "under_maintenance"
    incidents_tick(now=planned.scheduled_until + timedelta(seconds=1))
    planned.refresh_from_db()
    assert planned.status == "completed"
    assert Component.objects.get(uid=cable.uid).status == "operational"


def test_an_open_incident_is_resolved_here_and_leaves_components_as_at_statuspage(
    recording: Recording, bring: Bring, page: Page, story: Story
) -> None:
    recording.record(page)
    emptied(page)
    bring()
    opened = Incident.objects.get(uid=story.open.uid)
    website = Component.objects.get(uid=story.website.uid)
    services.incident_post_update(
        incident=opened, status="resolved", components={website: "operational"}, by=BY, now=timezone.now()
    )
    website.refresh_from_db()
    assert website.status == "operational"
    assert not Delivery.objects.exists()


def test_the_word_of_a_person_here_about_a_component_stays(
    recording: Recording, bring: Bring, page: Page, story: Story
) -> None:
    cable = component_create(page=page, name="Cable", by=BY)
    recording.record(page)
    emptied(page)
    bring()
    services.component_declare_status(
        component=Component.objects.get(uid=cable.uid), status="degraded_performance", by=BY
    )
    (row,) = [one for one in recording.each("components") if one["name"] == "Cable"]
    row["status"] = "major_outage"
    assert not [line for line in bring() if line.startswith(("created", "changed", "left out"))]
    assert Component.objects.get(uid=cable.uid).status == "degraded_performance"
