"""All reads of the ground floor that are more than a line."""

from statuspage.selectors.components import (
    Section,
    component_resolve,
    components_of_page,
    group_resolve,
    groups_of_page,
    layout_of_page,
    notes_of_component,
    open_claims,
    open_claims_of,
)
from statuspage.selectors.journal import events_of_organization, events_of_page, events_pending
from statuspage.selectors.pages import (
    page_first,
    page_get_for_host,
    page_overall,
    page_resolve,
    page_revision,
    page_weights,
)
from statuspage.selectors.uptime import (
    WINDOWS,
    ComponentBars,
    UptimeReport,
    bars_of_components,
    bars_of_page,
    history_of_component,
    periods_packed,
    uptime_of_components,
    uptime_report,
)

__all__ = [
    "WINDOWS",
    "ComponentBars",
    "Section",
    "UptimeReport",
    "bars_of_components",
    "bars_of_page",
    "component_resolve",
    "components_of_page",
    "events_of_organization",
    "events_of_page",
    "events_pending",
    "group_resolve",
    "groups_of_page",
    "history_of_component",
    "layout_of_page",
    "notes_of_component",
    "open_claims",
    "open_claims_of",
    "page_first",
    "page_get_for_host",
    "page_overall",
    "page_resolve",
    "page_revision",
    "page_weights",
    "periods_packed",
    "uptime_of_components",
    "uptime_report",
]
