"""The 90-day bars as SVG, built as text: a page has thousands of them and is made within milliseconds."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from statuspage.clock import DATE, duration
from statuspage.status import Status
from statuspage.uptime import NO_DATA, DayBar
from web.public.words import LOOKS

STEP = 10
WIDTH = 7
HEIGHT = 34
MARK = 3


def bars_svg(bars: Sequence[DayBar]) -> SafeString:
    """One component's days as an image with a summary in words; each day tells its own story on pointing.

    Days with trouble also carry a mark below, so that they are found without seeing colours.
    """
    days = tuple(bar.day for bar in bars)
    language = get_language() or ""
    calm = _calm(days, language)
    drawn = [
        calm[index] if bar.status == "operational" else _bar(index, bar, language)
        for index, bar in enumerate(bars)
    ]
    total = len(bars) * STEP - (STEP - WIDTH)
    return mark_safe(  # noqa: S308 (numbers, our own words and escaped dates)
        f'<svg class="bars" viewBox="0 0 {total} {HEIGHT + MARK + 2}" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(summary(bars))}">{"".join(drawn)}</svg>'
    )


def summary(bars: Sequence[DayBar]) -> str:
    """What the bars show, in words."""
    counted: dict[str, int] = {}
    for bar in bars:
        counted[bar.status] = counted.get(bar.status, 0) + 1
    language = get_language() or ""
    ordered = sorted(counted.items(), key=lambda item: -item[1])
    told = ", ".join(_days(status, count, language) for status, count in ordered)
    return _("Daily status, last %(days)d days: %(told)s") % {"days": len(bars), "told": told}


def story(bar: DayBar, language: str) -> str:
    """One day in words, in the language that is active: how long each status that was not fine lasted."""
    if bar.status == NO_DATA:
        return _word(NO_DATA, language)
    told = ", ".join(
        f"{_word(status, language)} {duration(amount)}"
        for status, amount in bar.seconds.items()
        if status not in ("operational", NO_DATA)
    )
    return told or _word(bar.status, language)


@lru_cache(16)
def _calm(days: tuple[date, ...], language: str) -> list[str]:
    """The bars of days without any trouble, which are the same for every component."""
    word = escape(_word("operational", language))
    return [
        f'{_opening(index)}ok"><title>{_day(day, language)}: {word}</title></rect>'
        for index, day in enumerate(days)
    ]


def _opening(index: int) -> str:
    return f'<rect x="{index * STEP}" width="{WIDTH}" height="{HEIGHT}" class="'


def _bar(index: int, bar: DayBar, language: str) -> str:
    look = LOOKS[bar.status]
    when = _day(bar.day, language)
    drawn = f'{_opening(index)}{look}"><title>{when}: {escape(story(bar, language))}</title></rect>'
    if bar.status != NO_DATA:
        x, y = index * STEP, HEIGHT + 2
        drawn += f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{MARK}" class="mark"/>'
    return drawn


@lru_cache(1024)
def _day(day: date, language: str) -> str:
    return escape(date_format(day, str(DATE)))


@lru_cache(1024)
def _days(status: str, count: int, language: str) -> str:
    word = _word(status, language)
    return ngettext("%(count)d day %(status)s", "%(count)d days %(status)s", count) % {
        "count": count,
        # Nouns keep their capital letters where a language has them.
        "status": word.lower() if language == "en" else word,
    }


@lru_cache(256)
def _word(status: str, language: str) -> str:
    return _("No data") if status == NO_DATA else str(Status(status).label)
