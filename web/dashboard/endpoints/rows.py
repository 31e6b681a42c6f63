"""Rows of the lists of webhooks and alert channels, ready to be written out."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from web.dashboard.naming import address_of, told_of
from webhooks.addresses import address_masked
from webhooks.models import Subscription
from webhooks.selectors.deliveries import Blots
from webhooks.transports.registry import TRANSPORTS
from webhooks.vocabulary import Audience, SubscriptionState


@dataclass(frozen=True, slots=True)
class EndpointRow:
    """What is shown of a webhook or an alert channel."""

    uid: str
    name: str
    detail: str
    state: str
    look: str
    enabled: bool
    delivered_at: datetime | None
    error: str
    checks: int
    url: str
    test_url: str

    @classmethod
    def of(cls, row: Subscription, *, test_url: str, blots: Blots, url: str = "") -> "EndpointRow":
        """Of a row of `channels_counted` with the number of its checks."""
        enabled = row.enabled and row.state == SubscriptionState.ACTIVE
        if not enabled:
            state, look = _("Disabled"), "major" if row.disabled_reason else "none"
        elif row.failing_since is not None:
            state, look = _("Failing"), "degraded"
        else:
            state, look = _("Enabled"), "ok"
        error = row.disabled_reason or row.last_error
        return cls(
            uid=row.uid,
            name=told_of(row),
            detail=_detail(row),
            state=state,
            look=look,
            enabled=enabled,
            delivered_at=row.last_delivered_at,
            error=blots.blot(error, row),
            checks=getattr(row, "checks_heard", 0),
            url=url,
            test_url=test_url,
        )


def _detail(row: Subscription) -> str:
    """What a webhook hears of or what kind of channel it is, with where it leads unless that is its name."""
    if row.audience == Audience.MACHINE:
        where = "" if told_of(row) == address_of(row) else f"{address_of(row)} · "
        return f"{where}{', '.join(row.events)}"
    label = str(TRANSPORTS[row.kind].label) if row.kind in TRANSPORTS else row.kind
    server = row.config.get("server") or row.config.get("homeserver") or ""
    where = address_of(row) or address_masked(row.kind, server) or row.address_host
    return f"{label} · {where}" if where else label
