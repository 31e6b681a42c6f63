"""Where visitors sign in to a page that is not open: with its password, or by a link that they are mailed."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from apikeys.attempts import Attempt
from statuspage.admission import admit, admitted, asks_who, dismiss, is_password
from statuspage.exceptions import Invalid, NotFound
from statuspage.models import Page
from statuspage.selectors.admissions import admission_link_find, takes_members
from statuspage.services.admissions import admission_link_ask, admission_link_use
from statuspage.validation import clean_email
from statuspage.vocabulary import PageVisibility
from web.public.admitting import in_private, neutral, path_within, sign_in_page
from web.public.finding import base_of, language_for, page_at
from web.public.guarding import asked_too_often, is_foreign

_FOREIGN = _("This form was sent from another site. Open this page anew and try again.")
_WRONG = _("This is not the password.")
_NO_MAIL = _("Enter an e-mail address.")


def of_a_closed_page(*methods: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Gives the view the page, and the path before its own; a page that asks nobody who they are needs none.

    Forms hold no token, as nobody has a session here: what browsers say of where a form stands guards them.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @require_http_methods(methods)
        @wraps(view)
        def answer(request: HttpRequest, ref: str = "", **arguments: str) -> HttpResponse:
            page = page_at(request, ref)
            if page is None:
                raise Http404
            base = base_of(ref)
            if not asks_who(page):
                return in_private(HttpResponseRedirect(f"{base}/"))
            if request.method == "POST" and is_foreign(request):
                return sign_in_page(request, page, base, status=403, problem=_FOREIGN)
            return in_private(view(request, page, base, **arguments))

        return answer

    return decorate


@of_a_closed_page("GET", "HEAD", "POST")
def sign_in(request: HttpRequest, page: Page, base: str) -> HttpResponse:
    """The form that belongs to the page, and what follows from it."""
    given = request.POST if request.method == "POST" else request.GET
    path = path_within(base, given.get("next", ""))
    if request.method == "POST" and page.visibility == PageVisibility.PASSWORD:
        return _with_password(request, page, base, path)
    if request.method == "POST" and takes_members(page):
        return _with_mail(request, page, base, path)
    if admitted(request, page) is not None:
        return neutral("signed_in", request, base, path=path)
    return sign_in_page(request, page, base, path=path)


@of_a_closed_page("GET", "HEAD", "POST")
def sign_in_by_link(request: HttpRequest, page: Page, base: str, token: str) -> HttpResponse:
    """Shows a button, which signs in: programs follow the links in mails before people do."""
    if request.method != "POST":
        link = admission_link_find(page, token)
        if link is None:
            return sign_in_page(request, page, base, status=404, gone=True)
        return neutral("sign_in_by_link", request, base)
    try:
        link = admission_link_use(page=page, token=token)
    except NotFound:
        return sign_in_page(request, page, base, status=404, gone=True)
    response = _onward(base, path_within("", link.path))
    admit(response, request, page, base=base, member=link.member)
    return response


@of_a_closed_page("POST")
def sign_out(request: HttpRequest, page: Page, base: str) -> HttpResponse:
    """Ends what signing in began; the team's own session is ended in the dashboard."""
    response = HttpResponseRedirect(f"{base}/sign-in")
    dismiss(response, page, base=base)
    return response


def _with_password(request: HttpRequest, page: Page, base: str, path: str) -> HttpResponse:
    if page.viewers_must_be_team_members:
        return sign_in_page(request, page, base, path=path)
    attempt = Attempt(f"page:{page.uid}", request.META.get("REMOTE_ADDR", ""))
    wait = attempt.begin()
    if wait:
        return _wait(request, page, base, path, wait)
    if not is_password(page, request.POST.get("password", "")):
        return sign_in_page(request, page, base, path=path, status=403, problem=_WRONG)
    attempt.forgive()
    response = _onward(base, path)
    admit(response, request, page, base=base)
    return response


def _with_mail(request: HttpRequest, page: Page, base: str, path: str) -> HttpResponse:
    typed = request.POST.get("email", "")
    wait = asked_too_often(request.META.get("REMOTE_ADDR", ""), group="public.sign_in")
    if wait:
        return _wait(request, page, base, path, wait)
    try:
        email = clean_email(typed.strip())
    except Invalid:
        return sign_in_page(request, page, base, path=path, status=422, problem=_NO_MAIL, email=typed[:254])
    language = language_for(request, page)
    admission_link_ask(page=page, email=email, language=language, path=path)
    return neutral("sign_in_sent", request, base)


def _wait(request: HttpRequest, page: Page, base: str, path: str, wait: int) -> HttpResponse:
    response = sign_in_page(request, page, base, path=path, status=429, minutes=-(-wait // 60))
    response.headers["Retry-After"] = str(wait)
    return response


def _onward(base: str, path: str) -> HttpResponse:
    return HttpResponseRedirect(f"{base}{path}" or "/")
