"""The journal, those who want to hear of it, and what was sent to them."""

from collections.abc import Sequence
from datetime import timedelta

from monitoring.models import (
    Check,
)
from statuspage.models import (
    Component,
    Event,
)
from tests.crowd.ground import BATCH, Ground
from webhooks.models import Attempt, ChannelAssignment, Delivery, DeliveryItem, Letter, Subscription


def events_laid(on: Ground) -> list[Event]:
    """Changes of the named component and of the named incident."""
    page, sequence = on.page, on.page.sequence
    subjects = (("component", on.names["component"]), ("incident", on.names["incident"]))
    rows = Event.objects.bulk_create(
        (
            Event(
                organization=page.organization,
                page=page,
                page_uid=page.uid,
                sequence=sequence + n + 1,
                kind=f"{subjects[n % 2][0]}.updated",
                at=on.ago(minutes=on.sizes.events - n),
                subject_kind=subjects[n % 2][0],
                subject_uid=subjects[n % 2][1],
                subject_label=f"Service {word}",
                actor_kind="user",
                actor_label="Ada",
                before={"name": "Before", "description": "As it was."},
                after={"name": f"After {word}", "description": "As it is."},
                dispatched_at=on.now,
            )
            for n, word in on.words(on.sizes.events)
        ),
        BATCH,
    )
    page.sequence += on.sizes.events
    page.save(update_fields=["sequence"])
    return rows


def subscriptions_laid(
    on: Ground, components: Sequence[Component], checks: Sequence[Check]
) -> list[Subscription]:
    """Visitors of the page and of components, the team's channels with all checks, and webhooks."""
    states = ("active", "active", "active", "unconfirmed", "quarantined", "unsubscribed")
    visitors = Subscription.objects.bulk_create(
        (
            Subscription(
                page=on.page,
                audience="visitor",
                kind="email",
                address=f"v{word}@visitors.example",
                address_key=f"v{word}@visitors.example",
                state=states[n % 6],
                scope="components" if n % 3 == 1 else "page",
                confirmed_at=on.now,
            )
            for n, word in on.words(on.sizes.subscribers)
        ),
        BATCH,
    )
    through = Subscription.components.through
    through.objects.bulk_create(
        (
            through(subscription=row, component=component)
            for row in visitors
            if row.scope == "components"
            for component in components[:3]
        ),
        BATCH,
    )
    team = Subscription.objects.bulk_create(
        Subscription(
            page=on.page,
            audience=audience,
            kind=kind,
            name=f"{kind} {word}",
            address=address.format(word),
            state="active",
        )
        for audience, kind, address in (
            ("channel", "email", "oncall{}@acme.example"),
            ("machine", "webhook", "https://hooks.example.com/{}"),
        )
        for _n, word in on.words(on.sizes.few)
    )
    channels = [
        *Subscription.objects.filter(uid=on.names["channel"]),
        *[row for row in team if row.audience == "channel"],
    ]
    ChannelAssignment.objects.bulk_create(
        (
            ChannelAssignment(subscription=row, check_row=check)
            for n, row in enumerate(channels)
            for check in ((*checks, *_named_checks(on)) if n == 0 else checks[:3])
        ),
        BATCH,
        ignore_conflicts=True,
    )
    return [*team, *visitors]


def deliveries_laid(on: Ground, told: Sequence[Subscription], events: Sequence[Event]) -> None:
    """Of everybody in turn, the named ones included, with an attempt each."""
    of = ("webhook", "channel", "subscriber")
    named = list(Subscription.objects.filter(uid__in=[on.names[word] for word in of]))
    everybody = [*named, *told[:30], *named]
    letter = Letter.objects.create(page=on.page, body=b'{"type": "component.updated"}')
    states = ("delivered", "delivered", "delivered", "parked", "canceled", "retrying")
    rows = Delivery.objects.bulk_create(
        (
            Delivery(
                page=on.page,
                subscription=everybody[n % len(everybody)],
                letter=letter,
                dedupe_key=f"crowd:{word}",
                state=states[n % 6],
                tries=1,
                next_attempt_at=on.now + timedelta(days=1) if n % 6 == 5 else None,
                finished_at=on.ago(minutes=n % 900) if n % 6 < 3 else None,
                created_at=on.ago(minutes=n),
            )
            for n, word in on.words(on.sizes.deliveries)
        ),
        BATCH,
    )
    Attempt.objects.bulk_create(
        (Attempt(delivery=row, number=1, at=row.created_at, status=500, duration_ms=20) for row in rows),
        BATCH,
    )
    DeliveryItem.objects.bulk_create(
        (DeliveryItem(delivery=row, event=events[n % len(events)]) for n, row in enumerate(rows)),
        BATCH,
    )
    shown = Delivery.objects.get(uid=on.names["delivery"])
    DeliveryItem.objects.bulk_create(
        DeliveryItem(delivery=shown, event=event) for event in events[: on.sizes.few]
    )
    tried = Attempt.objects.filter(delivery=shown).count()
    Attempt.objects.bulk_create(
        Attempt(delivery=shown, number=20 + tried + n, at=on.now, status=500, duration_ms=20)
        for n in range(min(on.sizes.few, 50))
    )


def _named_checks(on: Ground) -> list[Check]:
    return list(Check.objects.filter(uid__in=[on.names["check"], on.names["heartbeat"]]))
