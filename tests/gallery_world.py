"""Run inside an installation that has the page of `manage.py demo`: what its pictures need besides.

The demo page gets readers, a team and open work, `quiet` is a page without anything, and `full` one with more
than anybody would put there. Prints a JSON object of what the paths of pictures name in braces.
"""

import json
import sys
from datetime import datetime, timedelta

from django.utils import timezone

from incidents import services as incidents
from incidents.models import Incident
from monitoring import services as monitoring
from monitoring.models import Check
from monitoring.signals import Signal
from monitoring.vocabulary import PingKind
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Component, Membership, Page
from statuspage.services.invitations import invitation_send
from webhooks.services.subscribers import subscriber_add

BY = Actor.system()
LONG = (
    "the storage of invoices and receipts for customers in all regions that we serve from the second and the "
    "third data centre with replicas of everything for readers far away and a queue that tells whoever asked "
    "to be told of it"
)
FACTS = (
    "We look into it.",
    "Two of five nodes do not answer. The others take their share of the work.",
    "The nodes are back, and we watch them catch up.",
)


def main() -> None:
    now = timezone.now().replace(second=0, microsecond=0)
    page = Page.living.get(slug="demo")
    services.page_update(page=page, changes={"languages": ["en", "de", "ar"]}, by=BY)
    parts = {part.slug: part for part in Component.living.filter(page=page)}
    _told(page, parts)
    _watched(page, now)
    _planned(page, parts, now)
    _people(page)
    draft = incidents.incident_open(
        page=page,
        name="Webhooks wait longer than usual",
        body="Some webhooks leave up to two minutes late.",
        components={parts["webhooks"]: "degraded_performance"},
        draft=True,
        by=BY,
    )
    _quiet(page)
    sys.stdout.write(
        json.dumps(
            {
                "incident": Incident.objects.get(page=page, name="Uploads fail in zone B").uid,
                "draft": draft.uid,
                "check": Check.living.get(page=page, name="Search").uid,
                "day": f"{now - timedelta(days=18):%Y-%m-%d}",
                "full": _full(page, now),
            }
        )
        + "\n"
    )


def _told(page: Page, parts: dict[str, Component]) -> None:
    for number, name in enumerate(("amira", "bo", "chidi", "dana", "emil", "fatou", "goran", "hana", "imre")):
        chosen = [parts["api"], parts["webhooks"]] if number % 3 == 1 else []
        subscriber_add(
            page=page,
            kind="email",
            address=f"{name}@customer-{number + 1}.example",
            scope="components" if chosen else "page",
            components=chosen,
            skip_confirmation=name not in ("emil", "goran"),
            by=BY,
        )


def _watched(page: Page, now: datetime) -> None:
    def heartbeat(name: str, kind: PingKind, minutes: int) -> None:
        check = monitoring.check_create(
            page=page,
            kind="heartbeat",
            name=name,
            target={"period_seconds": 86400, "grace_seconds": 3600},
            tags=["jobs"],
            by=BY,
            now=now - timedelta(days=1),
        )
        at = now - timedelta(minutes=minutes)
        monitoring.ping_record(check=check, signal=Signal(kind=kind), at=at, now=at)

    heartbeat("Nightly backup", PingKind.SUCCESS, 190)
    heartbeat("Invoice run", PingKind.FAIL, 12)


def _planned(page: Page, parts: dict[str, Component], now: datetime) -> None:
    begin = now.replace(hour=2, minute=0)
    for days, hours, name, part in (
        (4, 2, "Database engine update", "managed-databases"),
        (4, 3, "Network work in zone A", "object-storage"),
        (7, 1, "New certificates for sign-in", "sign-in"),
    ):
        start = begin + timedelta(days=days)
        incidents.maintenance_schedule(
            page=page,
            name=name,
            body="We expect no interruption.",
            scheduled_for=start,
            scheduled_until=start + timedelta(hours=hours),
            components=[parts[part]],
            by=BY,
        )


def _people(page: Page) -> None:
    owner = Membership.objects.filter(organization=page.organization).earliest("pk").user
    services.user_update(user=owner, changes={"first_name": "Ada", "last_name": "Fern"}, by=BY)
    for first, last, role in (("Maren", "Holt", "admin"), ("Jonas", "Iversen", "member")):
        services.member_add(
            organization=page.organization,
            email=f"{first.lower()}@fernhill.example",
            first_name=first,
            last_name=last,
            role=role,
            by=BY,
        )
    invitation_send(
        organization=page.organization,
        inviter=owner,
        email="noor@fernhill.example",
        role="member",
        roles={page: ["incident_manager"]},
        by=BY,
    )


def _quiet(beside: Page) -> None:
    page = services.page_create(
        organization=beside.organization, name="Harbour Analytics", slug="quiet", by=BY
    )
    services.page_start_close(page=page, by=BY)


def _full(beside: Page, now: datetime) -> str:
    """200 components with names of forty words, and an incident with 30 updates, whose uid this gives."""
    begun = now - timedelta(days=60)
    page = services.page_create(
        organization=beside.organization, name="Everything Incorporated", slug="full", by=BY, now=begun
    )
    services.page_start_close(page=page, by=BY)
    groups = [
        services.group_create(page=page, name=_name(number, 12), by=BY, now=begun) for number in range(5)
    ]
    made = [
        services.component_create(
            page=page, name=_name(number, 40), group=groups[number // 40], by=BY, now=begun
        )
        for number in range(200)
    ]
    incident = incidents.incident_open(
        page=page,
        name=_name(0, 30),
        body=FACTS[0],
        components=dict.fromkeys(made[:12], "partial_outage"),
        by=BY,
        now=now - timedelta(hours=31),
    )
    for number in range(30):
        incidents.incident_post_update(
            incident=incident, body=FACTS[number % 3], by=BY, now=now - timedelta(hours=30 - number)
        )
    return incident.uid


def _name(number: int, words: int) -> str:
    """So many words, as far as a name may have them, and other ones for each number."""
    chosen = LONG.split()
    turned = [chosen[(number + at) % len(chosen)] for at in range(words)]
    return " ".join([f"{number + 1}:", *turned])[:250].strip()


main()
