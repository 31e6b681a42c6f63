"""All writes of monitoring."""

from monitoring.services.audience import (
    audience_group_create_with_metrics,
    audience_group_metrics_grant,
    audience_group_metrics_revoke,
    audience_group_update_with_metrics,
    audience_member_metrics_grant,
    audience_member_metrics_revoke,
)
from monitoring.services.check_rows import check_locked
from monitoring.services.checks import (
    check_create,
    check_delete,
    check_update,
)
from monitoring.services.dispatch import checks_dispatch, leases_release
from monitoring.services.fetching import provider_fetch
from monitoring.services.flips import check_settle
from monitoring.services.heartbeats import heartbeats_tick
from monitoring.services.held import incidents_open_held
from monitoring.services.limits import checks_hold
from monitoring.services.metric_hours import metric_hours_build, points_retain
from monitoring.services.metric_rows import metric_locked, metric_object
from monitoring.services.metrics import metric_create, metric_delete, metric_update
from monitoring.services.objects import check_object, target_masked, target_shown
from monitoring.services.pauses import check_pause, check_resume
from monitoring.services.pings import ping_record
from monitoring.services.plain_pings import ping_take
from monitoring.services.points import points_add, points_clear
from monitoring.services.providers import provider_create, provider_delete, provider_update
from monitoring.services.pulse import pulse_beat
from monitoring.services.recording import Recorded, results_record
from monitoring.services.retention import results_retain
from monitoring.services.rollups import rollups_build
from monitoring.services.trying import check_run_now, check_try, checks_try

__all__ = [
    "Recorded",
    "audience_group_create_with_metrics",
    "audience_group_metrics_grant",
    "audience_group_metrics_revoke",
    "audience_group_update_with_metrics",
    "audience_member_metrics_grant",
    "audience_member_metrics_revoke",
    "check_create",
    "check_delete",
    "check_locked",
    "check_object",
    "check_pause",
    "check_resume",
    "check_run_now",
    "check_settle",
    "check_try",
    "check_update",
    "checks_dispatch",
    "checks_hold",
    "checks_try",
    "heartbeats_tick",
    "incidents_open_held",
    "leases_release",
    "metric_create",
    "metric_delete",
    "metric_hours_build",
    "metric_locked",
    "metric_object",
    "metric_update",
    "ping_record",
    "ping_take",
    "points_add",
    "points_clear",
    "points_retain",
    "provider_create",
    "provider_delete",
    "provider_fetch",
    "provider_update",
    "pulse_beat",
    "results_record",
    "results_retain",
    "rollups_build",
    "target_masked",
    "target_shown",
]
