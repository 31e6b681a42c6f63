"""Mails with a link that opens something: each is taken by one worker, and tried again as the same mail."""

import logging
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.core.mail import get_connection
from django.db.models import F, QuerySet
from django.utils import timezone

from statuspage.models import AdmissionLink, Invitation
from webhooks.mail.compose import Mail
from webhooks.mail.letterhead import headers_common, mail_host

logger = logging.getLogger(__name__)
Row = TypeVar("Row", AdmissionLink, Invitation)

LEASE = timedelta(minutes=2)
TRIES = 10
"""After these the person has long asked anew."""
AT_ONCE = 50


def link_mails_send(
    rows: QuerySet[Row], *, make: Callable[[Row, datetime], Mail | None], now: datetime | None = None
) -> int:
    """Send what `make` makes of each row that is due; gives how many mails were handed over.

    Each row is taken by one worker for two minutes. What a crash or the mail server interrupts is tried again
    then, up to ten times. Where `make` gives None there is nothing to send.
    """
    sent = 0
    for row in rows.filter(mail_at__lte=now or timezone.now()).order_by("pk")[:AT_ONCE]:
        moment = now or timezone.now()
        model = type(row)
        again = moment + LEASE if row.mail_tries + 1 < TRIES else None
        mine = model.objects.filter(pk=row.pk, mail_at=row.mail_at)
        if not mine.update(mail_at=again, mail_tries=F("mail_tries") + 1):
            continue
        mail = make(row, moment)
        if mail is None:
            continue
        try:
            get_connection().send_messages([mail])
        except OSError as refused:
            # Without what the mail server said, which names the recipient.
            logger.warning("The mail of the link %s was not taken: %s", row.uid, type(refused).__name__)
            continue
        except Exception:
            logger.exception("The link %s could not be mailed", row.uid)
            continue
        # Unless it was sent anew meanwhile.
        model.objects.filter(pk=row.pk, mail_at=again).update(mail_at=None)
        sent += 1
    return sent


def link_headers(name: str, *, at: datetime) -> dict[str, str]:
    """The same for every try at what has this name."""
    named = uuid.uuid5(uuid.NAMESPACE_OID, f"candor:{name}")
    return headers_common(message_id=f"<{named}@{mail_host()}>", at=at)
