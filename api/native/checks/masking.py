"""What of a check's target may be seen by those who cannot change it."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from monitoring.models import Check
from monitoring.probes.trace import MASK, headers_masked
from monitoring.services import target_shown
from monitoring.vocabulary import CheckKind
from statuspage import links

_OPEN_IN_AUTH = frozenset({"type", "username"})


def shown_target(check: Check, *, with_secrets: bool) -> dict[str, Any]:
    """The target as the API tells it, with a heartbeat's `ping_url`."""
    target = target_shown(check, secrets=True)
    if check.kind == CheckKind.HEARTBEAT:
        target["ping_url"] = links.ping_url(check)
    return target if with_secrets else masked_target(target)


def masked_target(target: dict[str, Any]) -> dict[str, Any]:
    """A target without what may be secret.

    Credentials, headers and the body are masked, and so is what follows the path of the address, where
    services like to put tokens; a `ping_url` is left out.
    """
    shown = dict(target)
    if isinstance(shown.get("headers"), dict):
        shown["headers"] = headers_masked(shown["headers"])
    if isinstance(shown.get("auth"), dict):
        shown["auth"] = {
            name: value if name in _OPEN_IN_AUTH else MASK for name, value in shown["auth"].items()
        }
    if shown.get("body"):
        shown["body"] = MASK
    if isinstance(shown.get("url"), str):
        parts = urlsplit(shown["url"])
        shown["url"] = urlunsplit(parts._replace(query=MASK if parts.query else "", fragment=""))
    if "ping_url" in shown:
        shown["ping_url"] = None
    return shown
