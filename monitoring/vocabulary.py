"""The words of monitoring."""

from django.db import models
from django.utils.translation import gettext_lazy as _

HEARTBEAT_SECONDS = range(60, 365 * 86_400 + 1)
"""So long may the period and the grace of a heartbeat be."""
PERIOD_SECONDS, GRACE_SECONDS = 86_400, 3600
"""What a heartbeat has where nobody says anything else."""


class CheckKind(models.TextChoices):
    HTTP = "http", "HTTP"
    TCP = "tcp", "TCP"
    DNS = "dns", "DNS"
    TLS = "tls", "TLS"
    ICMP = "icmp", "ICMP"
    HEARTBEAT = "heartbeat", _("Heartbeat")


class CheckState(models.TextChoices):
    """The stored state. ``grace`` and ``started`` are only ever reported, from a heartbeat's times."""

    NEW = "new", _("New")
    UP = "up", _("Up")
    DEGRADED = "degraded", _("Degraded")
    DOWN = "down", _("Down")
    PAUSED = "paused", _("Paused")


class Effect(models.TextChoices):
    """What a failure does."""

    NONE = "none", _("Nothing")
    STATUS = "status", _("Sets the component's status")
    DRAFT_INCIDENT = "draft_incident", _("Sets the status and drafts an incident")
    INCIDENT = "incident", _("Sets the status and publishes an incident")


class Showcase(models.TextChoices):
    """What the public page shows of a check."""

    NONE = "none", _("Nothing")
    UPTIME = "uptime", _("Uptime")
    LATENCY = "latency", _("Response time")
    BOTH = "both", _("Uptime and response time")


class PingKind(models.TextChoices):
    SUCCESS = "success", _("Success")
    START = "start", _("Start")
    FAIL = "fail", _("Fail")
    LOG = "log", _("Log")
    IGNORED = "ign", _("Ignored")


class PingMethods(models.TextChoices):
    """With which HTTP methods a ping counts."""

    ANY = "", "*"
    POST = "POST", "POST"


class FlipReason(models.TextChoices):
    NONE = "", _("None")
    TIMEOUT = "timeout", _("Timeout")
    FAIL = "fail", _("Fail")


class RollupPeriod(models.TextChoices):
    HOUR = "hour", _("Hour")
    DAY = "day", _("Day")


class MetricSource(models.TextChoices):
    CUSTOM = "custom", _("Custom")
    CHECK = "check", _("Check")
    PROVIDER = "provider", _("Provider")


class ProviderKind(models.TextChoices):
    SELF = "self", _("Points by API")
    DATADOG = "datadog", "Datadog"
    NEWRELIC = "newrelic", "New Relic"
    PINGDOM = "pingdom", "Pingdom"
    LIBRATO = "librato", "Librato"
    PROMETHEUS = "prometheus", "Prometheus"


class MetricTransform(models.TextChoices):
    AVERAGE = "average", _("Average")
    COUNT = "count", _("Count")
    MAX = "max", _("Maximum")
    MIN = "min", _("Minimum")
    SUM = "sum", _("Sum")


class MetricSide(models.TextChoices):
    INSIDE = "", _("Inside its thresholds")
    ABOVE = "above", _("Above its threshold")
    BELOW = "below", _("Below its threshold")


class MetricRollup(models.TextChoices):
    MEAN = "mean", _("Mean value")
    MEAN_ROUNDED = "mean_rounded", _("Mean value (rounded)")
    SUM = "sum", _("Sum of all values")
    MIN = "min", _("Minimum value")
    MAX = "max", _("Maximum value")
    COUNT = "count", _("Number of values")
