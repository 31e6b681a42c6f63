"""What of a check's target may be seen by those who cannot change it."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from monitoring.models import Check
from monitoring.probes.trace import MASK
from monitoring.services import target_shown
from monitoring.vocabulary import CheckKind
from statuspage import links


def shown_target(check: Check, *, with_secrets: bool) -> dict[str, Any]:
    """The target as the API tells it, with a heartbeat's `ping_url`."""
    target = target_shown(check, secrets=with_secrets)
    if check.kind == CheckKind.HEARTBEAT:
        return {**target, "ping_url": links.ping_url(check) if with_secrets else None}
    return target if with_secrets else with_masked_query(target)


def with_masked_query(target: dict[str, Any]) -> dict[str, Any]:
    """The target without what follows the path of its address, where services like to put tokens."""
    url = target.get("url")
    if not isinstance(url, str):
        return target
    parts = urlsplit(url)
    hidden = parts._replace(query=MASK if parts.query else "", fragment="")
    return {**target, "url": urlunsplit(hidden)}
