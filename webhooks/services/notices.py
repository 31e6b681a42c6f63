"""Telling the owners of a team, by e-mail, that something of theirs cannot be reached."""

import logging
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.mail import get_connection
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from statuspage.languages import spoken
from statuspage.models import Membership, User
from statuspage.vocabulary import MembershipRole
from webhooks.mail.branding import page_brand
from webhooks.mail.compose import Mail, mail_write
from webhooks.mail.letterhead import headers_common, mail_host, one_line
from webhooks.messages import Message
from webhooks.messages.compose import message_delivery_parked, message_endpoint_disabled
from webhooks.models import OwnerNotice, Subscription
from webhooks.vocabulary import Audience, NoticeKind

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
TRIES = 20
AT_ONCE = 20


def notices_leave(*, kind: NoticeKind, errors: Iterable[tuple[Subscription, str]], now: datetime) -> None:
    """Have the owners told of each subscription with its last error; once per kind and trouble.

    Visitors' subscriptions are passed over: their owners are the visitors. Inside a transaction.
    """
    OwnerNotice.objects.bulk_create(
        [
            OwnerNotice(
                subscription=subscription,
                kind=kind,
                since=subscription.failing_since or now,
                error=error[:500],
                created_at=now,
                next_attempt_at=now,
            )
            for subscription, error in errors
            if subscription.audience != Audience.VISITOR
        ],
        ignore_conflicts=True,
    )


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


def _mails(notice: OwnerNotice, now: datetime) -> Iterable[Mail]:
    page = notice.subscription.page
    brand = page_brand(page)
    ruling = Membership.objects.filter(
        organization_id=page.organization_id, role__in=(MembershipRole.OWNER, MembershipRole.ADMIN)
    )
    for user in User.objects.filter(memberships__in=ruling, is_active=True).order_by("pk"):
        named = uuid.uuid5(uuid.NAMESPACE_OID, f"candor:notice:{notice.pk}:{user.uid}")
        headers = headers_common(message_id=f"<{named}@{mail_host()}>", at=notice.created_at or now)
        yield mail_write(_message(notice, user.language or "en", now), brand, to=user.email, headers=headers)


def _message(notice: OwnerNotice, language: str, now: datetime) -> Message:
    subscription = notice.subscription
    with translation.override(spoken(language)):
        machine = subscription.audience == Audience.MACHINE
        what = _("webhook") if machine else _("alert channel")
    words = message_endpoint_disabled if notice.kind == NoticeKind.DISABLED else message_delivery_parked
    return words(
        page=subscription.page,
        what=what,
        name=one_line(subscription.name or subscription.description, 100) or subscription.uid,
        error=notice.error,
        since=notice.since,
        language=language,
        now=now,
    )
