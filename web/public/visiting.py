"""Finds the page for views that are between one visitor and the page: their answers are kept nowhere."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from statuspage import links
from statuspage.languages import spoken
from statuspage.models import Page
from statuspage.publishing import keep_private
from statuspage.sight import WHOLE, Sight
from web.public.document import Sheet
from web.public.finding import base_of, language_for, page_at, visit_of
from web.public.preferring import NONE, Preference, preference_of
from web.public.rendering import html
from webhooks.exceptions import SubscriptionNotFound
from webhooks.models import Subscription
from webhooks.selectors.admission import sights_of
from webhooks.tokens import Purpose, token_read

_METHODS = ("GET", "HEAD", "POST")


def of_a_visitor(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Gives the view a sheet of the public page, in the visitor's language.

    Its form holds no token, because it also stands on pages that are the same for everybody; the view guards
    itself (`guarding`).
    """

    @csrf_exempt
    @require_http_methods(_METHODS)
    @wraps(view)
    def answer(request: HttpRequest, ref: str = "") -> HttpResponse:
        visit = visit_of(request, ref)
        if visit is None:
            raise Http404
        language = language_for(request, visit.page)
        with translation.override(spoken(language)):
            sheet = _sheet(visit.page, ref, language, visit.sight, preference_of(request, visit.page))
            response = view(request, sheet)
        return _between_us(response, visit.page, language)

    return answer


def of_a_subscriber(purpose: Purpose) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Gives the view a sheet in the subscriber's language and the subscription that the token names.

    The token is the permission, on pages that are not public too: whoever holds it was sent it, and no other
    site can know it. It stays out of referrers, caches and search engines.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @require_http_methods(_METHODS)
        @wraps(view)
        def answer(request: HttpRequest, token: str, ref: str = "") -> HttpResponse:
            # Mail programs unsubscribe by themselves, from wherever they run.
            page = page_at(request, ref, from_anywhere=purpose == "unsubscribe")
            if page is None:
                raise Http404
            subscription = _named(purpose, page, token)
            if subscription is None and not page.is_open:
                raise Http404
            language = language_for(request, page, preferred=subscription.language if subscription else "")
            with translation.override(spoken(language)):
                sheet = _sheet(page, ref, language, _sight_of(page, subscription))
                response = view(request, sheet, subscription) if subscription else gone(sheet)
            response.headers["Referrer-Policy"] = "no-referrer"
            response.headers["X-Robots-Tag"] = "noindex"
            return _between_us(response, page, language)

        return answer

    return decorate


def gone(sheet: Sheet) -> HttpResponse:
    """The answer to every token that is not good here."""
    return private_page("gone", sheet, status=404)


def private_page(name: str, sheet: Sheet, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page that only whoever holds a token sees."""
    address = links.page_url(sheet.page)
    return html(name, sheet, status=status, canonical=address, kept=False, sealed=True, **context)


def _named(purpose: Purpose, page: Page, token: str) -> Subscription | None:
    try:
        return token_read(purpose, page, token)
    except SubscriptionNotFound:
        return None


def _sight_of(page: Page, subscription: Subscription | None) -> Sight:
    """What the page tells the subscriber by now, whatever it told once."""
    return sights_of(page, [subscription])[subscription.pk] if subscription else WHOLE


def _sheet(page: Page, ref: str, language: str, sight: Sight, preference: Preference = NONE) -> Sheet:
    return Sheet(page, base=base_of(ref), language=language, sight=sight, preference=preference)


def _between_us(response: HttpResponse, page: Page, language: str) -> HttpResponse:
    response.headers["Content-Language"] = language
    response.headers["Cache-Control"] = "private, no-store"
    if not page.is_open:
        keep_private(response)
    return response
