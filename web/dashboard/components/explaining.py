"""Where a figure of uptime comes from: time by status, what of it counts, and the periods behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from statuspage.clock import duration, lasted
from statuspage.models import Component
from statuspage.selectors import UptimeReport, page_weights
from statuspage.status import ClaimSource, Status
from statuspage.timeline import Span
from statuspage.uptime import NO_DATA
from web.dashboard.components.causes import Cause, Source, causes_of, told_by
from web.dashboard.components.fields import moment_written
from web.dashboard.looks import STATUS_LOOKS
from web.public.words import percentage

WINDOW_WORDS: dict[str, str | Promise] = {
    "24h": gettext_lazy("24 hours"),
    "7d": gettext_lazy("7 days"),
    "30d": gettext_lazy("30 days"),
    "90d": gettext_lazy("90 days"),
}
MOST = 200
"""A window may have very many periods; the newest are shown."""


@dataclass(frozen=True, slots=True)
class Share:
    """A status within a window: how long it lasted, and how much of that counts as being down."""

    word: str | Promise
    look: str
    time: str
    counts: str


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time with one status; `until` is None while it lasts, `query` picks it to be corrected."""

    word: str | Promise
    look: str
    since: datetime
    until: datetime | None
    lasted: str
    cause: Cause
    message: str
    query: str


def figure(uptime: float | None) -> str:
    """A percentage in words."""
    return _("No data") if uptime is None else percentage(uptime)


def shares_of(report: UptimeReport, component: Component) -> list[Share]:
    """What the figure adds up from, worst last."""
    weights = page_weights(component.page)
    found = []
    for word, seconds in report.tally.seconds.items():
        if not seconds:
            continue
        label = _("No data") if word == NO_DATA else Status(word).label
        found.append(Share(label, STATUS_LOOKS.get(word, "none"), duration(seconds), _counts(word, weights)))
    return found


def periods_of(component: Component, spans: Sequence[Span], *, now: datetime) -> list[Period]:
    """The newest first, with what was behind them; two queries."""
    spans = spans[-MOST:][::-1]
    causes = causes_of(component.page, {(span.cause, span.source_uid) for span in spans})
    zone = ZoneInfo(component.page.time_zone)
    return [_period(span, causes, zone, now) for span in spans]


def _period(span: Span, causes: Mapping[Source, Cause], zone: ZoneInfo, now: datetime) -> Period:
    until = span.ended if span.ended is not None and span.ended < now else None
    cause = told_by(span.cause, span.source_uid, "", causes)
    if span.cause == ClaimSource.MANUAL and span.label:
        cause = Cause(span.label)
    ends = until or now
    return Period(
        word=Status(span.status).label,
        look=STATUS_LOOKS[span.status],
        since=span.started,
        until=until,
        lasted=lasted(span.started, ends),
        cause=cause,
        message=span.message,
        query=urlencode(
            {
                "from": moment_written(span.started, zone),
                "to": moment_written(ends, zone, up=until is not None),
            }
        ),
    )


def _counts(word: str, weights: Mapping[str, float]) -> str:
    if word in (Status.UNDER_MAINTENANCE, NO_DATA):
        return _("left out")
    weight = weights.get(word, 0)
    if not weight:
        return _("counts as up")
    return _("%(number)s %% counts as down") % {"number": number_format(weight * 100, decimal_pos=0)}
