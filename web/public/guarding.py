"""What protects forms on pages that are the same for everybody, and so hold no token: origin and rate."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.http.request import split_domain_port
from django_ratelimit.core import get_usage

from apikeys.limits import network_of

ASKS = 10
ASKS_SECONDS = 600


def is_foreign(request: HttpRequest) -> bool:
    """Whether a browser sent this form from another site.

    Without an `Origin` to compare, what the browser says of itself counts (Fetch Metadata). What says neither
    is no browser that could be misled into sending something; `null` is said by a browser that hides where
    the form stands.
    """
    origin = request.headers.get("Origin", "")
    if origin and origin != "null":
        return not _is_at(origin, request.get_host())
    unsaid = "" if origin else "none"
    return request.headers.get("Sec-Fetch-Site", unsaid) not in ("same-origin", "none")


def asked_too_often(
    address: str, *, group: str = "public.subscribe", rate: tuple[int, int] = (ASKS, ASKS_SECONDS)
) -> int:
    """Count a form sent from a network address: 0, or after how many seconds it may be sent again.

    Forms of each `group` are counted apart; `rate` is how many in how many seconds.
    """
    usage = get_usage(
        None,
        group=group,
        key=lambda group, request: network_of(address),
        rate=rate,
        increment=True,
    )
    # Nothing is counted where an operator switched limits off.
    if usage is None or not usage["should_limit"]:
        return 0
    return min(max(int(usage["time_left"]) + 1, 1), rate[1])


def _is_at(origin: str, host: str) -> bool:
    """Whether an origin is that of a host. A proxy may leave out the port: it counts where both name one."""
    name, port = split_domain_port(host)
    try:
        parts = urlsplit(origin)
        theirs = str(parts.port) if parts.port is not None else ""
    except ValueError:
        return False
    return parts.hostname == name.strip("[]") and (not port or not theirs or port == theirs)
