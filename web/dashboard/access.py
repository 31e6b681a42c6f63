"""Who may see and do what in the dashboard."""

from collections.abc import Callable
from functools import wraps
from operator import attrgetter
from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from apikeys.refusals import refusal_note
from statuspage.actor import Actor
from statuspage.models import Organization, Page, User
from statuspage.selectors import Rights, rights_on

View = Callable[..., HttpResponse]
Need = Callable[[Rights], bool]

CONFIGURING: Need = attrgetter("configures")
INCIDENTS: Need = attrgetter("manages_incidents")
MAINTENANCE: Need = attrgetter("manages_maintenance")
TEAM: Need = attrgetter("runs_pages")

_SAFE = ("GET", "HEAD", "OPTIONS")


class PageRequest(HttpRequest):
    """A request of somebody who reaches the page named in its address, with what they may do there."""

    rights: Rights
    organization: Organization


def of_a_page(*, needs: Need | None = None, acts: Need | None = None) -> Callable[[View], View]:
    """Gives a view the page named in its address, for people who reach it.

    For everyone else it answers as if it were not there. `needs`: only for those who may do this; `acts`: all
    may look, and only those may send something. Who may not gets 403, and the journal tells what was tried.
    """

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def answer(request: HttpRequest, ref: str, **arguments: str) -> HttpResponse:
            page = Page.living.filter(slug=ref).select_related("organization").first()
            rights = rights_on(user_of(request), page) if page else None
            if page is None or rights is None:
                raise Http404
            is_act = request.method not in _SAFE
            if (needs and not needs(rights)) or (acts and is_act and not acts(rights)):
                if is_act:
                    refused_note(request, page.organization)
                raise PermissionDenied
            asked = cast("PageRequest", request)
            asked.rights = rights
            asked.organization = page.organization
            return view(asked, page, **arguments)

        return answer

    return decorate


def operators_only(view: View) -> View:
    """For those who run the installation; everyone else gets 404."""

    @login_required
    @wraps(view)
    def answer(request: HttpRequest, **arguments: str) -> HttpResponse:
        if not user_of(request).is_staff:
            raise Http404
        return view(request, **arguments)

    return answer


def refused_note(request: HttpRequest, organization: Organization, code: str = "missing_role") -> None:
    """Tell the journal that whoever is signed in tried what they may not."""
    refusal_note(
        user=user_of(request), organization=organization, path=request.path, by=actor_of(request), code=code
    )


def actor_of(request: HttpRequest) -> Actor:
    """The person who is signed in, as the journal names them."""
    return Actor.for_user(user_of(request), request.META.get("REMOTE_ADDR", ""))


def user_of(request: HttpRequest) -> User:
    """Whoever is signed in; for nobody it answers 404."""
    user = request.user
    if not isinstance(user, User):
        raise Http404
    return user
