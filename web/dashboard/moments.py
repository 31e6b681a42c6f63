"""Times in forms: on the wall clock of a page, written to the minute."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from statuspage.exceptions import Invalid
from statuspage.models import Page

_FIELD = "%Y-%m-%dT%H:%M"


def moment_written(moment: datetime | None, page: Page) -> str:
    """For a field of type `datetime-local`; nothing for none."""
    return moment.astimezone(ZoneInfo(page.time_zone)).strftime(_FIELD) if moment else ""


def moment_read(text: str, pointer: str, page: Page) -> datetime:
    """What such a field says, in UTC. Raises `Invalid`."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(page.time_zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid.at(pointer, "invalid_time", _("Give a day and a time.")) from None


def moment_exact(text: str, pointer: str) -> datetime:
    """What a hidden field says that carries a moment along, with its offset. Raises `Invalid`."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Invalid.at(pointer, "invalid_time", _("Give a day and a time."))
    return moment


def same_minute(held: datetime | None, sent: object) -> bool:
    """Whether a form, which says no seconds, leaves a time as it is."""
    return held is not None and held.replace(second=0, microsecond=0) == sent
