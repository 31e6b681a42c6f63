"""All reads of monitoring that are more than one line."""

from monitoring.selectors.badges import Tally, heartbeat_tags, tallies_forget, tally_of_check, tally_of_page
from monitoring.selectors.checks import (
    check_get,
    check_has_slug,
    check_reported_state,
    checks_list,
    checks_of_organization,
    last_result,
)
from monitoring.selectors.heartbeats import (
    checks_by_code,
    heartbeat_by_code,
    heartbeat_codes,
    heartbeat_exists,
    heartbeat_matching,
    heartbeats_by_slug,
    heartbeats_of,
    page_by_ping_key,
)
from monitoring.selectors.history import flips_of, ping_with_body, pings_of, results_of, rollups_of
from monitoring.selectors.metrics import (
    Series,
    hours_of,
    metric_get,
    metric_series,
    metrics_displayed,
    metrics_of_page,
    points_of,
)
from monitoring.selectors.trouble import Masks, Trouble, masks_of, troubles_of
from monitoring.selectors.uptime import (
    LatencyPoint,
    check_uptimes,
    latency_latest,
    latency_series,
    showcased_latency,
)

__all__ = [
    "LatencyPoint",
    "Masks",
    "Series",
    "Tally",
    "Trouble",
    "check_get",
    "check_has_slug",
    "check_reported_state",
    "check_uptimes",
    "checks_by_code",
    "checks_list",
    "checks_of_organization",
    "flips_of",
    "heartbeat_by_code",
    "heartbeat_codes",
    "heartbeat_exists",
    "heartbeat_matching",
    "heartbeat_tags",
    "heartbeats_by_slug",
    "heartbeats_of",
    "hours_of",
    "last_result",
    "latency_latest",
    "latency_series",
    "masks_of",
    "metric_get",
    "metric_series",
    "metrics_displayed",
    "metrics_of_page",
    "page_by_ping_key",
    "ping_with_body",
    "pings_of",
    "points_of",
    "results_of",
    "rollups_of",
    "showcased_latency",
    "tallies_forget",
    "tally_of_check",
    "tally_of_page",
    "troubles_of",
]
