"""Who is let in to a page, and what they see there."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core import signing
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from statuspage.exceptions import NotFound
from statuspage.models import AudienceMember, Page, User
from statuspage.networks import is_within
from statuspage.selectors import page_at, team_of
from statuspage.selectors.audience import sight_of_member
from statuspage.sight import WHOLE, Sight
from statuspage.vocabulary import PageVisibility

PASSWORD_SECONDS = 30 * 86_400
"""How long whoever knew the password is let in without giving it again."""
MEMBER_SECONDS = 7 * 86_400
"""The same for a member of the audience who signed in."""
_SALT = "statuspage.admission"
_LONGEST = 1_000


def admitted(request: HttpRequest, page: Page) -> Sight | None:
    """What whoever sends the request sees of the page; None for those who are not let in.

    On our own host the page's team sees all of it. Everybody else is let in by a cookie of `admit`.
    """
    if page.is_open:
        return WHOLE
    if not is_near(request, page):
        return None
    if not asks_who(page):
        return WHOLE
    if is_of_the_team(request, page):
        return WHOLE
    if page.viewers_must_be_team_members:
        return None
    return _by_ticket(request, page)


def page_asked_for(request: HttpRequest, ref: str = "") -> Page:
    """The page at the host and path of a request, whoever sends it. Raises `NotFound`.

    For those who are elsewhere than it may be read from, it is as unknown as a page that there is not: both
    look who is signed in, as a page that is not open does, so that no header tells them apart.
    """
    try:
        page = page_at(request.get_host(), ref)
    except NotFound:
        person_of(request)
        raise
    if not is_near(request, page):
        person_of(request)
        raise NotFound(_("There is no such page."))
    return page


def asks_who(page: Page) -> bool:
    """Whether the page lets in by who somebody is or what they know, and not only by where they are."""
    return page.visibility != PageVisibility.PUBLIC or page.viewers_must_be_team_members


def is_near(request: HttpRequest, page: Page) -> bool:
    """Whether the request comes from where the page may be read; for everybody else it does not exist."""
    return not page.ip_restrictions or is_within(request.META.get("REMOTE_ADDR", ""), page.ip_restrictions)


def is_of_the_team(request: HttpRequest, page: Page) -> bool:
    """Whether a person is signed in on our own host who reaches the page in the dashboard."""
    user = person_of(request)
    return user is not None and team_of(page).filter(user=user).exists()


def person_of(request: HttpRequest) -> User | None:
    """The person who is signed in; asks no database, and leaves no trace, where no session is shown."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not is_own_host(request):
        return None
    return request.user if isinstance(request.user, User) else None


def is_own_host(request: HttpRequest) -> bool:
    """Whether people can sign in under the host that was asked, as they cannot under a page's own domain."""
    return split_domain_port(request.get_host())[0].strip("[]").rstrip(".") in settings.CANDOR_HOSTS


def is_password(page: Page, given: str) -> bool:
    """Whether a password lets in to the page; takes as long for a wrong one."""
    if page.visibility != PageVisibility.PASSWORD:
        return False
    # Stored without space around it.
    return check_password(given.strip(), page.password_hash)


def admit(
    response: HttpResponseBase,
    request: HttpRequest,
    page: Page,
    *,
    base: str,
    member: AudienceMember | None = None,
) -> None:
    """Let whoever gets the response in to the page, below `base`: as a member, or for knowing the password.

    It ends with the next change of who is let in; a member's also with the member, or their address.
    """
    ticket = signing.dumps(_Ticket.for_now(page, member).values, salt=_SALT)
    response.set_cookie(
        cookie_name(page),
        ticket,
        max_age=PASSWORD_SECONDS if member is None else MEMBER_SECONDS,
        path=base or "/",
        secure=request.is_secure() or settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def dismiss(response: HttpResponseBase, page: Page, *, base: str) -> None:
    """Take back what `admit` gave."""
    response.delete_cookie(cookie_name(page), path=base or "/", samesite="Lax")


def cookie_name(page: Page) -> str:
    """One for each page, so that somebody can be let in to several on one host."""
    return f"candor_page_{page.uid}"


@dataclass(frozen=True, slots=True)
class _Ticket:
    """What a cookie says: the page, the state of its doors, and the member if there is one."""

    page: str
    version: int
    member: str = ""
    mark: str = ""

    @classmethod
    def for_now(cls, page: Page, member: AudienceMember | None) -> "_Ticket":
        if member is None:
            return cls(page.uid, page.password_version)
        return cls(page.uid, page.password_version, member.uid, _mark_of(member))

    @classmethod
    def read(cls, request: HttpRequest, page: Page) -> "_Ticket | None":
        """The ticket that the request shows, if we gave it for this page and its present doors."""
        given = request.COOKIES.get(cookie_name(page), "")
        if not given or len(given) > _LONGEST:
            return None
        seconds = PASSWORD_SECONDS if page.visibility == PageVisibility.PASSWORD else MEMBER_SECONDS
        try:
            ticket = cls(*signing.loads(given, salt=_SALT, max_age=seconds))
        except (signing.BadSignature, TypeError, ValueError):
            return None
        return ticket if (ticket.page, ticket.version) == (page.uid, page.password_version) else None

    @property
    def values(self) -> list[Any]:
        return [self.page, self.version, self.member, self.mark]


def _by_ticket(request: HttpRequest, page: Page) -> Sight | None:
    ticket = _Ticket.read(request, page)
    if ticket is None:
        return None
    if page.visibility == PageVisibility.PASSWORD:
        return None if ticket.member else WHOLE
    if not ticket.member:
        return None
    member = AudienceMember.objects.filter(page=page, uid=ticket.member).first()
    if member is None or ticket.mark != _mark_of(member):
        return None
    return sight_of_member(member)


def _mark_of(member: AudienceMember) -> str:
    """Changes with the addresses by which the member signs in: another one may be another person's."""
    value = f"{member.email.lower()}\n{member.external_login}\n{member.sign_in_version}"
    return hashlib.sha256(value.encode()).hexdigest()[:16]
