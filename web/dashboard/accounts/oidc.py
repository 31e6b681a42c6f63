"""Signing in to the dashboard at the operator's identity provider.

`statuspage.oidc` goes the way there and back, with state, nonce, PKCE and a verified ID token; allauth then
finds the account and signs in, as it does for a password.
"""

import hashlib
import logging

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialLogin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apikeys.attempts import Attempt
from statuspage import links
from statuspage.oidc import (
    SCOPE_WITH_NAMES,
    Flight,
    Identity,
    Provider,
    ProviderAway,
    ProviderProblem,
    SignInInvalid,
    SignInRefused,
    flight_begin,
    flight_finish,
    provider_configured,
)
from web.dashboard.accounts.elsewhere import provider_id, sign_in_failed
from web.flights import CALLBACK_PATH, FlightCookie

FLIGHTS = FlightCookie("candor_team", "web.dashboard.flight")
_LOST = _("This sign-in took too long, was used already, or began in another browser. Try again.")
_AWAY = _("The service that you sign in with does not answer as it should. Try again in a few minutes.")
_REFUSED = _("You were not signed in: the service that you sign in with said no, or you went back.")
_INVALID = _("You were not signed in: what came back could not be trusted. Try again.")
_TOO_OFTEN = _("That was tried too often. Try again in a few minutes.")
_LONGEST_WAY = 500
_LONGEST_SUBJECT = 191
_logger = logging.getLogger(__name__)


@require_safe
@never_cache
def begin(request: HttpRequest) -> HttpResponse:
    """On to the provider; `next` is where to go on our side afterwards."""
    provider = provider_configured()
    if provider is None:
        raise Http404
    wanted = request.GET.get("next", "")
    if len(wanted) > _LONGEST_WAY or not get_account_adapter(request).is_safe_url(wanted):
        wanted = ""
    try:
        flight, address = flight_begin(
            provider, callback=links.public_url(CALLBACK_PATH), scope=SCOPE_WITH_NAMES
        )
    except ProviderAway as problem:
        return _problem(request, problem)
    response = HttpResponseRedirect(address)
    FLIGHTS.give(response, flight, {"next": wanted})
    return response


@require_safe
@never_cache
def callback(request: HttpRequest) -> HttpResponseBase:
    """Back from the provider, and in."""
    provider, shown = provider_configured(), FLIGHTS.shown(request)
    if provider is None or shown is None:
        return sign_in_failed(request, _LOST, status=400)
    flight, carried = shown
    response = _come_back(request, provider, flight, str(carried.get("next", "")))
    FLIGHTS.end(response, flight)
    return response


def _come_back(request: HttpRequest, provider: Provider, flight: Flight, wanted: str) -> HttpResponseBase:
    attempt = Attempt("oidc:team", request.META.get("REMOTE_ADDR", ""))
    wait = attempt.begin()
    if wait:
        response = sign_in_failed(request, _TOO_OFTEN, status=429)
        response.headers["Retry-After"] = str(wait)
        return response
    answer, address = request.GET.dict(), links.public_url(CALLBACK_PATH)
    try:
        identity = flight_finish(provider, flight, answer=answer, callback=address)
    except SignInInvalid as problem:
        return _problem(request, problem)
    except ProviderProblem as problem:
        attempt.forgive()
        return _problem(request, problem)
    attempt.forgive()
    login = _login_of(request, provider, identity)
    login.state = {"process": "login", "next": wanted}
    answered: HttpResponseBase = complete_social_login(request, login)
    return answered


def _login_of(request: HttpRequest, provider: Provider, identity: Identity) -> SocialLogin:
    """What allauth works with; the address is there only if the provider verified it."""
    told = {
        "sub": _shortened(identity.subject),
        "email": identity.email.lower(),
        "email_verified": bool(identity.email),
        "given_name": identity.first_name,
        "family_name": identity.last_name,
    }
    found = get_adapter(request).get_provider(request, provider_id(provider))
    login: SocialLogin = found.sociallogin_from_response(request, {"userinfo": told})
    return login


def _shortened(subject: str) -> str:
    """What fits allauth's table; a subject may be longer (OpenID Connect Core 1.0, 2)."""
    return subject if len(subject) <= _LONGEST_SUBJECT else hashlib.sha256(subject.encode()).hexdigest()


def _problem(request: HttpRequest, problem: ProviderProblem) -> HttpResponse:
    if isinstance(problem, SignInRefused):
        return sign_in_failed(request, _REFUSED, status=403)
    _logger.warning("nobody was signed in at the identity provider: %s", problem.reason)
    if isinstance(problem, ProviderAway):
        return sign_in_failed(request, _AWAY, status=503)
    return sign_in_failed(request, _INVALID, status=400)
