"""Making one of everything; each area has a module whose `make` adds its objects and their ids."""

from datetime import timedelta

from django.utils import timezone

from statuspage.models import Page
from tests.api.statuspage.management.making import (
    access,
    components,
    incidents,
    metrics,
    organizations,
    subscribers,
)
from tests.api.statuspage.management.world import World


def make(page: Page) -> World:
    """The world around a page; `now` is an hour ago."""
    world = World(page, timezone.now() - timedelta(hours=1), {"page_id": page.uid})
    for area in (organizations, components, metrics, access, incidents, subscribers):
        area.make(world)
    return world
