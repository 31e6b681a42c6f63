"""Months of the history."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from django.utils.formats import date_format

from statuspage import links
from statuspage.clock import MONTH, day_begins
from statuspage.models import Page

FIRST_YEAR, LAST_YEAR = 2000, 2200


def day_of(text: str) -> date | None:
    """`2026-11-20`; None for what is no day, or lies before all of them."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII) is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    # Far from both ends of the calendar, so that days can be counted on from it.
    return day if FIRST_YEAR <= day.year < LAST_YEAR else None


@dataclass(frozen=True, slots=True)
class Month:
    """A month that is not in the future."""

    year: int
    number: int
    today: date

    @classmethod
    def parse(cls, text: str, *, today: date) -> "Month | None":
        """`2026-11`, or the current month for nothing; None for what is no month or has not begun."""
        if not text:
            return cls(today.year, today.month, today)
        found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", text, re.ASCII)
        if found is None:
            return None
        year, number = int(found[1]), int(found[2])
        past = year >= FIRST_YEAR and (year, number) <= (today.year, today.month)
        return cls(year, number, today) if past else None

    @property
    def name(self) -> str:
        """`November 2026`."""
        return date_format(self.first, str(MONTH))

    @property
    def word(self) -> str:
        """`2026-11`, as in the address."""
        return f"{self.first:%Y-%m}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    def span(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """When it begins and when the next one does, where its days are those of a zone."""
        following = (self.first + timedelta(days=31)).replace(day=1)
        return day_begins(self.first, zone), day_begins(following, zone)

    def address(self, page: Page) -> str:
        """Its lasting address."""
        return links.history_url(page, datetime(self.year, self.number, 1, tzinfo=UTC))

    @property
    def earlier(self) -> str:
        """The month before, as in the address."""
        return f"{self.first - timedelta(days=1):%Y-%m}"

    @property
    def later(self) -> str:
        """The month after, empty when it has not begun."""
        following = (self.first + timedelta(days=31)).replace(day=1)
        return f"{following:%Y-%m}" if following <= self.today else ""
