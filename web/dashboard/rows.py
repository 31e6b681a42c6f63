"""Rows of the dashboard's tables, ready to be written out."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from statuspage.models import Event
from webhooks.addresses import address_masked
from webhooks.models import Delivery, Subscription
from webhooks.selectors.deliveries import Blots
from webhooks.transports.registry import TRANSPORTS
from webhooks.vocabulary import OPEN_STATES, Audience, DeliveryState, SubscriptionState

_LOOKS = {
    DeliveryState.PENDING: "none",
    DeliveryState.RETRYING: "degraded",
    DeliveryState.DELIVERED: "ok",
    DeliveryState.PARKED: "major",
    DeliveryState.CANCELED: "none",
}


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """What is shown of a delivery; `again`: it is finished, so it can be sent once more."""

    uid: str
    state: str
    look: str
    subject: str
    kind: str
    audience: str
    to: str
    at: datetime
    next: datetime | None
    tries: int
    error: str
    again: bool

    @classmethod
    def of(cls, row: Delivery, *, blots: Blots) -> "DeliveryRow":
        """Reads the subscription, items and attempts that the selector has fetched."""
        attempts = list(row.attempts.all())
        error = attempts[-1].error if attempts and row.state != DeliveryState.DELIVERED else ""
        return cls(
            uid=row.uid,
            state=row.get_state_display(),
            look=_LOOKS[DeliveryState(row.state)],
            subject=subject_of(row),
            kind=row.get_kind_display(),
            audience=row.subscription.get_audience_display(),
            to=told_of(row.subscription),
            at=row.created_at,
            next=row.next_attempt_at if row.state in OPEN_STATES else None,
            tries=row.tries,
            error=blots.blot(error, row.subscription),
            again=row.state not in OPEN_STATES,
        )


@dataclass(frozen=True, slots=True)
class EndpointRow:
    """What is shown of a webhook or an alert channel."""

    name: str
    detail: str
    state: str
    look: str
    enabled: bool
    delivered_at: datetime | None
    error: str
    test_url: str

    @classmethod
    def of(cls, row: Subscription, *, test_url: str, blots: Blots) -> "EndpointRow":
        enabled = row.enabled and row.state == SubscriptionState.ACTIVE
        if not enabled:
            state, look = _("Disabled"), "major" if row.disabled_reason else "none"
        elif row.failing_since is not None:
            state, look = _("Failing"), "degraded"
        else:
            state, look = _("Enabled"), "ok"
        error = row.disabled_reason or row.last_error
        return cls(
            name=told_of(row),
            detail=_detail(row),
            state=state,
            look=look,
            enabled=enabled,
            delivered_at=row.last_delivered_at,
            error=blots.blot(error, row),
            test_url=test_url,
        )


def subject_of(row: Delivery) -> str:
    """What a delivery tells, in a line."""
    told: list[Event] = [item.event for item in row.items.all()]
    if not told:
        return str(row.get_kind_display())
    first = f"{told[0].kind}: {told[0].subject_label}"
    return (
        first
        if len(told) == 1
        else _("%(first)s and %(more)d more")
        % {
            "first": first,
            "more": len(told) - 1,
        }
    )


def told_of(row: Subscription) -> str:
    """Who is told: by the name or description that the team gave, else by an address without its secrets."""
    return row.name or row.description.partition("\n")[0].strip() or address_of(row)


def address_of(row: Subscription) -> str:
    """A mailbox as it is, since the team writes to it too; anything else without what lets one in."""
    return row.address if row.kind == "email" else address_masked(row.kind, row.address)


def _detail(row: Subscription) -> str:
    """What a webhook hears of or what kind of channel it is, with where it leads unless that is its name."""
    if row.audience == Audience.MACHINE:
        where = "" if told_of(row) == address_of(row) else f"{address_of(row)} · "
        return f"{where}{', '.join(row.events)}"
    label = str(TRANSPORTS[row.kind].label) if row.kind in TRANSPORTS else row.kind
    server = row.config.get("server") or row.config.get("homeserver") or ""
    where = address_of(row) or address_masked(row.kind, server) or row.address_host
    return f"{label} · {where}" if where else label
