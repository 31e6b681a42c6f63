"""Rows of the list of deliveries, ready to be written out."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from statuspage.models import Event
from web.dashboard.naming import told_of
from webhooks.models import Delivery
from webhooks.selectors.deliveries import Blots
from webhooks.vocabulary import OPEN_STATES, DeliveryState

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
