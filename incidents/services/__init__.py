"""All writes of incidents and maintenance."""

from incidents.services.automation import incident_auto_ease, incident_auto_join, incident_auto_resolve
from incidents.services.components import (
    component_declaration_retract,
    component_declare_status,
    component_update_and_declare,
)
from incidents.services.incidents import (
    incident_delete,
    incident_open,
    incident_publish,
    incident_update,
)
from incidents.services.maintenance import (
    maintenance_cancel,
    maintenance_complete,
    maintenance_post_update,
    maintenance_start,
)
from incidents.services.postmortems import (
    postmortem_delete,
    postmortem_publish,
    postmortem_revert,
    postmortem_save_draft,
)
from incidents.services.restoring import update_restore
from incidents.services.revising import Revision, incident_revise
from incidents.services.scheduling import maintenance_schedule, maintenance_update
from incidents.services.series import series_end, series_update
from incidents.services.templates import (
    template_create,
    template_delete,
    template_object,
    template_render,
    template_update,
)
from incidents.services.tick import incidents_tick
from incidents.services.updates import (
    incident_post_update,
    incident_resolve,
    update_delete,
    update_edit,
)

__all__ = [
    "Revision",
    "component_declaration_retract",
    "component_declare_status",
    "component_update_and_declare",
    "incident_auto_ease",
    "incident_auto_join",
    "incident_auto_resolve",
    "incident_delete",
    "incident_open",
    "incident_post_update",
    "incident_publish",
    "incident_resolve",
    "incident_revise",
    "incident_update",
    "incidents_tick",
    "maintenance_cancel",
    "maintenance_complete",
    "maintenance_post_update",
    "maintenance_schedule",
    "maintenance_start",
    "maintenance_update",
    "postmortem_delete",
    "postmortem_publish",
    "postmortem_revert",
    "postmortem_save_draft",
    "series_end",
    "series_update",
    "template_create",
    "template_delete",
    "template_object",
    "template_render",
    "template_update",
    "update_delete",
    "update_edit",
    "update_restore",
]
