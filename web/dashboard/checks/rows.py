"""Rows of the list of checks, ready to be written out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from monitoring.models import Check, CheckRegion
from monitoring.selectors import Run, check_reported_state, last_result, runs_lately
from monitoring.vocabulary import CheckKind, CheckState
from statuspage.models import Page
from web.dashboard.checks.sparks import spark_svg
from web.dashboard.checks.words import (
    KINDS,
    STATES,
    ahead,
    back,
    job_time,
    looks_at,
    milliseconds,
    named,
    stretch,
)
from web.dashboard.lists import addresses_of


@dataclass(frozen=True, slots=True)
class CheckRow:
    """What is shown of a check: `now` is what it found last, and `next` when it runs again or was pinged."""

    uid: str
    url: str
    name: str
    chosen: str
    kind: str | Promise
    address: str
    component: str
    tags: list[str]
    state: str | Promise
    look: str
    since: str
    since_at: datetime | None
    spark: SafeString
    now: str
    error: str
    next: str
    next_at: datetime | None

    @classmethod
    def of(cls, check: Check, *, runs: Sequence[Run], now: datetime, url: str = "") -> "CheckRow":
        """Reads the component, the regions and the heartbeat that the selector has fetched."""
        reported = check_reported_state(check, now=now)
        look, word = STATES.get(reported, ("none", reported))
        told, error = _found(check)
        next_at, name = due_at(check), named(check)
        return cls(
            uid=check.uid,
            url=url,
            name=name,
            chosen=_("Choose %(label)s") % {"label": name},
            kind=KINDS.get(check.kind, check.kind),
            address=looks_at(check) if check.own_name else "",
            component=check.component.name if check.component else "",
            tags=check.tags.split(),
            state=word,
            look=look,
            since=stretch((now - check.state_since).total_seconds()) if check.state_since else "",
            since_at=check.state_since,
            spark=spark_svg(runs, of_pings=check.kind == CheckKind.HEARTBEAT),
            now=told,
            error=error if reported in (CheckState.DOWN, CheckState.DEGRADED) else "",
            next=_next(check, next_at, now),
            next_at=next_at,
        )


def rows_of(page: Page, checks: Sequence[Check], *, now: datetime) -> list[CheckRow]:
    """The rows of a part of a page's list, in two queries."""
    runs = runs_lately(checks, now=now)
    url = addresses_of("dashboard:check", page.slug)
    return [CheckRow.of(check, runs=runs[check.pk], now=now, url=url(check.uid)) for check in checks]


def due_at(check: Check) -> datetime | None:
    """When it runs next, whichever region is first; of a heartbeat when it goes down without a ping."""
    if check.state == CheckState.PAUSED:
        return None
    if check.kind == CheckKind.HEARTBEAT:
        heartbeat = getattr(check, "heartbeat", None)
        return heartbeat.late_at if heartbeat else None
    slots: list[CheckRegion] = list(check.region_rows.all())
    return min((row.next_slot for row in slots if row.next_slot is not None), default=None)


def _found(check: Check) -> tuple[str, str]:
    """What was found last, in a word or two, and its error."""
    if check.kind == CheckKind.HEARTBEAT:
        heartbeat = getattr(check, "heartbeat", None)
        if heartbeat is None or heartbeat.last_ping_at is None:
            return _("no ping yet"), ""
        if check.state == CheckState.DOWN:
            return _("no ping"), ""
        lasted = heartbeat.last_duration_ms
        return (_("pinged") if lasted is None else _("%(time)s run") % {"time": job_time(lasted)}), ""
    last = last_result(check)
    if last is None:
        return _("not run yet"), ""
    if last["ok"] and last["latency_ms"] is not None:
        return milliseconds(last["latency_ms"]), last["error"]
    return last["code"], last["error"]


def _next(check: Check, at: datetime | None, now: datetime) -> str:
    if check.kind == CheckKind.HEARTBEAT:
        heartbeat = getattr(check, "heartbeat", None)
        if heartbeat is not None and heartbeat.last_ping_at is not None:
            return _("pinged %(time)s") % {"time": back(heartbeat.last_ping_at, now)}
        return ""
    return ahead(at, now) if at else ""
