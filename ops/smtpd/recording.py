"""Writing down the pings of one mail, before anything is answered."""

import enum
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import InterfaceError, OperationalError, connections

from apikeys.limits import ping_usage
from monitoring.filters import MAIL
from monitoring.models import Check
from monitoring.selectors import heartbeat_by_code, heartbeats_by_slug
from monitoring.services import ping_record
from monitoring.signals import Signal
from ops.smtpd.addresses import Mailbox
from ops.smtpd.reading import mail_read
from statuspage import journal

logger = logging.getLogger(__name__)


class Outcome(enum.Enum):
    """What became of a mail for one of its recipients."""

    TAKEN = "taken"
    """A ping is written down, or there is no such heartbeat: both look alike to the sender."""
    BUSY = "busy"
    """The heartbeat has had more than its share in this minute."""
    AWAY = "away"
    """The database is away, or something else went wrong on our side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail as it came. `sender` is the envelope's, empty for a notice that has none; `raw` may be cut."""

    sender: str
    address: str
    raw: bytes


def mail_record(mail: Mail, mailboxes: Iterable[Mailbox]) -> dict[Mailbox, Outcome]:
    """Ping the heartbeat of each mailbox, and tell what became of each; a ping that is taken is committed.

    Each ping is a transaction of its own, so that none holds one heartbeat while it waits for another.
    Raises nothing: what goes wrong is an outcome.
    """
    wanted = list(dict.fromkeys(mailboxes))
    signal = _signal(mail, wanted)
    try:
        return {mailbox: _taken(signal, mailbox) for mailbox in wanted}
    finally:
        # Mail is rare, and the threads that do this live as long as the process.
        connections.close_all()


def _taken(signal: Signal, mailbox: Mailbox) -> Outcome:
    try:
        check = _check_at(mailbox)
        if check is None:
            return Outcome.TAKEN
        if ping_usage(check.code).exceeded:
            return Outcome.BUSY
        with journal.transaction():
            ping_record(check=check, signal=signal)
    except (OperationalError, InterfaceError) as error:
        logger.warning("The database is away, so mail for heartbeats has to wait: %s", error)
        return Outcome.AWAY
    # Whatever it is, the sender keeps the mail and comes again.
    except Exception:
        logger.exception("A mail for heartbeats could not be taken")
        return Outcome.AWAY
    return Outcome.TAKEN


def _check_at(mailbox: Mailbox) -> Check | None:
    if isinstance(mailbox, UUID):
        return heartbeat_by_code(mailbox)
    found = heartbeats_by_slug(mailbox.ping_key, mailbox.slug)
    if len(found) > 1:
        logger.warning(
            "Mail was dropped: several heartbeats of the page %s have the slug %s",
            found[0].page_id,
            mailbox.slug,
        )
    return found[0] if len(found) == 1 else None


def _signal(mail: Mail, mailboxes: Iterable[Mailbox]) -> Signal:
    subject, text = mail_read(mail.raw)
    sender = "".join(sign if sign.isprintable() else "?" for sign in mail.sender)
    # Senders of many mails write the recipient into the envelope's sender, and more people read who pinged
    # than may ping.
    for mailbox in mailboxes:
        secret = str(mailbox) if isinstance(mailbox, UUID) else mailbox.ping_key
        sender = re.sub(re.escape(secret), "...", sender, flags=re.IGNORECASE)
    return Signal(
        scheme=MAIL,
        address=mail.address,
        user_agent=f"Email from {sender or '<>'}",
        body=mail.raw,
        subject=subject,
        text=text,
    )
