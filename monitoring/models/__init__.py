"""The tables of monitoring."""

from monitoring.models.checks import Check, CheckIncident, CheckRegion, HeartbeatState
from monitoring.models.metrics import DataPoint, DataPointHour, Metric, MetricAudience, MetricsProvider
from monitoring.models.pulse import Pulse
from monitoring.models.results import CheckResult, CheckRollup, Flip, Ping

__all__ = [
    "Check",
    "CheckIncident",
    "CheckRegion",
    "CheckResult",
    "CheckRollup",
    "DataPoint",
    "DataPointHour",
    "Flip",
    "HeartbeatState",
    "Metric",
    "MetricAudience",
    "MetricsProvider",
    "Ping",
    "Pulse",
]
