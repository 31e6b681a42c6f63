"""Values as this door writes them."""

from datetime import UTC, datetime

from statuspage.validation import cut_text

SHORT = 50
"""The longest name."""
TITLE = 100
"""The longest title."""
LONG = 255
"""The longest description."""


def zulu(moment: datetime) -> str:
    """UTC with `Z`, in whole seconds."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def maybe_zulu(moment: datetime | None) -> str | None:
    """The same where there may be none."""
    return None if moment is None else zulu(moment)


def short(text: str, most: int = SHORT) -> str:
    """A name that other doors let be longer than this one's fields, cut to what they hold.

    Sent back as it was shown it is no change: `Reader.text` knows it by its `shown`.
    """
    return cut_text(text, most)


def maybe_short(text: str, most: int = LONG) -> str | None:
    """The same for a text that is null when there is none."""
    return short(text, most) or None
