"""What of a check's target may be seen by those who cannot change it."""

from typing import Any

from monitoring.models import Check
from monitoring.probes.heartbeat_target import TOLD
from monitoring.services import target_masked, target_shown
from monitoring.vocabulary import CheckKind
from statuspage import links


def shown_target(check: Check, *, with_secrets: bool) -> dict[str, Any]:
    """The target as the API tells it, with a heartbeat's `ping_url` and `ping_email`."""
    target = target_shown(check, secrets=True)
    if check.kind == CheckKind.HEARTBEAT:
        target["ping_url"] = links.ping_url(check)
        target["ping_email"] = links.ping_email(check)
    return target if with_secrets else masked_target(target)


def masked_target(target: dict[str, Any]) -> dict[str, Any]:
    """A target without what may be secret; where to ping is left out."""
    shown = target_masked(target)
    return {**shown, **{name: None for name in TOLD if name in shown}}
