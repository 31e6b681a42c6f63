"""Where members of a restricted page sign in at the operator's identity provider.

They become no user of ours and get no session: all that it opens is the page that they set out from.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from apikeys.attempts import Attempt
from statuspage import links
from statuspage.actor import Actor
from statuspage.admission import admit
from statuspage.admission_tokens import admission_token
from statuspage.exceptions import Conflict, NotFound
from statuspage.models import Page
from statuspage.oidc import (
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
from statuspage.selectors.admissions import takes_members
from statuspage.services.admissions import admission_link_create, admission_link_use
from statuspage.services.audience_logins import audience_member_recognise
from web.flights import CALLBACK_PATH
from web.public.admitting import in_private, neutral, path_within
from web.public.flying import (
    Departure,
    browser_give,
    browser_hash,
    browser_secret,
    browser_shown,
    flight_end,
    flight_give,
    flight_shown,
    home_of,
)
from web.public.signing_in import of_a_closed_page

LINK_LIVES = timedelta(minutes=1)
"""The browser follows it at once."""
_LOST = _(
    "This sign-in took too long, was used already, or began in another browser. Open the page that you want "
    "to read and sign in again."
)
_AWAY = _("The service that you sign in with does not answer as it should. Try again in a few minutes.")
_REFUSED = _("You were not signed in: the service that you sign in with said no, or you went back.")
_INVALID = _("You were not signed in: what came back could not be trusted. Try again.")
_TOO_OFTEN = _("That was tried too often. Try again in a few minutes.")
_STRANGER = _("You are not among those who may see this page.")
_logger = logging.getLogger(__name__)


def with_a_provider(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Gives the view the provider. Without one there is nothing here."""

    @wraps(view)
    def answer(request: HttpRequest, *given: object, **named: object) -> HttpResponse:
        provider = provider_configured()
        if provider is None:
            raise Http404
        return view(request, provider, *given, **named)

    return answer


@of_a_closed_page("GET")
@with_a_provider
def set_out(request: HttpRequest, provider: Provider, page: Page, base: str) -> HttpResponse:
    """From the page's host by way of our public address to the provider."""
    if not takes_members(page):
        raise Http404
    path = path_within(base, request.GET.get("next", ""))
    secret = browser_secret(request, page)
    departure = Departure(
        page=page.uid, home=home_of(request, page, base), path=path, browser=browser_hash(secret)
    )
    response = HttpResponseRedirect(departure.address)
    browser_give(response, request, page, base, secret)
    return response


@csrf_exempt
@require_http_methods(["GET"])
@with_a_provider
def begin(request: HttpRequest, provider: Provider) -> HttpResponse:
    """On to the provider."""
    departure = Departure.read(request.GET.get("from", ""))
    if departure is None:
        return _failed(request, _LOST, status=400)
    try:
        flight, address = flight_begin(provider, callback=links.public_url(CALLBACK_PATH))
    except ProviderAway as problem:
        return _problem(request, problem, departure)
    response = in_private(HttpResponseRedirect(address))
    flight_give(response, flight, departure)
    return response


@csrf_exempt
@require_http_methods(["GET"])
@with_a_provider
def callback(request: HttpRequest, provider: Provider) -> HttpResponse:
    """Back from the provider, and with a link that lets in once to the page."""
    shown = flight_shown(request)
    if shown is None:
        return _failed(request, _LOST, status=400)
    flight, departure = shown
    response = in_private(_come_back(request, provider, flight, departure))
    flight_end(response, flight)
    return response


@of_a_closed_page("GET")
def arrive(request: HttpRequest, page: Page, base: str, token: str) -> HttpResponse:
    """Let in the browser that set out."""
    try:
        link = admission_link_use(page=page, token=token, browser=browser_shown(request, page))
    except NotFound:
        return _failed(request, _LOST, status=400, again=f"{base}/sign-in")
    response = HttpResponseRedirect(f"{base}{path_within('', link.path)}" or "/")
    admit(response, request, page, base=base, member=link.member)
    return response


def _come_back(
    request: HttpRequest, provider: Provider, flight: Flight, departure: Departure
) -> HttpResponse:
    page = Page.living.filter(uid=departure.page).first()
    if page is None or not takes_members(page):
        return _failed(request, _LOST, status=400)
    attempt = Attempt(f"oidc:{page.uid}", request.META.get("REMOTE_ADDR", ""))
    wait = attempt.begin()
    if wait:
        response = _failed(request, _TOO_OFTEN, departure, status=429)
        response.headers["Retry-After"] = str(wait)
        return response
    answer, address = request.GET.dict(), links.public_url(CALLBACK_PATH)
    try:
        identity = flight_finish(provider, flight, answer=answer, callback=address)
    except SignInInvalid as problem:
        return _problem(request, problem, departure)
    except ProviderProblem as problem:
        attempt.forgive()
        return _problem(request, problem, departure)
    attempt.forgive()
    return _known(request, page, departure, identity)


def _known(request: HttpRequest, page: Page, departure: Departure, identity: Identity) -> HttpResponse:
    by = Actor.for_visitor(request.META.get("REMOTE_ADDR", ""))
    try:
        member = audience_member_recognise(page=page, login=identity.subject, email=identity.email, by=by)
    except (NotFound, Conflict):
        return _failed(request, _STRANGER, departure, status=403, subject=identity.subject)
    link = admission_link_create(
        member=member, path=departure.path, browser=departure.browser, lives=LINK_LIVES
    )
    return HttpResponseRedirect(f"{departure.home}/sign-in/oidc/{admission_token(link)}")


def _problem(request: HttpRequest, problem: ProviderProblem, departure: Departure) -> HttpResponse:
    if isinstance(problem, SignInRefused):
        return _failed(request, _REFUSED, departure, status=403)
    _logger.warning("nobody was signed in at the identity provider: %s", problem.reason)
    if isinstance(problem, ProviderAway):
        return _failed(request, _AWAY, departure, status=503)
    return _failed(request, _INVALID, departure, status=400)


def _failed(
    request: HttpRequest,
    said: str | Promise,
    departure: Departure | None = None,
    *,
    status: int,
    again: str = "",
    subject: str = "",
) -> HttpResponse:
    """A page that names nothing of the one that somebody set out from, but leads back to its form."""
    back = f"{departure.home}/sign-in" if departure else again
    return neutral("sign_in_failed", request, "", status=status, said=said, again=back, subject=subject)
