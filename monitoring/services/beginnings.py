"""When something that is brought along from elsewhere was made."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from statuspage.exceptions import Invalid
from statuspage.validation import CLOCKS_DIFFER, clean_moment


def clean_created(value: Any, *, pointer: str, now: datetime) -> datetime:
    """A moment that is not yet to come; a little ahead of our clock is now."""
    moment = clean_moment(value, pointer=pointer)
    if moment > now + CLOCKS_DIFFER:
        raise Invalid.at(pointer, "in_the_future", _("This time is yet to come."))
    return min(moment, now)
