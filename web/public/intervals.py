"""The intervals of time that a figure comes from, and how each of them counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from statuspage.clock import duration
from statuspage.status import Status
from statuspage.uptime import NO_DATA, UptimeTally
from web.public.words import LOOKS, percentage

_ROWS = (
    Status.OPERATIONAL.value,
    Status.DEGRADED_PERFORMANCE.value,
    Status.PARTIAL_OUTAGE.value,
    Status.MAJOR_OUTAGE.value,
    Status.UNAVAILABLE.value,
    Status.UNDER_MAINTENANCE.value,
    NO_DATA,
)
_LEFT_OUT = (Status.UNDER_MAINTENANCE.value, NO_DATA, Status.UNKNOWN.value)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time with one status and one reason, cut to what is shown."""

    status: str
    look: str
    since: str
    since_at: datetime
    until: str
    until_at: datetime
    lasted: str
    counts: str
    reason: str
    path: str
    marks: SafeString


@dataclass(frozen=True, slots=True)
class Amount:
    """How long one status lasted in all, and how much of that is downtime."""

    status: str
    look: str
    lasted: str
    counts: str


def amounts_told(counted: UptimeTally, weights: Mapping[str, float]) -> list[Amount]:
    """All statuses that could count, also those that did not occur; with `unavailable` only if it did."""
    return [
        Amount(
            status=status_words(word),
            look=LOOKS[word],
            lasted=duration(counted.micros[word] / 1_000_000) if counted.micros[word] else "–",
            counts=counts_words(word, weights),
        )
        for word in _ROWS
        if counted.micros[word] or word != Status.UNAVAILABLE
    ]


def figure_words(counted: UptimeTally, weights: Mapping[str, float]) -> str:
    """The figure with what it is made of: so much down of so much measured."""
    if counted.uptime is None:
        return _("Nothing was measured in this time, so there is no figure.")
    down = sum(weights.get(word, 0) * amount for word, amount in counted.micros.items()) / 1_000_000
    return _("Down: %(down)s of %(measured)s measured. Uptime: %(uptime)s.") % {
        "down": duration(down) if down else _("nothing"),
        "measured": duration(counted.measured / timedelta(seconds=1)),
        "uptime": percentage(counted.uptime),
    }


def counts_words(word: str, weights: Mapping[str, float]) -> str:
    """How much of a status is downtime."""
    if word in _LEFT_OUT:
        return _("left out")
    share = weights.get(word, 0)
    if not share:
        return _("counts as up")
    if share == 1:
        return _("counts as down")
    return _("counts %(share)s as down") % {"share": _("%(number)s %%") % {"number": f"{100 * share:g}"}}


def status_words(word: str) -> str:
    """The name of a status; of what nothing is known, that there is no data."""
    return _("No data") if word in (NO_DATA, Status.UNKNOWN.value) else str(Status(word).label)
