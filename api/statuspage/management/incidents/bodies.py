"""What clients send about incidents and maintenance, in the words of the services.

Null, but of a name, is passed over: it leaves things as they are, or as they usually are.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from api.statuspage.management.incidents.affected import Affected, affected_read
from api.statuspage.management.incidents.families import SWITCHES, WINDOW, is_given, others_refuse
from api.statuspage.management.values import flag, moment, text
from incidents.indicator import statuspage_incident_status
from incidents.models import Incident
from incidents.services import Revision
from incidents.vocabulary import MAINTENANCE_STATUSES, IncidentKind, IncidentStatus, OnEnd, Origin, TextFormat
from statuspage.clock import iso_milliseconds
from statuspage.exceptions import Invalid
from statuspage.models import Page
from statuspage.validation import Problems

HOUR_SECONDS = 3600

FIELDS = {
    **{ours: theirs for theirs, ours in SWITCHES.items()},
    "remind_before_seconds": "scheduled_remind_prior",
    "started_at": "backfill_date",
    "resolved_at": "backfill_date",
    "displayed_at": "display_at",
    "notify": "deliver_notifications",
}
"""Names of the door by those of the services."""


def is_planned(data: Mapping[str, Any]) -> bool:
    """Whether what is to be made is a maintenance: it has a window, or a status of one."""
    window = any(is_given(data, name) for name in WINDOW)
    return window or status_read(data) in MAINTENANCE_STATUSES


def is_told_afterwards(data: Mapping[str, Any]) -> bool:
    """Whether it is backfilled; a date alone says so too, or it would be told to everybody as news."""
    if is_given(data, "backfilled"):
        return flag(data["backfilled"], "/backfilled")
    return is_given(data, "backfill_date")


def incident_new(page: Page, data: Mapping[str, Any]) -> dict[str, Any]:
    """An incident for `incident_open`."""
    problems = Problems()
    found: dict[str, Any] = {"status": status_read(data)}
    with problems.caught():
        found |= _shared(data)
    with problems.caught():
        found |= _intervals(data)
    with problems.caught():
        found["tell_opening"] = delivers(data)
    with problems.caught():
        found["components"] = affected_read(page, data).declared or ()
    others_refuse(data, problems)
    problems.raise_if_any()
    return {**_COMMON, **found}


def backfilled_new(page: Page, data: Mapping[str, Any]) -> dict[str, Any]:
    """An incident of the past for `incident_open`."""
    problems = Problems()
    found: dict[str, Any] = {}
    with problems.caught():
        found |= _shared(data)
    with problems.caught():
        found |= _past(page, data)
    with problems.caught():
        refuse_components(data)
    if is_planned(data):
        problems.add("/backfilled", "either_or", _("A maintenance cannot be backfilled."))
    else:
        others_refuse(data, problems, backfilled=True)
    if not found.keys() & {"started_at"} and not problems.errors:
        problems.add("/backfill_date", "required", _("What is backfilled needs a date."))
    problems.raise_if_any()
    return {**_COMMON, **found, "status": status_read(data), "backfilled": True}


def maintenance_new(page: Page, data: Mapping[str, Any]) -> dict[str, Any]:
    """A maintenance for `maintenance_schedule`; without a word about it, subscribers who hear of it are
    reminded of it."""
    problems = Problems()
    found: dict[str, Any] = {"status": status_read(data)}
    tells = True
    with problems.caught():
        found |= {"name": "", **_shared(data)}
    with problems.caught():
        found["tell_opening"] = tells = delivers(data)
    with problems.caught():
        found |= {"remind_before_seconds": HOUR_SECONDS if tells else None, **_schedule(page, data, problems)}
    with problems.caught():
        waits = found["status"] in (None, IncidentStatus.SCHEDULED)
        found["components"] = affected_read(page, data, waits=waits).declared or ()
    for name in WINDOW:
        if not is_given(data, name):
            problems.add(f"/{name}", "required", _("A maintenance needs this time."))
    others_refuse(data, problems, planned=True)
    problems.raise_if_any()
    return {**_COMMON, **found}


def revision_read(incident: Incident, data: Mapping[str, Any]) -> Revision:
    """What was sent to change an incident or a maintenance, judged by how it stands.

    Who sends back what was read changes nothing, and least of all with the status `postmortem`.
    """
    if status_read(data) == statuspage_incident_status(incident):
        data = {**data, "status": None}
    affected = _components(incident, data)
    return Revision(
        changes=_changes(incident, data),
        components=affected.declared,
        replace_components=affected.is_all,
        status=status_read(data),
        body=text(data.get("body"), "/body"),
        body_format=TextFormat.HTML.value,
        notify=delivers(data),
    )


def status_read(data: Mapping[str, Any]) -> str | None:
    """The word that was sent, whatever it is."""
    return text(data.get("status"), "/status") or None


def delivers(data: Mapping[str, Any]) -> bool:
    """Whether subscribers are told of this."""
    given = is_given(data, "deliver_notifications")
    return flag(data["deliver_notifications"], "/deliver_notifications") if given else True


def update_read(page: Page, data: Mapping[str, Any]) -> dict[str, Any]:
    """Changes for `update_edit`."""
    problems = Problems()
    changes: dict[str, Any] = {}
    if data.get("body") is not None:
        with problems.caught():
            changes |= {"body": text(data["body"], "/body"), "body_format": TextFormat.HTML.value}
    if is_given(data, "display_at"):
        with problems.caught():
            changes["displayed_at"] = moment(data["display_at"], "/display_at", ZoneInfo(page.time_zone))
    if is_given(data, "deliver_notifications"):
        with problems.caught():
            changes["notify"] = delivers(data)
    if is_given(data, "wants_twitter_update"):
        # Nothing is told there, whatever is wanted.
        with problems.caught():
            flag(data["wants_twitter_update"], "/wants_twitter_update")
    problems.raise_if_any()
    return changes


def refuse_components(data: Mapping[str, Any]) -> None:
    """Raise `Invalid` where components are named."""
    for name, empty in (("components", ("", [], {})), ("component_ids", ("", []))):
        if data.get(name) is not None and data[name] not in empty:
            raise Invalid.at(f"/{name}", "backfilled", _("What is backfilled cannot name components."))


def _changes(incident: Incident, data: Mapping[str, Any]) -> dict[str, Any]:
    problems = Problems()
    changes: dict[str, Any] = {}
    with problems.caught():
        changes |= _shared(data)
    changes.pop("body", None)
    if incident.kind == IncidentKind.MAINTENANCE:
        changes |= _schedule(incident.page, data, problems)
        if changes.get("remind_before_seconds") and incident.remind_before_seconds:
            del changes["remind_before_seconds"]
        for name in WINDOW:
            # What is read has no microseconds.
            if name in changes and iso_milliseconds(changes[name]) == iso_milliseconds(
                getattr(incident, name)
            ):
                del changes[name]
    else:
        with problems.caught():
            changes |= _intervals(data)
        with problems.caught():
            changes |= _past(incident.page, data) if incident.backfilled else {}
    planned = incident.kind == IncidentKind.MAINTENANCE
    others_refuse(data, problems, planned=planned, backfilled=incident.backfilled)
    problems.raise_if_any()
    return changes


def _components(incident: Incident, data: Mapping[str, Any]) -> Affected:
    if incident.backfilled:
        refuse_components(data)
    return affected_read(incident.page, data, waits=incident.status == IncidentStatus.SCHEDULED)


def _shared(data: Mapping[str, Any]) -> dict[str, Any]:
    problems = Problems()
    found: dict[str, Any] = {}
    if "name" in data:
        with problems.caught():
            found["name"] = text(data["name"], "/name")
    if data.get("body") is not None:
        with problems.caught():
            found["body"] = text(data["body"], "/body")
    if "impact_override" in data:
        with problems.caught():
            found["impact_override"] = text(data["impact_override"], "/impact_override") or None
    if "metadata" in data:
        # A form has no other way to send an empty object.
        found["metadata"] = {} if data["metadata"] in (None, "") else data["metadata"]
    problems.raise_if_any()
    return found


def _intervals(data: Mapping[str, Any]) -> dict[str, Any]:
    if "reminder_intervals" not in data:
        return {}
    value = data["reminder_intervals"]
    return {"reminder_intervals": None if value == "" else value}


def _schedule(page: Page, data: Mapping[str, Any], problems: Problems) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for theirs, ours in SWITCHES.items():
        if is_given(data, theirs):
            with problems.caught():
                found[ours] = flag(data[theirs], f"/{theirs}")
    for name in WINDOW:
        if is_given(data, name):
            with problems.caught():
                found[name] = moment(data[name], f"/{name}", ZoneInfo(page.time_zone))
    if is_given(data, "scheduled_remind_prior"):
        with problems.caught():
            reminds = flag(data["scheduled_remind_prior"], "/scheduled_remind_prior")
            found["remind_before_seconds"] = HOUR_SECONDS if reminds else None
    return found


def _past(page: Page, data: Mapping[str, Any]) -> dict[str, datetime]:
    """Start and end of what was told afterwards: one moment."""
    if not is_given(data, "backfill_date"):
        return {}
    at = moment(data["backfill_date"], "/backfill_date", ZoneInfo(page.time_zone))
    return {"started_at": at, "resolved_at": at}


_COMMON = {"body_format": TextFormat.HTML.value, "on_end": OnEnd.KEEP.value, "origin": Origin.API.value}
