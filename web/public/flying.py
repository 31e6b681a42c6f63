"""What a browser carries on its way to the identity provider and back.

A visitor sets out from the page's own host and comes back to the one address that the provider knows, which
may be another host. The page's host gives the browser a secret, whose hash goes along, and only who shows the
secret at the end is let in: nobody can be signed in by an address that somebody else sends them. The public
address keeps the rest in a cookie of its own, signed; nothing is stored for those who never come back.
"""

import hashlib
import re
import secrets
from dataclasses import asdict, dataclass
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from statuspage import links
from statuspage.admission import is_own_host
from statuspage.models import Page
from statuspage.oidc import Flight
from web.flights import SECONDS, FlightCookie

BEGIN_PATH = "/accounts/oidc/begin/"
_DEPARTURE_SALT = "web.public.departure"
_FLIGHTS = FlightCookie("candor_oidc", "web.public.flight")
_LONGEST = 4_000
_SECRET = re.compile(r"[-\w]{43}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Departure:
    """Which page somebody set out from, where that is, where on it they want to go, and in which browser."""

    page: str
    home: str
    path: str
    browser: str

    @property
    def address(self) -> str:
        """Where the way to the provider begins."""
        words = signing.dumps(asdict(self), salt=_DEPARTURE_SALT, compress=True)
        return f"{links.public_url(BEGIN_PATH)}?{urlencode({'from': words})}"

    @classmethod
    def read(cls, words: str) -> "Departure | None":
        """The one of an address that we made a short while ago."""
        if len(words) > _LONGEST:
            return None
        try:
            return cls(**signing.loads(words, salt=_DEPARTURE_SALT, max_age=SECONDS))
        except (signing.BadSignature, TypeError, ValueError):
            return None


def home_of(request: HttpRequest, page: Page, base: str) -> str:
    """Where visitors set out and come back to: the page under its own domain, else our public address.

    Never what a request says of its host, which would lead to whatever port somebody names.
    """
    if is_own_host(request):
        return links.public_url(base)
    return f"{urlsplit(settings.CANDOR_PUBLIC_URL).scheme}://{page.domain}{base}"


def browser_secret(request: HttpRequest, page: Page) -> str:
    """What this browser was given before, so that it may set out in several tabs; else something new."""
    given = request.COOKIES.get(_secret_name(page), "")
    return given if _SECRET.fullmatch(given) else secrets.token_urlsafe(32)


def browser_hash(secret: str) -> str:
    """What goes along instead of the secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def browser_shown(request: HttpRequest, page: Page) -> str:
    """The hash of what the browser shows; of something that nobody has, where it shows nothing."""
    return browser_hash(browser_secret(request, page))


def browser_give(
    response: HttpResponseBase, request: HttpRequest, page: Page, base: str, secret: str
) -> None:
    """Have the browser keep its secret, for this page's way back alone."""
    response.set_cookie(
        _secret_name(page),
        secret,
        max_age=SECONDS,
        path=f"{base}/sign-in/oidc",
        secure=request.is_secure() or settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def flight_give(response: HttpResponseBase, flight: Flight, departure: Departure) -> None:
    """Have the browser keep what it must show at the callback."""
    _FLIGHTS.give(response, flight, asdict(departure))


def flight_shown(request: HttpRequest) -> tuple[Flight, Departure] | None:
    """What this browser set out with, for the state that came back."""
    found = _FLIGHTS.shown(request)
    if found is None:
        return None
    try:
        return found[0], Departure(**found[1])
    except TypeError:
        return None


def flight_end(response: HttpResponseBase, flight: Flight) -> None:
    """Nobody comes back twice."""
    _FLIGHTS.end(response, flight)


def _secret_name(page: Page) -> str:
    return f"candor_browser_{page.uid}"
