"""Subscribers, ready to be written out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from web.dashboard.audience.counting import KINDS
from web.dashboard.naming import address_of
from webhooks.models import Subscription
from webhooks.selectors.subscribers import components_of
from webhooks.vocabulary import Scope, SubscriptionState

LOOKS: Mapping[str, str] = {
    SubscriptionState.ACTIVE: "ok",
    SubscriptionState.UNCONFIRMED: "none",
    SubscriptionState.QUARANTINED: "degraded",
    SubscriptionState.UNSUBSCRIBED: "none",
}


@dataclass(frozen=True, slots=True)
class SubscriberRow:
    """What is shown of a subscriber; `ended` is nothing to act on any more."""

    uid: str
    address: str
    kind: str
    state: str
    look: str
    told_of: str
    digest: str
    language: str
    contact: str
    at: datetime
    quarantined_at: datetime | None
    left_at: datetime | None
    was_removed: bool
    error: str
    ended: bool

    @classmethod
    def of(cls, row: Subscription) -> "SubscriberRow":
        """Reads the incident and components that the selector has fetched."""
        return cls(
            uid=row.uid,
            address=address_of(row) or _("(forgotten)"),
            kind=KINDS.get(row.kind, row.kind),
            state=row.get_state_display(),
            look=LOOKS[row.state],
            told_of=told_of_what(row),
            digest=row.get_digest_display() if row.digest else "",
            language=row.language,
            contact=row.contact_email,
            at=row.created_at,
            quarantined_at=row.quarantined_at,
            left_at=row.unsubscribed_at,
            was_removed=row.removed,
            error=row.last_error if row.state == SubscriptionState.QUARANTINED else "",
            ended=row.state == SubscriptionState.UNSUBSCRIBED,
        )


def told_of_what(row: Subscription) -> str:
    """What somebody hears of, in words."""
    if row.scope == Scope.INCIDENT:
        return row.incident.name if row.incident else _("Nothing any more")
    if row.scope == Scope.PAGE:
        return str(Scope.PAGE.label)
    return ", ".join(component.name for component in components_of(row)) or _("Nothing any more")


def digests() -> list[tuple[str, str | Promise]]:
    """How often somebody may want to be told."""
    return [("", _("At once")), ("daily", _("Once a day")), ("weekly", _("Once a week"))]
