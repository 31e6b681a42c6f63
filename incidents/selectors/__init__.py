"""All reads of incidents and maintenance that are more than a line."""

from incidents.selectors.incidents import (
    Day,
    incident_get,
    incidents_by_day,
    incidents_changed_at,
    incidents_list,
    incidents_of_month,
    incidents_open,
    incidents_shown,
    incidents_under_way,
    maintenances_active,
    maintenances_calendar,
    maintenances_upcoming,
    template_get,
    templates_of_page,
    update_get,
)
from incidents.selectors.objects import (
    affected_in_order,
    impact_shown,
    incident_object,
    incident_url,
    update_object,
    updates_newest_first,
)
from incidents.selectors.related import incidents_touching

__all__ = [
    "Day",
    "affected_in_order",
    "impact_shown",
    "incident_get",
    "incident_object",
    "incident_url",
    "incidents_by_day",
    "incidents_changed_at",
    "incidents_list",
    "incidents_of_month",
    "incidents_open",
    "incidents_shown",
    "incidents_touching",
    "incidents_under_way",
    "maintenances_active",
    "maintenances_calendar",
    "maintenances_upcoming",
    "template_get",
    "templates_of_page",
    "update_get",
    "update_object",
    "updates_newest_first",
]
