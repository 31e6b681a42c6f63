"""All writes of the ground floor."""

from statuspage.services.audience import (
    audience_member_create,
    audience_member_delete,
    audience_member_update,
)
from statuspage.services.audience_grants import (
    audience_group_grant,
    audience_group_revoke,
    audience_member_grant,
    audience_member_revoke,
    components_audience_grant,
    components_audience_revoke,
)
from statuspage.services.audience_groups import (
    audience_group_create,
    audience_group_delete,
    audience_group_update,
)
from statuspage.services.claims import claim_release, claim_set, claims_keep, claims_release
from statuspage.services.components import (
    component_create,
    component_delete,
    component_object,
    component_update,
)
from statuspage.services.corrections import (
    Correction,
    claim_record,
    claim_respan,
    claim_void,
    history_correct,
)
from statuspage.services.embed import embed_config_update
from statuspage.services.groups import group_create, group_delete, group_object, group_update
from statuspage.services.labels import label_create, label_delete, label_update, labels_lay
from statuspage.services.notes import note_post, note_void
from statuspage.services.ordering import components_reorder
from statuspage.services.organizations import (
    member_add,
    member_remove,
    member_update,
    organization_create,
    organization_update,
)
from statuspage.services.page_roles import member_rights_set, page_roles_replace, page_roles_set
from statuspage.services.pages import (
    page_create,
    page_delete,
    page_domain_verify,
    page_object,
    page_start_close,
    page_update,
)
from statuspage.services.people import (
    login_failure_record,
    login_record,
    password_replace,
    user_create,
    user_update,
)
from statuspage.services.ping_keys import page_ping_key_rotate, page_ping_key_take
from statuspage.services.projection import (
    component_lock,
    component_rebuild,
    component_reproject,
    components_lock,
    periods_differ,
)
from statuspage.services.stating import component_update_and_state

__all__ = [
    "Correction",
    "audience_group_create",
    "audience_group_delete",
    "audience_group_grant",
    "audience_group_revoke",
    "audience_group_update",
    "audience_member_create",
    "audience_member_delete",
    "audience_member_grant",
    "audience_member_revoke",
    "audience_member_update",
    "claim_record",
    "claim_release",
    "claim_respan",
    "claim_set",
    "claim_void",
    "claims_keep",
    "claims_release",
    "component_create",
    "component_delete",
    "component_lock",
    "component_object",
    "component_rebuild",
    "component_reproject",
    "component_update",
    "component_update_and_state",
    "components_audience_grant",
    "components_audience_revoke",
    "components_lock",
    "components_reorder",
    "embed_config_update",
    "group_create",
    "group_delete",
    "group_object",
    "group_update",
    "history_correct",
    "label_create",
    "label_delete",
    "label_update",
    "labels_lay",
    "login_failure_record",
    "login_record",
    "member_add",
    "member_remove",
    "member_rights_set",
    "member_update",
    "note_post",
    "note_void",
    "organization_create",
    "organization_update",
    "page_create",
    "page_delete",
    "page_domain_verify",
    "page_object",
    "page_ping_key_rotate",
    "page_ping_key_take",
    "page_roles_replace",
    "page_roles_set",
    "page_start_close",
    "page_update",
    "password_replace",
    "periods_differ",
    "user_create",
    "user_update",
]
