"""Checks and times in the words and looks of their screens."""

from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.heartbeat_times import GRACE, STARTED
from monitoring.models import Check
from monitoring.services import target_shown
from monitoring.vocabulary import CheckKind, CheckState

STATES: dict[str, tuple[str, str | Promise]] = {
    CheckState.DOWN.value: ("major", gettext_lazy("Down")),
    CheckState.DEGRADED.value: ("degraded", gettext_lazy("Slow")),
    GRACE: ("degraded", gettext_lazy("Late")),
    CheckState.NEW.value: ("none", gettext_lazy("New")),
    STARTED: ("ok", gettext_lazy("Running")),
    CheckState.UP.value: ("ok", gettext_lazy("Up")),
    CheckState.PAUSED.value: ("none", gettext_lazy("Paused")),
}
"""Look and word of each state as it is reported."""

KINDS: dict[str, str | Promise] = {
    CheckKind.HTTP.value: "HTTP",
    CheckKind.TCP.value: "TCP",
    CheckKind.HEARTBEAT.value: gettext_lazy("Heartbeat"),
}
"""The kinds that can be set up."""


def named(check: Check) -> str:
    """What the team calls it, else what it looks at."""
    return check.own_name or looks_at(check)


def looks_at(check: Check) -> str:
    """The address without what may be secret in it; of a heartbeat when it is expected."""
    target = target_shown(check, secrets=False)
    if check.kind == CheckKind.HTTP:
        return (target.get("url") or "").partition("?")[0] or _("no address yet")
    if check.kind == CheckKind.TCP:
        return f"{target.get('host', '')}:{target.get('port', '')}"
    if check.kind == CheckKind.HEARTBEAT:
        if check.schedule:
            return f"{check.schedule} {check.schedule_time_zone}"
        return _("every %(time)s") % {"time": stretch(check.period_seconds or 0)}
    return ""


def stretch(seconds: float) -> str:
    """A stretch of time in its greatest unit, as it fits into a cell."""
    if seconds < 60:
        return _("%(n)d s") % {"n": seconds}
    if seconds < 3600:
        return _("%(n)d min") % {"n": seconds / 60}
    if seconds < 2 * 86_400:
        return _("%(n)d h") % {"n": seconds / 3600}
    return _("%(n)d d") % {"n": seconds / 86_400}


def milliseconds(value: float) -> str:
    """A response time."""
    if value >= 10_000:
        return _("%(n)s s") % {"n": round(value / 1000, 1)}
    return _("%(n)s ms") % {"n": f"{value:,.0f}" if value >= 10 else f"{value:.1f}".removesuffix(".0")}


def job_time(value: float) -> str:
    """How long a job took, given in milliseconds."""
    return milliseconds(value) if value < 1000 else stretch(value / 1000)


def ahead(at: datetime, now: datetime) -> str:
    """How far off a moment is."""
    if at <= now:
        return _("now")
    return _("in %(time)s") % {"time": stretch((at - now) / timedelta(seconds=1))}


def back(at: datetime, now: datetime) -> str:
    """How long ago a moment is."""
    return _("%(time)s ago") % {"time": stretch(max(0.0, (now - at) / timedelta(seconds=1)))}
