"""Invitations to a team: which of them are open, and which can be followed."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from statuspage.invitation_tokens import invitation_token_read
from statuspage.models import Invitation, Organization, Page


def invitations_open(organization: Organization) -> QuerySet[Invitation]:
    """Those that nobody accepted or revoked, newest first; some may have ended and can be sent again."""
    rows = Invitation.objects.filter(organization=organization, accepted_at=None, revoked_at=None)
    return rows.order_by("-sent_at", "-pk")


def invitations_good(*, email: str, now: datetime | None = None) -> QuerySet[Invitation]:
    """Those that somebody with this address may accept, oldest first."""
    rows = Invitation.objects.filter(
        email=email.lower(), accepted_at=None, revoked_at=None, expires_at__gt=now or timezone.now()
    )
    return rows.select_related("organization", "invited_by").order_by("pk")


def invitation_find(token: str, *, now: datetime | None = None) -> Invitation | None:
    """The invitation of a token, if it can be accepted now; reading it changes nothing."""
    invitation = invitation_token_read(token)
    return invitation if invitation is not None and is_good(invitation, now or timezone.now()) else None


def is_good(invitation: Invitation, now: datetime) -> bool:
    """Whether it can still be accepted."""
    is_open = invitation.accepted_at is None and invitation.revoked_at is None
    return is_open and invitation.expires_at > now


def invitation_pages(invitation: Invitation) -> dict[Page, list[str]]:
    """What is offered on which page, of those that there still are, by name."""
    living = Page.living.filter(organization=invitation.organization_id, uid__in=invitation.pages)
    return {page: list(invitation.pages[page.uid]) for page in living.order_by("name", "pk")}
