"""Inviting people to the team of an organization by mail."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Busy, Conflict, Invalid, NotFound
from statuspage.models import Invitation, Membership, Organization, Page, User
from statuspage.selectors.invitations import invitation_pages, invitations_standing
from statuspage.services.organizations import member_add
from statuspage.services.page_roles import page_roles_replace
from statuspage.services.people import ACCOUNT_RULES, password_check, password_choose, user_create
from statuspage.validation import Problems, clean_changes, clean_choice, rule
from statuspage.vocabulary import PAGE_ROLES, MembershipRole

INVITATION_LIVES = timedelta(days=7)
KEPT = timedelta(days=30)
"""How long it is remembered after it has ended: so long it can be sent again."""
PAUSE = timedelta(minutes=1)
"""Between two mails to the same address."""
PER_HOUR = 50
"""Addresses that one organization writes to: nobody sends mail to the world from here."""
_RULES = {"email": ACCOUNT_RULES["email"], "role": rule(clean_choice, words=MembershipRole)}


def invitation_send(
    *,
    organization: Organization,
    inviter: User,
    email: str,
    role: str,
    roles: Mapping[Page, Collection[str]],
    by: Actor,
    is_shown: bool = False,
    now: datetime | None = None,
) -> Invitation:
    """Invite an address, whether or not there is an account with it; an open invitation of it is replaced.

    `roles` are those of a plain member by page. `is_shown`: there is no mail to send, since the link is shown
    to whoever invites.
    Raises `Invalid` (`already_member`, `unknown_page`) and `Busy`.
    """
    clean = clean_changes({"email": email, "role": role}, _RULES)
    pages = _clean_pages(organization, roles if clean["role"] == MembershipRole.MEMBER else {})
    with journal.transaction(now) as now:
        # One at a time for an organization, so that of two for one address the last one stays.
        Organization.objects.select_for_update().get(pk=organization.pk)
        if Membership.objects.filter(organization=organization, user__email=clean["email"]).exists():
            raise Invalid.at("/email", "already_member", _("This person is a member already."))
        _keep_to_limits(organization, now, but=clean["email"])
        # Whatever became of the one before: taking it back must not open the way to the next mail.
        earlier = Invitation.objects.filter(organization=organization, email=clean["email"])
        last = earlier.order_by("-sent_at").first()
        if last is not None:
            _pause(last, now)
        for old in earlier.filter(accepted_at=None, revoked_at=None):
            invitation_revoke(invitation=old, by=by, now=now)
        invitation = Invitation.objects.create(
            organization=organization,
            **clean,
            pages=pages,
            language=inviter.language,
            invited_by=inviter,
            inviter=_name(organization, inviter),
            is_shown=is_shown,
            sent_at=now,
            expires_at=now + INVITATION_LIVES,
            mail_at=None if is_shown else now,
        )
        _journal("invitation.sent", invitation, by, now)
        return invitation


def invitation_resend(
    *, invitation: Invitation, inviter: User, by: Actor, is_shown: bool = False, now: datetime | None = None
) -> Invitation:
    """Send it once more, with a new link and seven more days; the link before is good no more.

    It is whoever sends it again that invites from then on, with their rights.
    Raises `NotFound` for one that was accepted or revoked, and `Busy`.
    """
    with journal.transaction(now) as now:
        Organization.objects.select_for_update().get(pk=invitation.organization_id)
        held = _open(invitation)
        _keep_to_limits(held.organization, now, but=held.email)
        _pause(held, now)
        Invitation.objects.filter(pk=held.pk).update(
            sendings=F("sendings") + 1,
            invited_by=inviter,
            inviter=_name(held.organization, inviter),
            is_shown=is_shown,
            sent_at=now,
            expires_at=now + INVITATION_LIVES,
            mail_at=None if is_shown else now,
            mail_tries=0,
            updated_at=now,
        )
        held.refresh_from_db()
        _journal("invitation.resent", held, by, now)
        return held


def invitation_revoke(*, invitation: Invitation, by: Actor, now: datetime | None = None) -> None:
    """Take it back; raises `NotFound` for one that was accepted or revoked already."""
    with journal.transaction(now) as now:
        rows = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
        if not rows.update(revoked_at=now, mail_at=None, updated_at=now):
            raise _gone()
        _journal("invitation.revoked", invitation, by, now)


def invitation_accept(
    *,
    invitation: Invitation,
    user: User | None = None,
    first_name: str = "",
    last_name: str = "",
    password: str | None = None,
    address: str = "",
    now: datetime | None = None,
) -> Membership:
    """Join the organization: with the account that is signed in, or with a new one of the invited address.

    A new account without a password is for somebody who signs in elsewhere. A password chosen through a link
    that was shown to whoever invites is one that they may know (`given_password_end`).
    Raises `NotFound` where it is good no more, `Conflict` (`other_address`, `has_account`), `Invalid`.
    """
    with journal.transaction(now) as now:
        # Of several who follow the link at once one is let in; that of an earlier sending is good no more.
        rows = invitations_standing(now).filter(pk=invitation.pk, sendings=invitation.sendings)
        if not rows.update(accepted_at=now, mail_at=None, updated_at=now):
            raise _gone()
        person = user or _person_new(invitation, first_name, last_name, password, now)
        if person.email.lower() != invitation.email:
            raise Conflict(
                _("This invitation is for another address than yours. Sign in with that one."),
                code="other_address",
            )
        by = Actor.for_user(person, address)
        _journal("invitation.accepted", invitation, by, now)
        rows_held = Membership.objects.filter(organization=invitation.organization_id, user=person)
        membership = rows_held.first()
        if membership is None:
            membership = member_add(
                organization=invitation.organization, user=person, role=invitation.role, by=by, now=now
            )
            if membership.role == MembershipRole.MEMBER:
                page_roles_replace(membership=membership, roles=invitation_pages(invitation), by=by, now=now)
        if user is None and password is not None:
            giver = invitation.invited_by.uid if invitation.is_shown and invitation.invited_by else ""
            password_choose(user=person, password=password, giver=giver, now=now)
        return membership


def invitations_purge(*, now: datetime | None = None) -> int:
    """Forget invitations that ended thirty days ago, however they ended."""
    with journal.transaction(now) as now:
        return Invitation.objects.filter(expires_at__lt=now - KEPT).delete()[0]


def _person_new(
    invitation: Invitation, first_name: str, last_name: str, password: str | None, now: datetime
) -> User:
    if User.objects.filter(email=invitation.email).exists():
        raise Conflict(
            _("There is an account with this address. Sign in with it to join."), code="has_account"
        )
    if password is not None:
        password_check(password, User(email=invitation.email, first_name=first_name, last_name=last_name))
    return user_create(
        email=invitation.email,
        first_name=first_name,
        last_name=last_name,
        language=invitation.language,
        by=Actor.system(),
        now=now,
    )


def _clean_pages(organization: Organization, roles: Mapping[Page, Collection[str]]) -> dict[str, list[str]]:
    problems = Problems()
    for page, words in roles.items():
        with problems.caught():
            for word in words:
                clean_choice(word, pointer="/roles", words=PAGE_ROLES)
            if page.organization_id != organization.pk:
                raise Invalid.at("/roles", "unknown_page", _("The organization has no such page."))
    problems.raise_if_any()
    return {page.uid: sorted(set(words)) for page, words in roles.items()}


def _keep_to_limits(organization: Organization, now: datetime, *, but: str) -> None:
    lately = Invitation.objects.filter(organization=organization, sent_at__gt=now - timedelta(hours=1))
    if lately.exclude(email=but).count() >= PER_HOUR:
        raise Busy(
            _("Too many people were invited within an hour. Go on a little later."),
            code="too_many_invitations",
            retry_after=3600,
        )


def _pause(invitation: Invitation, now: datetime) -> None:
    left = invitation.sent_at + PAUSE - now
    if left > timedelta(0):
        raise Busy(
            _("They were invited less than a minute ago. Wait a moment before you send it again."),
            code="invited_just_now",
            retry_after=int(left.total_seconds()) + 1,
        )


def _open(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.select_related("organization", "invited_by")
    held = rows.filter(pk=invitation.pk, accepted_at=None, revoked_at=None).first()
    if held is None:
        raise _gone()
    return held


def _gone() -> NotFound:
    return NotFound(_("This invitation is not open any more."))


def _name(organization: Organization, user: User) -> str:
    membership = (
        Membership.objects.filter(organization=organization, user=user).select_related("user").first()
    )
    return membership.name if membership else user.name


def _journal(kind: str, invitation: Invitation, by: Actor, now: datetime) -> None:
    journal.record(
        kind=kind,
        by=by,
        at=now,
        subject_kind="invitation",
        subject_uid=invitation.uid,
        subject_label=invitation.email,
        organization=invitation.organization,
        after={"role": invitation.role, "pages": invitation.pages} if kind != "invitation.revoked" else None,
    )
