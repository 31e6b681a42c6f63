"""What a browser carries on its way to the identity provider and back, signed; nothing is stored here.

Each way has a cookie of its own, so that several tabs do not take away each other's.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from statuspage.oidc import Flight

SECONDS = 600
"""How long somebody may take at the provider."""
CALLBACK_PATH = "/accounts/oidc/callback/"
"""The one address that the provider knows, for visitors of restricted pages and for the team."""
_LONGEST = 4_000
_STATE = re.compile(r"[-\w]{43}", re.ASCII)


@dataclass(frozen=True, slots=True)
class FlightCookie:
    """The cookies of one kind of sign-in, whose names begin with `prefix`; `salt` keeps kinds apart."""

    prefix: str
    salt: str

    def give(self, response: HttpResponseBase, flight: Flight, carried: Mapping[str, Any]) -> None:
        """Have the browser keep what it must show at the callback, and what we want to know again there."""
        response.set_cookie(
            self._name(flight.state),
            signing.dumps(
                {"flight": asdict(flight), "carried": dict(carried)}, salt=self.salt, compress=True
            ),
            max_age=SECONDS,
            path=CALLBACK_PATH,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )

    def shown(self, request: HttpRequest) -> tuple[Flight, dict[str, Any]] | None:
        """What this browser set out with, for the state that came back."""
        state = request.GET.get("state", "")
        if not _STATE.fullmatch(state):
            return None
        given = request.COOKIES.get(self._name(state), "")
        if not given or len(given) > _LONGEST:
            return None
        try:
            values = signing.loads(given, salt=self.salt, max_age=SECONDS)
            flight, carried = Flight(**values["flight"]), dict(values["carried"])
        except (signing.BadSignature, KeyError, TypeError, ValueError):
            return None
        return (flight, carried) if flight.state == state else None

    def end(self, response: HttpResponseBase, flight: Flight) -> None:
        """Nobody comes back twice."""
        response.delete_cookie(self._name(flight.state), path=CALLBACK_PATH, samesite="Lax")

    def _name(self, state: str) -> str:
        return f"{self.prefix}_{state[:12]}"
