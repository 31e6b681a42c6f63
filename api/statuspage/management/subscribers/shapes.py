"""What subscribers look like in Statuspage's management API."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from api.statuspage.management.subscribers.words import KINDS, MODES
from statuspage.clock import iso_milliseconds
from webhooks.addresses import CHAT_KINDS, address_masked
from webhooks.models import Subscription
from webhooks.selectors.subscribers import components_of
from webhooks.vocabulary import Scope, SubscriptionState


def subscriber_shape(subscription: Subscription) -> dict[str, Any]:
    """One subscriber; `components` is null for whoever is told of everything.

    Addresses of chat services are secrets: instead of a channel's name, which we do not know, stands where
    they lead to. Reads the audience member and prefetched components.
    """
    row = subscription
    return {
        "id": row.uid,
        "skip_confirmation_notification": row.skip_confirmation,
        "mode": MODES[row.kind],
        "email": (row.address if row.kind == "email" else row.contact_email) or None,
        "endpoint": (row.address or None) if row.kind == "webhook" else None,
        "phone_number": None,
        "phone_country": None,
        "display_phone_number": None,
        "obfuscated_channel_name": (address_masked(row.kind, row.address) or None)
        if row.kind in CHAT_KINDS
        else None,
        "workspace_name": None,
        "quarantined_at": _time(row.quarantined_at),
        "purge_at": _time(row.purge_at) if row.state == SubscriptionState.QUARANTINED else None,
        "components": [component.uid for component in components_of(row)]
        if row.scope == Scope.COMPONENTS
        else None,
        "page_access_user_id": row.audience_member.uid if row.audience_member is not None else None,
        "created_at": _time(row.created_at),
    }


def subscribers_shape(subscriptions: Sequence[Subscription]) -> list[dict[str, Any]]:
    """Subscribers as the selectors furnish them, without queries of its own."""
    return [subscriber_shape(row) for row in subscriptions]


def count_shape(
    counts: Mapping[tuple[str, str], int], states: Collection[str], word: str | None
) -> dict[str, int]:
    """How many of each type are in one of these states; with a type the others are 0."""
    return {
        name: sum(counts.get((kind, state), 0) for kind in kinds for state in states)
        if word in (None, name)
        else 0
        for name, kinds in KINDS.items()
    }


def histogram_shape(counts: Mapping[tuple[str, str], int]) -> dict[str, dict[str, int]]:
    """How many of each type are in each state, and in all."""
    found = {}
    for name, kinds in KINDS.items():
        row = {
            state.value: sum(counts.get((kind, state), 0) for kind in kinds)
            for state in (
                SubscriptionState.ACTIVE,
                SubscriptionState.UNCONFIRMED,
                SubscriptionState.QUARANTINED,
            )
        }
        found[name] = {**row, "total": sum(row.values())}
    return found


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else iso_milliseconds(moment)
