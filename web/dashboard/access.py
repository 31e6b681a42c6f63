"""Who may see and do what in the dashboard."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from statuspage.actor import Actor
from statuspage.models import Membership, Page, PageRole, User
from statuspage.vocabulary import MembershipRole

View = Callable[..., HttpResponse]

_RUNS_PAGES = (MembershipRole.OWNER, MembershipRole.ADMIN)


def of_a_page(*, acts: bool = False) -> Callable[[View], View]:
    """Gives a view the page named in its address, for people of the page's organization.

    A page of another organization answers as if it were not there. `acts`: only for those who may configure
    the page (owners, admins, and whoever has that role on the page); everyone else gets 403.
    """

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def answer(request: HttpRequest, ref: str, **arguments: str) -> HttpResponse:
            page, membership = _page_and_membership(request, ref)
            if acts and not may_configure(membership, page):
                raise PermissionDenied
            return view(request, page, **arguments)

        return answer

    return decorate


def operators_only(view: View) -> View:
    """For those who run the installation; everyone else gets 404."""

    @login_required
    @wraps(view)
    def answer(request: HttpRequest, **arguments: str) -> HttpResponse:
        if not _user(request).is_staff:
            raise Http404
        return view(request, **arguments)

    return answer


def may_act(request: HttpRequest, page: Page) -> bool:
    """Whether the person who is signed in may configure the page."""
    membership = Membership.objects.filter(user=_user(request), organization=page.organization_id).first()
    return membership is not None and may_configure(membership, page)


def may_configure(membership: Membership, page: Page) -> bool:
    """Whether the person may change how the page works and whom it tells."""
    return (
        membership.role in _RUNS_PAGES
        or PageRole.objects.filter(membership=membership, page=page, page_configuration=True).exists()
    )


def actor_of(request: HttpRequest) -> Actor:
    """The person who is signed in, as the journal names them."""
    return Actor.for_user(_user(request), request.META.get("REMOTE_ADDR", ""))


def _page_and_membership(request: HttpRequest, ref: str) -> tuple[Page, Membership]:
    page = Page.living.filter(slug=ref).select_related("organization").first()
    if page is None:
        raise Http404
    membership = Membership.objects.filter(user=_user(request), organization=page.organization).first()
    if membership is None:
        raise Http404
    return page, membership


def _user(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User):
        raise Http404
    return user
