"""What deliveries say: written once, the same for everybody who is told the same."""

from datetime import datetime

from statuspage.models import Page
from webhooks.models import Letter
from webhooks.transports.base import Frozen


def letter_write(*, page: Page, frozen: Frozen, now: datetime) -> Letter:
    """A letter of its own, for one message to one subscription or to a few."""
    letter = letter_of(page, frozen, now=now)
    letter.save(force_insert=True)
    return letter


def letter_of(page: Page, frozen: Frozen, *, now: datetime) -> Letter:
    """The same, not saved yet."""
    return Letter(
        page=page,
        content_type=frozen.content_type,
        body=frozen.body,
        message=frozen.message,
        created_at=now,
    )
