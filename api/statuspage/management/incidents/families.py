"""Incidents, maintenance and what is told afterwards: what one of them has says nothing about the others."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from api.statuspage.management.values import flag, text
from incidents.vocabulary import IncidentStatus
from statuspage.validation import Problems

WINDOW = ("scheduled_for", "scheduled_until")
SWITCHES = {
    # The alias first: where both are given, the name that the answer has counts.
    "scheduled_auto_transition": "auto_start",
    "scheduled_auto_in_progress": "auto_start",
    "scheduled_auto_completed": "auto_complete",
    "auto_transition_to_maintenance_state": "set_maintenance_status",
    "auto_transition_to_operational_state": "restore_status",
    "auto_transition_deliver_notifications_at_start": "notify_at_start",
    "auto_transition_deliver_notifications_at_end": "notify_at_end",
}
"""The switches of a maintenance, by the names that they have here and in the services."""


def others_refuse(
    data: Mapping[str, Any], problems: Problems, *, planned: bool = False, backfilled: bool = False
) -> None:
    """Note what would change nothing, since only another family has it.

    Null, an empty text and a switch that is off are taken from everybody, as those are read of all.
    """
    for name in _others_times(planned=planned, backfilled=backfilled):
        if is_given(data, name):
            problems.add(f"/{name}", "other_family", _other_family())
    for name in () if planned else (*SWITCHES, "scheduled_remind_prior"):
        with problems.caught():
            if is_given(data, name) and flag(data[name], f"/{name}"):
                problems.add(f"/{name}", "other_family", _other_family())
    with problems.caught():
        if is_given(data, "backfilled") and flag(data["backfilled"], "/backfilled") is not backfilled:
            problems.add("/backfilled", "other_family", _("This cannot be changed later."))
    with problems.caught():
        status = text(data.get("status"), "/status")
        if backfilled and not planned and status not in _OVER:
            problems.add("/status", "other_family", _("What is backfilled is over: resolved."))


def is_given(data: Mapping[str, Any], name: str) -> bool:
    """Whether a field says something; null and an empty text do not."""
    return data.get(name) not in (None, "")


_OVER = ("", IncidentStatus.RESOLVED.value)


def _others_times(*, planned: bool, backfilled: bool) -> tuple[str, ...]:
    own = ("reminder_intervals",) if planned else WINDOW
    return own if backfilled else (*own, "backfill_date")


def _other_family() -> str:
    return _("This incident has no such field: incidents, maintenance and what is backfilled differ.")
