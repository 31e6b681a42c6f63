"""Mail that is kept in the data directory where no mail server is set up, so that none vanishes silently."""

import logging
import os
import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.crypto import get_random_string

BACKEND = "webhooks.mail.kept.KeptEmailBackend"
MOST_KEPT = 1000
NAME = re.compile(r"[0-9]{8}T[0-9]{12}Z-[a-z0-9]{8}\.eml")
"""Names sort by time; nothing else in the directory is ours."""

logger = logging.getLogger(__name__)


class KeptEmailBackend(BaseEmailBackend):
    """Writes each mail to a file of its own, readable by us alone; the newest 1,000 are kept."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        directory = kept_directory()
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            name = _write(directory, message.message().as_bytes())
            logger.info("A mail was kept as %s and not sent, because CANDOR_EMAIL_URL is not set", name)
        _forget(directory)
        return len(email_messages)


def kept_directory() -> Path:
    """Where kept mail lies."""
    return Path(settings.CANDOR_DATA) / "mail"


def kept_names() -> list[str]:
    """The names of all kept mails, newest first."""
    try:
        found = [entry.name for entry in os.scandir(kept_directory()) if NAME.fullmatch(entry.name)]
    except FileNotFoundError:
        return []
    return sorted(found, reverse=True)


def _write(directory: Path, content: bytes) -> str:
    """Whole or not at all: the mail gets its name once all of it is on the disk."""
    stamp = timezone.now().strftime("%Y%m%dT%H%M%S%f")
    name = f"{stamp}Z-{get_random_string(8, 'abcdefghijklmnopqrstuvwxyz0123456789')}.eml"
    half = directory / f".{name}.part"
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half.rename(directory / name)
    except BaseException:
        half.unlink(missing_ok=True)
        raise
    return name


def _forget(directory: Path) -> None:
    for name in kept_names()[MOST_KEPT:]:
        # Two processes may tidy up at the same time.
        (directory / name).unlink(missing_ok=True)
