"""The form that says when a maintenance is, what it touches and what happens by itself."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incidents.models import Incident
from incidents.selectors import affected_in_order
from statuspage.exceptions import Invalid
from statuspage.models import Component, Page
from statuspage.selectors import components_of_page
from statuspage.validation import Problems
from web.dashboard.maintenance.repeating import repeat_of, repeat_sent
from web.dashboard.moments import moment_read, moment_written

SWITCHES = (
    ("auto_start", gettext_lazy("Start by itself")),
    ("auto_complete", gettext_lazy("Complete by itself")),
    ("set_maintenance_status", gettext_lazy("Show the components as under maintenance while it runs")),
    ("notify_at_start", gettext_lazy("Tell subscribers when it starts")),
    ("notify_at_end", gettext_lazy("Tell subscribers when it is complete")),
)
REMINDERS = (
    ("0", gettext_lazy("No reminder")),
    ("3600", gettext_lazy("An hour before")),
    ("86400", gettext_lazy("A day before")),
    ("259200", gettext_lazy("Three days before")),
)
_LENGTH = timedelta(hours=2)


def values_fresh(page: Page, now: datetime) -> dict[str, Any]:
    """Of a new maintenance: two hours, from the next full hour of tomorrow."""
    start = (now + timedelta(days=1)).astimezone(ZoneInfo(page.time_zone)).replace(minute=0)
    return {
        "name": "",
        "body": "",
        "start": moment_written(start, page),
        "end": moment_written(start + _LENGTH, page),
        "components": [],
        "remind": "86400",
        "notify": True,
        "switches": [name for name, _label in SWITCHES],
        "scope": "only",
        **repeat_of(None),
    }


def values_of(maintenance: Incident) -> dict[str, Any]:
    """As it is now."""
    series = maintenance.series
    rule = series.rrule if series is not None and series.deleted_at is None else None
    return {
        "name": maintenance.name,
        "start": moment_written(maintenance.scheduled_for, maintenance.page),
        "end": moment_written(maintenance.scheduled_until, maintenance.page),
        "components": [row.component.uid for row in affected_in_order(maintenance)],
        "remind": str(maintenance.remind_before_seconds or 0),
        "notify": maintenance.notify,
        "switches": [name for name, _label in SWITCHES if getattr(maintenance, name)],
        "scope": "only",
        **repeat_of(rule),
    }


def values_sent(data: QueryDict) -> dict[str, Any]:
    """As a form says."""
    return {
        "name": data.get("name", ""),
        "body": data.get("body", ""),
        "start": data.get("start", ""),
        "end": data.get("end", ""),
        "components": data.getlist("component"),
        "remind": data.get("remind", "0"),
        "notify": "notify" in data,
        "switches": [name for name, _label in SWITCHES if name in data],
        "scope": data.get("scope", "only"),
        **repeat_sent(data),
    }


def read(page: Page, values: dict[str, Any]) -> dict[str, Any]:
    """What services take; raises `Invalid` with everything that cannot be read. The message is left out."""
    problems = Problems()
    found: dict[str, Any] = {"name": values["name"]}
    for name, field in (("scheduled_for", "start"), ("scheduled_until", "end")):
        with problems.caught():
            found[name] = moment_read(values[field], f"/{field}", page)
    with problems.caught():
        found["components"] = _components(page, values["components"])
    if values["remind"].isascii() and values["remind"].isdigit() and len(values["remind"]) < 10:
        found["remind_before_seconds"] = int(values["remind"]) or None
    else:
        problems.add("/remind", "not_a_choice", _("Choose one of the reminders."))
    problems.raise_if_any()
    return {**found, **{name: name in values["switches"] for name, _label in SWITCHES}}


def window_read(page: Page, values: dict[str, Any]) -> tuple[datetime, datetime]:
    """From when to when; raises `Invalid`."""
    return moment_read(values["start"], "/start", page), moment_read(values["end"], "/end", page)


def reminders_with(seconds: str) -> list[tuple[str, str]]:
    """The choices, with the present one if it came from elsewhere."""
    choices = [(value, str(label)) for value, label in REMINDERS]
    if seconds.isdigit() and seconds not in dict(choices):
        hours = int(seconds) / 3600
        choices.append((seconds, _("%(hours)g hours before") % {"hours": hours}))
    return choices


def _components(page: Page, uids: list[str]) -> list[Component]:
    known = {component.uid: component for component in components_of_page(page)}
    if set(uids) - known.keys():
        raise Invalid.at("/components", "not_found", _("There is no such component on this page any more."))
    return [component for uid, component in known.items() if uid in uids]
