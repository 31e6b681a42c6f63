"""What those are shown who are not let in: a form to sign in, which names nothing of the page."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import translation

from statuspage import links
from statuspage.admission import is_own_host
from statuspage.models import Page
from statuspage.oidc import provider_configured
from statuspage.publishing import keep_private, language_of
from statuspage.selectors.admissions import takes_members
from statuspage.vocabulary import PageVisibility
from web.public.finding import Closed, base_of
from web.public.flying import home_of

View = Callable[..., HttpResponse]

# The addresses of a page that a person reads, below its base. Without dots, so that no path climbs out.
_READ = re.compile(
    r"(?:/?|/history|/subscribe|/(?:incidents|maintenances|components)/[-\w]{1,100})(?:\?[!-\[\]-~]{0,500})?",
    re.ASCII,
)
_LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


def asks_to_sign_in(view: View) -> View:
    """Where the visitor is not let in, a view that people look at leads to the form instead of answering.

    The view finds the page before it looks anything up: what is there and what is not look the same.
    """

    @wraps(view)
    def answer(request: HttpRequest, ref: str = "", **arguments: Any) -> HttpResponse:
        try:
            return view(request, ref=ref, **arguments)
        except Closed as closed:
            return _refusal(request, closed.page, ref)

    return answer


def path_within(base: str, given: str) -> str:
    """An address on the page, below its base, to go on to; empty for every other, whosever it is."""
    inner = given.removeprefix(base)
    return inner if given.startswith(base) and _READ.fullmatch(inner) else ""


def sign_in_page(
    request: HttpRequest, page: Page, base: str, *, path: str = "", status: int = 200, **said: Any
) -> HttpResponse:
    """The form; `path` is where to go on to below `base`, `said` what else it shows."""
    means = ""
    if not page.viewers_must_be_team_members:
        means = {PageVisibility.PASSWORD.value: "password"}.get(page.visibility, "")
        means = "mail" if takes_members(page) else means
    return neutral(
        "sign_in",
        request,
        base,
        status=status,
        means=means,
        path=path,
        **(_provider(request, page, base, path) if means == "mail" else {}),
        **_team(request, page, base, path),
        **said,
    )


def neutral(name: str, request: HttpRequest, base: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """The template `public/<name>.html` in the visitor's language, without anything of the page."""
    language = language_of(request.headers.get("Accept-Language", ""), _LANGUAGES)
    with translation.override(language):
        shared = {"base": base, "language": language, "right_to_left": translation.get_language_bidi()}
        body = render_to_string(f"public/{name}.html", {**shared, **context})
    response = HttpResponse(body, status=status)
    response.headers["Content-Language"] = language
    return in_private(response)


def in_private(response: HttpResponse) -> HttpResponse:
    """The response, kept nowhere and found by no search engine."""
    keep_private(response)
    return response


def _refusal(request: HttpRequest, page: Page, ref: str) -> HttpResponse:
    base = base_of(ref)
    query = request.META.get("QUERY_STRING", "")
    asked = request.path_info + (f"?{query}" if query else "")
    path = path_within(base, asked)
    if request.method in ("GET", "HEAD") and request.path_info.rstrip("/") == base:
        return sign_in_page(request, page, base, path=path)
    wanted = f"?{urlencode({'next': base + path})}" if path else ""
    return in_private(HttpResponseRedirect(f"{base}/sign-in{wanted}"))


def _provider(request: HttpRequest, page: Page, base: str, path: str) -> dict[str, str]:
    """The other way in for members, where the operator configured one."""
    provider = provider_configured()
    if provider is None:
        return {}
    wanted = f"?{urlencode({'next': base + path})}" if path else ""
    return {
        "provider_name": provider.name,
        "provider_url": f"{home_of(request, page, base)}/sign-in/oidc{wanted}",
    }


def _team(request: HttpRequest, page: Page, base: str, path: str) -> dict[str, str]:
    """Where the team signs in. A page's own domain leads there only where nobody else may read the page."""
    login = settings.LOGIN_URL
    if is_own_host(request):
        return {"team_url": f"{login}?{urlencode({'next': f'{base}{path}' or '/'})}"}
    if page.viewers_must_be_team_members:
        return {"team_url": links.public_url(f"{login}?{urlencode({'next': f'/pages/{page.uid}{path}'})}")}
    return {"team_url": ""}
