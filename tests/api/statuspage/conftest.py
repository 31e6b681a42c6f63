"""A page with something of everything to tell."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from incidents import services as incidents
from incidents.models import Incident
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Component, ComponentGroup, Page

BY = Actor.system()


@dataclass
class Story:
    """What happened: an open incident, one that is over, and maintenance that runs, and that is to come."""

    group: ComponentGroup
    api: Component
    website: Component
    secret: Component
    open: Incident
    over: Incident
    running: Incident
    planned: Incident


@pytest.fixture
def story(page: Page) -> Story:
    """With a hidden component that every one of them touches."""
    now = timezone.now()
    ago = now - timedelta(days=3)
    group = services.group_create(page=page, name="Core", description="What matters", by=BY, now=ago)
    website = services.component_create(page=page, name="Website", by=BY, now=ago)
    api = services.component_create(page=page, name="REST API", group=group, by=BY, now=ago)
    secret = services.component_create(page=page, name="Backdoor", group=group, visible=False, by=BY, now=ago)
    for component in (website, api, secret):
        services.claim_set(
            component=component, source="manual", source_uid="", status="operational", by=BY, now=ago
        )
    over = incidents.incident_open(
        page=page,
        name="Lost mail",
        body="First *part*.\n\nSecond part.",
        components={api: "partial_outage", secret: "major_outage"},
        by=BY,
        now=now - timedelta(days=2),
    )
    incidents.incident_resolve(incident=over, body="Over.", by=BY, now=now - timedelta(days=1))
    opened = incidents.incident_open(
        page=page,
        name="Errors",
        body="We look.",
        components={website: "partial_outage", secret: "major_outage"},
        by=BY,
        now=now - timedelta(hours=1),
    )
    running = _maintenance(page, "Disks", now - timedelta(minutes=5), {api: "under_maintenance"})
    incidents.maintenance_start(maintenance=running, by=BY, now=now)
    planned = _maintenance(page, "Cables", now + timedelta(days=1), {secret: "under_maintenance"})
    return Story(group, api, website, secret, opened, over, running, planned)


@pytest.fixture
def get(client: Client) -> Any:
    """The values of a document."""

    def values(name: str) -> Any:
        response = client.get(name if name.startswith("/") else f"/api/v2/{name}.json")
        assert response.status_code == 200, response.content
        return response.json()

    return values


def _maintenance(page: Page, name: str, start: Any, components: dict[Component, str]) -> Incident:
    return incidents.maintenance_schedule(
        page=page,
        name=name,
        body="Planned.",
        scheduled_for=start,
        scheduled_until=start + timedelta(hours=2),
        components=components,
        by=BY,
        now=start - timedelta(days=2),
    )
