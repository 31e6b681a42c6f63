"""Plays the story through the services, each act at its own time, oldest first."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import TypeAlias

from django.utils import timezone

from incidents import services as incidents
from incidents.models import Incident
from monitoring import services as monitoring
from monitoring.models import Check
from ops.demo.measurements import measurements_write
from ops.demo.story import (
    BLIPS,
    COMPANY,
    HEADLINE,
    MAINTENANCES,
    PARTS,
    TROUBLES,
    Blip,
    Planned,
    Said,
    Trouble,
)
from ops.first_start import own_health_url
from statuspage import journal, services
from statuspage.actor import Actor
from statuspage.models import Component, Organization, Page

DAYS = 91
TAG = "demo"

Act: TypeAlias = tuple[datetime, Callable[[datetime], object]]


class DemoExists(Exception):
    """There is a page with the wanted slug already."""


def demo_create(*, slug: str = "demo", now: datetime | None = None) -> Page:
    """A page with ninety days of history that ends at ``now``; the same every time but for ids.

    All or nothing, in some seconds. Its checks run on: they watch Candor's own web server.
    Raises `DemoExists`.
    """
    now = now or timezone.now()
    if Page.living.filter(slug=slug).exists():
        raise DemoExists(slug)
    start = now - timedelta(days=DAYS)
    by = Actor.system()
    with journal.transaction(start):
        organization = Organization.objects.order_by("pk").first() or services.organization_create(
            name=COMPANY, by=by, now=start
        )
        page = services.page_create(
            organization=organization, name=COMPANY, slug=slug, headline=HEADLINE, by=by, now=start
        )
        services.page_start_close(page=page, by=by, now=start)
        components = _components(page, by, start)
        checks = _checks(page, components, by, start)
        for at, act in sorted(_acts(page, components, checks, by, now), key=lambda one: one[0]):
            act(at)
        measurements_write(checks=checks, now=now)
    page.refresh_from_db()
    return page


def _components(page: Page, by: Actor, at: datetime) -> dict[str, Component]:
    groups = {
        name: services.group_create(page=page, name=name, by=by, now=at)
        for name in dict.fromkeys(part.group for part in PARTS if part.group)
    }
    return {
        part.key: services.component_create(
            page=page,
            name=part.name,
            description=part.description,
            group=groups.get(part.group),
            status=None if part.latency_ms else "operational",
            by=by,
            now=at,
        )
        for part in PARTS
    }


def _checks(page: Page, components: dict[str, Component], by: Actor, at: datetime) -> dict[str, Check]:
    checks = {}
    for part in PARTS:
        if not part.latency_ms:
            continue
        check = checks[part.key] = monitoring.check_create(
            page=page,
            kind="http",
            name=part.name,
            target={"url": own_health_url()},
            component=components[part.key],
            interval_seconds=60,
            tags=(TAG,),
            showcase="both" if part.charted else "none",
            by=by,
            now=at,
        )
        _report(components[part.key], check, "operational", at)
    return checks


def _acts(
    page: Page, components: dict[str, Component], checks: dict[str, Check], by: Actor, now: datetime
) -> Iterator[Act]:
    for trouble in TROUBLES:
        yield from _trouble(page, components, trouble, by, now)
    for planned in MAINTENANCES:
        yield from _planned(page, components, planned, by, now)
    for blip in BLIPS:
        yield from _blip(components[blip.component], checks[blip.component], blip, now)


def _trouble(
    page: Page, components: dict[str, Component], trouble: Trouble, by: Actor, now: datetime
) -> Iterator[Act]:
    start = now - timedelta(hours=trouble.hours_ago)
    opened: list[Incident] = []

    def declared(said: Said) -> list[tuple[Component, str]]:
        return [(components[key], status) for key, status in said.components.items()]

    def open_it(said: Said, at: datetime) -> None:
        opened.append(
            incidents.incident_open(
                page=page,
                name=trouble.name,
                body=said.text,
                status=said.status,
                components=declared(said),
                by=by,
                now=at,
            )
        )

    def go_on(said: Said, at: datetime) -> None:
        incidents.incident_post_update(
            incident=opened[0],
            body=said.text,
            status=said.status,
            components=declared(said) or None,
            by=by,
            now=at,
        )

    for number, said in enumerate(trouble.said):
        yield start + timedelta(minutes=said.minute), partial(go_on if number else open_it, said)


def _planned(
    page: Page, components: dict[str, Component], planned: Planned, by: Actor, now: datetime
) -> Iterator[Act]:
    # Work begins on the hour or at half past it.
    start = now - timedelta(hours=planned.hours_ago)
    start = start.replace(minute=30 if start.minute >= 30 else 0, second=0, microsecond=0)
    end = start + timedelta(minutes=planned.minutes)
    scheduled: list[Incident] = []

    def schedule(at: datetime) -> None:
        scheduled.append(
            incidents.maintenance_schedule(
                page=page,
                name=planned.name,
                body=planned.text,
                scheduled_for=start,
                scheduled_until=end,
                components=[components[key] for key in planned.components],
                by=by,
                now=at,
            )
        )

    yield start - timedelta(days=planned.announced_days), schedule
    if end < now:
        yield start, lambda at: incidents.maintenance_start(maintenance=scheduled[0], by=by, now=at)
        yield end, lambda at: incidents.maintenance_complete(maintenance=scheduled[0], by=by, now=at)


def _blip(component: Component, check: Check, blip: Blip, now: datetime) -> Iterator[Act]:
    start = now - timedelta(hours=blip.hours_ago)
    yield start, lambda at: _report(component, check, blip.status, at)
    yield start + timedelta(minutes=blip.minutes), lambda at: _report(component, check, "operational", at)


def _report(component: Component, check: Check, status: str, at: datetime) -> None:
    services.claim_set(
        component=component,
        source="check",
        source_uid=check.uid,
        status=status,
        by=Actor(kind="check", uid=check.uid, label=check.name),
        now=at,
    )
