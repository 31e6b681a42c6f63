from datetime import timedelta
from typing import Any

from django.utils import timezone

from incidents.models import Incident
from incidents.services import incident_open
from statuspage.models import Component
from statuspage.services import component_create
from tests.api.statuspage.management.world import BY, World
from webhooks.models import Subscription


def make(world: World) -> None:
    """Somebody who has not confirmed yet, of the page and of the incident, and one of each other state."""
    _needed(world)
    incident = Incident.objects.get(page=world.page, uid=world.ids["incident_id"])
    component = Component.objects.get(page=world.page, uid=world.ids["component_id"])
    waiting = _subscribe(world, "vera@visitors.example", state="unconfirmed", scope="components")
    waiting.components.set([component])
    world.ids["subscriber_id"] = waiting.uid
    one = _subscribe(world, "ines@visitors.example", state="unconfirmed", scope="incident", incident=incident)
    world.ids["incident_subscriber_id"] = one.uid
    _subscribe(world, "alan@visitors.example", state="active")
    _subscribe(world, "https://hook.example.com/a", kind="webhook", contact_email="wanda@visitors.example")
    _subscribe(
        world,
        "quentin@visitors.example",
        state="quarantined",
        confirmed_at=world.now,
        quarantined_at=world.now,
        purge_at=timezone.now() + timedelta(days=90),
    )
    _subscribe(world, "ute@visitors.example", state="unsubscribed", unsubscribed_at=world.now)


def _subscribe(world: World, address: str, **fields: Any) -> Subscription:
    given = {"kind": "email", "state": "active", "scope": "page", **fields}
    return Subscription.objects.create(
        page=world.page, audience="visitor", address=address, address_key=address, **given
    )


def _needed(world: World) -> None:
    if "component_id" not in world.ids:
        row = component_create(page=world.page, name="API", by=BY, now=world.now)
        world.ids["component_id"] = row.uid
    if "incident_id" not in world.ids:
        incident = incident_open(page=world.page, name="Slow", by=BY, now=world.now)
        world.ids["incident_id"] = incident.uid
