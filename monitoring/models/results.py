"""What checks found: results, roll-ups, pings and flips."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from monitoring.models.checks import Check
from monitoring.vocabulary import CheckState, FlipReason, PingKind, RollupPeriod
from statuspage.models.base import one_of


class CheckResult(models.Model):
    """One run of a check for one slot in one region. Latencies are milliseconds; phases are durations."""

    check_row = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="results", db_index=False)
    region = models.CharField(max_length=32, default="default")
    slot = models.DateTimeField()
    ok = models.BooleanField()
    degraded = models.BooleanField(default=False)
    latency_ms = models.FloatField(null=True, blank=True)
    dns_ms = models.FloatField(null=True, blank=True)
    connect_ms = models.FloatField(null=True, blank=True)
    tls_ms = models.FloatField(null=True, blank=True)
    first_byte_ms = models.FloatField(null=True, blank=True)
    code = models.CharField(max_length=32, blank=True, default="")
    error = models.CharField(max_length=500, blank=True, default="")

    objects: ClassVar[models.Manager["CheckResult"]] = models.Manager()

    class Meta:
        verbose_name = _("check result")
        verbose_name_plural = _("check results")
        constraints = (
            models.UniqueConstraint(fields=("check_row", "slot", "region"), name="result_once_per_slot"),
        )
        indexes = (models.Index(fields=("slot",), name="result_by_age"),)

    def __str__(self) -> str:
        return f"{self.slot:%Y-%m-%d %H:%M:%S} {self.code}"


class CheckRollup(models.Model):
    """An hour or a day of results of one region, kept for ever. Latencies are of successful runs."""

    check_row = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="rollups", db_index=False)
    region = models.CharField(max_length=32, default="default")
    period = models.CharField(max_length=4, choices=RollupPeriod.choices)
    start = models.DateTimeField()
    runs = models.PositiveIntegerField(default=0)
    ups = models.PositiveIntegerField(default=0)
    latency_min_ms = models.FloatField(null=True, blank=True)
    latency_mean_ms = models.FloatField(null=True, blank=True)
    latency_max_ms = models.FloatField(null=True, blank=True)
    latency_p50_ms = models.FloatField(null=True, blank=True)
    latency_p95_ms = models.FloatField(null=True, blank=True)
    latency_p99_ms = models.FloatField(null=True, blank=True)

    objects: ClassVar[models.Manager["CheckRollup"]] = models.Manager()

    class Meta:
        verbose_name = _("roll-up")
        verbose_name_plural = _("roll-ups")
        constraints = (
            models.UniqueConstraint(fields=("check_row", "period", "start", "region"), name="rollup_once"),
            one_of("period", RollupPeriod, name="rollup_period_word"),
            models.CheckConstraint(
                condition=models.Q(ups__lte=models.F("runs")), name="rollup_ups_below_runs"
            ),
        )

    def __str__(self) -> str:
        return f"{self.period} from {self.start:%Y-%m-%d %H:%M}"


class Ping(models.Model):
    """One signal of a heartbeat; ``n`` counts per check from 1."""

    check_row = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="pings", db_index=False)
    n = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=8, choices=PingKind.choices, default=PingKind.SUCCESS)
    at = models.DateTimeField()
    scheme = models.CharField(max_length=8, blank=True, default="http")
    address = models.CharField(max_length=45, blank=True, default="")
    method = models.CharField(max_length=10, blank=True, default="")
    user_agent = models.CharField(max_length=200, blank=True, default="")
    rid = models.UUIDField(null=True, blank=True)
    exit_status = models.PositiveSmallIntegerField(null=True, blank=True)
    duration_ms = models.PositiveBigIntegerField(null=True, blank=True)
    body = models.BinaryField(null=True, blank=True)

    objects: ClassVar[models.Manager["Ping"]] = models.Manager()

    class Meta:
        verbose_name = _("ping")
        verbose_name_plural = _("pings")
        constraints = (
            models.UniqueConstraint(fields=("check_row", "n"), name="ping_number_once"),
            one_of("kind", PingKind, name="ping_kind_word"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.n}"


class Flip(models.Model):
    """A change of a check's confirmed state. Nobody is told of a ``silent`` one."""

    check_row = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="flips")
    at = models.DateTimeField()
    old = models.CharField(max_length=10, choices=CheckState.choices)
    new = models.CharField(max_length=10, choices=CheckState.choices)
    reason = models.CharField(max_length=8, choices=FlipReason.choices, blank=True, default="")
    message = models.CharField(max_length=500, blank=True, default="")
    silent = models.BooleanField(default=False)

    objects: ClassVar[models.Manager["Flip"]] = models.Manager()

    class Meta:
        verbose_name = _("flip")
        verbose_name_plural = _("flips")
        constraints = (
            one_of("old", CheckState, name="flip_old_word"),
            one_of("new", CheckState, name="flip_new_word"),
        )
        indexes = (models.Index(fields=("check_row", "-at"), name="flip_newest"),)

    def __str__(self) -> str:
        return f"{self.old} to {self.new}"
