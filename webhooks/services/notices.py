"""Telling the owners of a team, by e-mail, that something of theirs cannot be reached."""

import logging
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import format_datetime

from django.core.mail import EmailMessage, get_connection
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from statuspage.models import Membership, User
from statuspage.vocabulary import MembershipRole
from webhooks.mail.letterhead import mail_host, one_line, sender
from webhooks.models import OwnerNotice
from webhooks.vocabulary import Audience, NoticeKind

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
TRIES = 20
AT_ONCE = 20


def notices_are_due(*, now: datetime | None = None) -> bool:
    """Whether there is anything to tell."""
    return OwnerNotice.objects.filter(next_attempt_at__lte=now or timezone.now()).exists()


def notices_send(*, now: datetime | None = None) -> int:
    """Tell owners and administrators what is due; gives how many notices were told.

    Each notice is taken by one worker for five minutes. What a crash or the mail server interrupts is told
    again then, with the same Message-ID for each person, until twenty tries were made.
    """
    told = 0
    for notice in OwnerNotice.objects.filter(next_attempt_at__lte=now or timezone.now()).select_related(
        "subscription__page"
    )[:AT_ONCE]:
        moment = now or timezone.now()
        mine = OwnerNotice.objects.filter(pk=notice.pk, next_attempt_at=notice.next_attempt_at)
        if not mine.update(next_attempt_at=moment + LEASE, tries=F("tries") + 1):
            continue
        try:
            get_connection().send_messages(list(_mails(notice, moment)))
        except Exception:
            logger.exception("Owners could not be told of %s", notice.subscription.uid)
            if notice.tries + 1 >= TRIES:
                OwnerNotice.objects.filter(pk=notice.pk).update(next_attempt_at=None)
            continue
        OwnerNotice.objects.filter(pk=notice.pk).update(next_attempt_at=None, told_at=moment)
        told += 1
    return told


def _mails(notice: OwnerNotice, now: datetime) -> Iterable[EmailMessage]:
    page = notice.subscription.page
    ruling = Membership.objects.filter(
        organization_id=page.organization_id, role__in=(MembershipRole.OWNER, MembershipRole.ADMIN)
    )
    for user in User.objects.filter(memberships__in=ruling, is_active=True).order_by("pk"):
        with translation.override(user.language or None):
            subject, text = _words(notice)
        named = uuid.uuid5(uuid.NAMESPACE_OID, f"candor:notice:{notice.pk}:{user.uid}")
        yield EmailMessage(
            subject=one_line(subject),
            body=text,
            from_email=sender(page.name),
            to=[user.email],
            headers={
                "Message-ID": f"<{named}@{mail_host()}>",
                "Date": format_datetime(notice.created_at or now),
                "Auto-Submitted": "auto-generated",
            },
        )


def _words(notice: OwnerNotice) -> tuple[str, str]:
    subscription = notice.subscription
    machine = subscription.audience == Audience.MACHINE
    names = {
        "name": subscription.name or one_line(subscription.description, 100) or subscription.uid,
        "page": subscription.page.name,
        "error": notice.error or _("There was no answer."),
        "since": f"{notice.since:%Y-%m-%d %H:%M} UTC",
    }
    kind = _("webhook") if machine else _("alert channel")
    names["kind"] = kind
    if notice.kind == NoticeKind.DISABLED:
        subject = _("%(page)s: the %(kind)s “%(name)s” was disabled")
        text = _(
            "The %(kind)s “%(name)s” of %(page)s was disabled, because nothing could be delivered to it.\n\n"
            "Failing since: %(since)s\nLast error: %(error)s\n\n"
            "Nothing is sent there any more. Once it works again, enable it, and send again what it missed."
        )
    else:
        subject = _("%(page)s: a message to the %(kind)s “%(name)s” was given up")
        text = _(
            "A message to the %(kind)s “%(name)s” of %(page)s could not be delivered in ten tries over three "
            "days, and is not tried any more.\n\n"
            "Failing since: %(since)s\nLast error: %(error)s\n\n"
            "Other messages are still tried. Once it works again, send again what it missed. If it only "
            "fails for five days, it is disabled."
        )
    return subject % names, text % names + "\n"
