"""Addresses as people may see them: what lets one in is not shown whole."""

from urllib.parse import urlsplit

from webhooks.models import Subscription

_OPEN_KINDS = frozenset({"email", "sms"})
_SHOWN = 4


def address_masked(subscription: Subscription) -> str:
    """An e-mail address as it is, a URL as scheme, host and last four characters: `https://host/…a1b2`."""
    address = subscription.address
    if not address or subscription.kind in _OPEN_KINDS:
        return address
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return "…"
    if not host:
        return f"…{address[-_SHOWN:]}" if len(address) > 2 * _SHOWN else "…"
    tail = address.partition("//")[2].partition("/")[2]
    shown = tail[-_SHOWN:] if len(tail) > 2 * _SHOWN else ""
    return f"{parts.scheme}://{host}/{'…' + shown if tail else ''}"
