"""Mails the links with which members of the audience sign in."""

import logging
import uuid
from datetime import datetime, timedelta

from django.core.mail import get_connection
from django.db.models import F
from django.utils import timezone

from statuspage import links
from statuspage.admission_tokens import admission_token
from statuspage.models import AdmissionLink
from statuspage.services.admissions import LINK_LIVES, admission_link_address
from webhooks.mail.branding import page_brand
from webhooks.mail.compose import Mail, mail_write
from webhooks.mail.letterhead import headers_common, mail_host
from webhooks.messages.admitting import message_sign_in

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
TRIES = 10
"""After these the person has long asked anew."""
AT_ONCE = 50


def admission_mails_are_due(*, now: datetime | None = None) -> bool:
    """Whether anybody waits for a link."""
    return AdmissionLink.objects.filter(mail_at__lte=now or timezone.now()).exists()


def admission_mails_send(*, now: datetime | None = None) -> int:
    """Mail the links that were asked for; gives how many mails were handed over.

    Each link is taken by one worker for two minutes. What a crash or the mail server interrupts is tried
    again then, as the same mail, up to ten times.
    """
    sent = 0
    due = AdmissionLink.objects.filter(mail_at__lte=now or timezone.now()).select_related("page", "member")
    for link in due.order_by("pk")[:AT_ONCE]:
        moment = now or timezone.now()
        mine = AdmissionLink.objects.filter(pk=link.pk, mail_at=link.mail_at)
        again = moment + LEASE if link.mail_tries + 1 < TRIES else None
        if not mine.update(mail_at=again, mail_tries=F("mail_tries") + 1):
            continue
        if not admission_link_address(link=link, now=moment):
            continue
        try:
            get_connection().send_messages([_mail(link)])
        except OSError as refused:
            # Without what the mail server said, which names the recipient.
            logger.warning("The link %s to sign in was not taken: %s", link.uid, type(refused).__name__)
            continue
        except Exception:
            logger.exception("The link %s to sign in could not be mailed", link.uid)
            continue
        AdmissionLink.objects.filter(pk=link.pk).update(mail_at=None)
        sent += 1
    return sent


def _mail(link: AdmissionLink) -> Mail:
    named = uuid.uuid5(uuid.NAMESPACE_OID, f"candor:admission:{link.uid}")
    message = message_sign_in(
        page=link.page,
        url=links.sign_in_url(link.page, admission_token(link)),
        minutes=LINK_LIVES // timedelta(minutes=1),
        language=link.language,
        now=link.asked_at,
    )
    headers = headers_common(message_id=f"<{named}@{mail_host()}>", at=link.asked_at)
    # To the address that the team noted, not to the letters that somebody typed.
    return mail_write(message, page_brand(link.page), to=_address(link), headers=headers)


def _address(link: AdmissionLink) -> str:
    if link.member is None:
        raise ValueError("A link is mailed to its member.")
    return link.member.email
