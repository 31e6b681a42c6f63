"""The header lines of our mails: from whom, to whom, under which names, safe whatever the names hold."""

import hashlib
import ipaddress
import re
from datetime import datetime
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit

from django.conf import settings

from statuspage.validation import cut_text
from webhooks.messages import Message
from webhooks.models import Delivery

_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_LONGEST_NAME = 100


def one_line(text: str, length: int = 250) -> str:
    """A text that fits a header line: no line breaks, no control characters, bounded."""
    return cut_text(" ".join(_UNSAFE.sub(" ", text).split()), length)


def mail_host() -> str:
    """The host of our public address as the right side of message ids."""
    host = urlsplit(settings.CANDOR_PUBLIC_URL).hostname or "localhost"
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host
    return f"[{host}]" if ":" not in host else f"[IPv6:{host}]"


def sender(name: str) -> str:
    """The operator's own address, under the name of a page: only for that may the operator's server speak."""
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    # Quoted by hand: email.utils encodes, and Django would then encode once more.
    shown = one_line(name, _LONGEST_NAME).replace("\\", "").replace('"', "")
    return f'"{shown}" <{address}>' if shown else address


def message_id(delivery: Delivery) -> str:
    """The same for every try of a delivery."""
    return f"<{delivery.uid}@{mail_host()}>"


def thread_id(message: Message, delivery: Delivery) -> str:
    """One name for all mails to one subscription about one thing; empty where they do not belong together."""
    if not message.thread:
        return ""
    named = hashlib.sha256(f"{delivery.subscription.uid}:{message.thread}".encode()).hexdigest()[:24]
    return f"<thread.{named}@{mail_host()}>"


def headers_common(*, message_id: str, at: datetime) -> dict[str, str]:
    """What every mail of ours says of itself, so that no machine answers it."""
    return {
        "Message-ID": message_id,
        "Date": format_datetime(at),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }


def headers_of(delivery: Delivery, message: Message, *, unsubscribe_url: str = "") -> dict[str, str]:
    """The header lines of a delivery, but subject, sender and recipient."""
    headers = headers_common(message_id=message_id(delivery), at=delivery.created_at)
    headers["List-Id"] = f"<{delivery.page.uid}.{mail_host().strip('[]')}>"
    thread = thread_id(message, delivery)
    if thread:
        headers["In-Reply-To"] = thread
        headers["References"] = thread
    if unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers
