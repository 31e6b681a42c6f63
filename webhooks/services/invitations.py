"""Mails the links with which people join a team."""

from datetime import datetime

from django.utils import timezone

from statuspage.models import Invitation
from statuspage.selectors.invitations import is_good
from webhooks.mail.compose import Mail, mail_write
from webhooks.messages.inviting import message_invitation
from webhooks.services.link_mails import link_headers, link_mails_send


def invitation_mails_are_due(*, now: datetime | None = None) -> bool:
    """Whether anybody is to be invited."""
    return Invitation.objects.filter(mail_at__lte=now or timezone.now()).exists()


def invitation_mails_send(*, now: datetime | None = None) -> int:
    """Mail the invitations that are due; gives how many mails were handed over."""
    rows = Invitation.objects.select_related("organization", "invited_by")
    return link_mails_send(rows, make=_mail, now=now)


def _mail(invitation: Invitation, now: datetime) -> Mail | None:
    if not is_good(invitation, now):
        return None
    headers = link_headers(f"invitation:{invitation.uid}:{invitation.sendings}", at=invitation.sent_at)
    return mail_write(message_invitation(invitation), {}, to=invitation.email, headers=headers)
