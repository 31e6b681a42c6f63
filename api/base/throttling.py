"""The one throttle of all doors: limits per key and per address, and the headers that tell them.

`RateLimit-Policy` and `RateLimit` are the structured fields of draft-ietf-httpapi-ratelimit-headers: the
policy with its quota and window, and what remains of it until it starts anew.
"""

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from api.base.addresses import client_address
from api.base.faults import Fault
from apikeys import limits
from apikeys.limits import Usage
from apikeys.models import ApiKey


class DoorThrottle(BaseThrottle):
    """Counts the call of a key against the key's limit and then the address's, else the address's alone.

    What a key may not do any more is not counted against its address, so that one client that floods leaves
    the others behind the same address alone.
    """

    def __init__(self) -> None:
        self._usages: list[Usage] = []

    def allow_request(self, request: Request, view: APIView) -> bool:
        address = client_address(request._request)
        key = request.auth
        if not isinstance(key, ApiKey):
            self._usages = [limits.address_usage(address, group="anonymous")]
        else:
            default = getattr(view, "limit_per_minute", None)
            usage = limits.key_usage(
                key,
                default=default,
                door=getattr(view, "door", ""),
                is_rolling=getattr(view, "has_rolling_limit", False),
            )
            self._usages = [usage]
            if not self._usages[0].exceeded:
                self._usages.append(limits.address_usage(address))
        return not any(usage.exceeded for usage in self._usages)

    def wait(self) -> float | None:
        """Seconds until the limit that refused starts anew."""
        return max((usage.reset_seconds for usage in self._usages if usage.exceeded), default=None)

    @property
    def decisive(self) -> Usage:
        """The limit that refused, else the caller's own."""
        return next((usage for usage in self._usages if usage.exceeded), self._usages[0])


def headers_of(usage: Usage) -> dict[str, str]:
    """The two fields for one limit."""
    return {
        "RateLimit-Policy": f'"{usage.policy}";q={usage.limit};w={limits.PERIOD_SECONDS}',
        "RateLimit": f'"{usage.policy}";r={usage.remaining};t={usage.reset_seconds}',
    }


def too_many(usage: Usage) -> Fault:
    """The 429."""
    return Fault(
        429,
        "too_many_requests",
        _("More than %(limit)d requests in a minute. Try again in %(seconds)d seconds.")
        % {"limit": usage.limit, "seconds": usage.reset_seconds},
        headers={**headers_of(usage), "Retry-After": str(usage.reset_seconds)},
    )
