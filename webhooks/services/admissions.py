"""Mails the links with which members of the audience sign in."""

from datetime import datetime, timedelta

from django.utils import timezone

from statuspage import links
from statuspage.admission_tokens import admission_token
from statuspage.models import AdmissionLink
from statuspage.services.admissions import LINK_LIVES, admission_link_address
from webhooks.mail.branding import page_brand
from webhooks.mail.compose import Mail, mail_write
from webhooks.messages.admitting import message_sign_in
from webhooks.services.link_mails import link_headers, link_mails_send


def admission_mails_are_due(*, now: datetime | None = None) -> bool:
    """Whether anybody waits for a link."""
    return AdmissionLink.objects.filter(mail_at__lte=now or timezone.now()).exists()


def admission_mails_send(*, now: datetime | None = None) -> int:
    """Mail the links that were asked for; gives how many mails were handed over."""
    return link_mails_send(AdmissionLink.objects.select_related("page", "member"), make=_mail, now=now)


def _mail(link: AdmissionLink, now: datetime) -> Mail | None:
    if not admission_link_address(link=link, now=now):
        return None
    message = message_sign_in(
        page=link.page,
        url=links.sign_in_url(link.page, admission_token(link)),
        minutes=LINK_LIVES // timedelta(minutes=1),
        language=link.language,
        now=link.asked_at,
    )
    headers = link_headers(f"admission:{link.uid}", at=link.asked_at)
    # To the address that the team noted, not to the letters that somebody typed.
    return mail_write(message, page_brand(link.page), to=_address(link), headers=headers)


def _address(link: AdmissionLink) -> str:
    if link.member is None:
        raise ValueError("A link is mailed to its member.")
    return link.member.email
