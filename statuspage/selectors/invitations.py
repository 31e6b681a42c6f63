"""Invitations to a team: which of them are open, and which can be followed."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from statuspage.invitation_tokens import invitation_token_read
from statuspage.models import Invitation, Membership, Organization, Page
from statuspage.selectors.rights import RUNNING
from statuspage.vocabulary import MembershipRole


def invitations_open(organization: Organization) -> QuerySet[Invitation]:
    """Those that nobody accepted or revoked, newest first; some may have ended and can be sent again."""
    rows = Invitation.objects.filter(organization=organization, accepted_at=None, revoked_at=None)
    return rows.order_by("-sent_at", "-pk")


def invitations_standing(now: datetime) -> QuerySet[Invitation]:
    """Those that can be accepted: open, not ended, and of somebody who could still send them.

    What an administrator began ends with their rights; owners are made by owners alone.
    """
    inviters = Membership.objects.filter(organization=OuterRef("organization"), user=OuterRef("invited_by"))
    run = Exists(inviters.filter(role__in=RUNNING))
    own = Exists(inviters.filter(role=MembershipRole.OWNER))
    return Invitation.objects.filter(
        Q(own) | Q(~Q(role=MembershipRole.OWNER), run),
        accepted_at=None,
        revoked_at=None,
        expires_at__gt=now,
    )


def invitations_good(*, email: str, now: datetime | None = None) -> QuerySet[Invitation]:
    """Those that somebody with this address may accept, oldest first."""
    rows = invitations_standing(now or timezone.now()).filter(email=email.lower())
    return rows.select_related("organization", "invited_by").order_by("pk")


def invitation_find(token: str, *, now: datetime | None = None) -> Invitation | None:
    """The invitation of a token, if it can be accepted now; reading it changes nothing."""
    invitation = invitation_token_read(token)
    return invitation if invitation is not None and is_good(invitation, now or timezone.now()) else None


def is_good(invitation: Invitation, now: datetime) -> bool:
    """Whether it can still be accepted."""
    return invitations_standing(now).filter(pk=invitation.pk).exists()


def invitation_pages(invitation: Invitation) -> dict[Page, list[str]]:
    """What is offered on which page, of those that there still are, by name."""
    living = Page.living.filter(organization=invitation.organization_id, uid__in=invitation.pages)
    return {page: list(invitation.pages[page.uid]) for page in living.order_by("name", "pk")}
