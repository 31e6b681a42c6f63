"""Checks and the narrow rows that move with every run."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from incidents.models import Incident, IncidentTemplate
from monitoring.vocabulary import CheckKind, CheckState, Effect, PingMethods, Showcase
from statuspage.models import Component, Page
from statuspage.models.base import Deletable, LivingManager, Outward, one_of
from statuspage.status import Status


def default_regions() -> list[str]:
    return ["default"]


class Check(Outward, Deletable):
    """Something that is watched.

    Probed kinds have an interval and a timeout and are due at ``anchor + n × interval``; a heartbeat has a
    period or a schedule instead and waits to be pinged. ``version`` rises with each edit of what is probed
    and fences results of older specifications. ``code`` allows a ping to whoever knows it. ``tags`` are
    words separated by single spaces. ``state`` is the confirmed state over all regions. An HTTP check without
    an address is paused; one that ``awaits_address`` begins by itself when it is given one.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="checks")
    component = models.ForeignKey(
        Component, null=True, blank=True, on_delete=models.SET_NULL, related_name="checks"
    )
    code = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    badge_code = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=CheckKind.choices)
    name = models.CharField(_("name"), max_length=255, blank=True, default="")
    slug = models.CharField(_("slug"), max_length=100, blank=True, default="")
    description = models.TextField(_("description"), blank=True, default="")
    tags = models.CharField(_("tags"), max_length=500, blank=True, default="")
    target = models.JSONField(_("target"), default=dict, blank=True)

    interval_seconds = models.PositiveIntegerField(null=True, blank=True)
    timeout_seconds = models.PositiveIntegerField(null=True, blank=True)
    confirm_down = models.PositiveSmallIntegerField(default=2)
    confirm_up = models.PositiveSmallIntegerField(default=1)
    degraded_over_ms = models.PositiveIntegerField(null=True, blank=True)
    regions = models.JSONField(default=default_regions)
    quorum = models.PositiveSmallIntegerField(null=True, blank=True)
    location = models.CharField(max_length=64, blank=True, default="")
    anchor = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    showcase = models.CharField(max_length=8, choices=Showcase.choices, default=Showcase.NONE)
    effect = models.CharField(max_length=16, choices=Effect.choices, default=Effect.STATUS)
    effect_status = models.CharField(max_length=24, choices=Status.choices, default=Status.MAJOR_OUTAGE)
    template = models.ForeignKey(
        IncidentTemplate, null=True, blank=True, on_delete=models.SET_NULL, related_name="checks"
    )

    period_seconds = models.PositiveIntegerField(null=True, blank=True)
    schedule = models.CharField(max_length=100, blank=True, default="")
    schedule_time_zone = models.CharField(max_length=64, default="UTC")
    grace_seconds = models.PositiveIntegerField(null=True, blank=True)
    manual_resume = models.BooleanField(default=False)
    methods = models.CharField(max_length=10, choices=PingMethods.choices, blank=True, default="")
    start_kw = models.CharField(max_length=200, blank=True, default="")
    success_kw = models.CharField(max_length=200, blank=True, default="")
    failure_kw = models.CharField(max_length=200, blank=True, default="")
    filter_subject = models.BooleanField(default=False)
    filter_body = models.BooleanField(default=False)
    filter_http_body = models.BooleanField(default=False)
    filter_default_fail = models.BooleanField(default=False)

    state = models.CharField(max_length=10, choices=CheckState.choices, default=CheckState.NEW)
    state_since = models.DateTimeField(null=True, blank=True)
    awaits_address = models.BooleanField(default=False, editable=False)
    tls_expires_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Check"]] = models.Manager()
    living: ClassVar[LivingManager[Self]] = LivingManager()

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        ordering = ("name", "id")
        constraints = (
            one_of("kind", CheckKind, name="check_kind_word"),
            one_of("state", CheckState, name="check_state_word"),
            one_of("effect", Effect, name="check_effect_word"),
            one_of("effect_status", Status, name="check_effect_status_word"),
            one_of("showcase", Showcase, name="check_showcase_word"),
            one_of("methods", PingMethods, name="check_methods_word"),
            models.CheckConstraint(
                condition=Q(
                    kind=CheckKind.HEARTBEAT,
                    interval_seconds__isnull=True,
                    timeout_seconds__isnull=True,
                    grace_seconds__isnull=False,
                )
                & (Q(period_seconds__isnull=False) | ~Q(schedule=""))
                | ~Q(kind=CheckKind.HEARTBEAT)
                & Q(interval_seconds__range=(5, 86_400), timeout_seconds__range=(1, 60))
                & Q(timeout_seconds__lt=F("interval_seconds")),
                name="check_timing_of_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(awaits_address=False) | Q(kind=CheckKind.HTTP, state=CheckState.PAUSED),
                name="check_awaits_its_address_paused",
            ),
            models.CheckConstraint(
                condition=Q(confirm_down__gte=1, confirm_up__gte=1), name="check_confirms_at_least_once"
            ),
        )
        indexes = (models.Index(fields=("page", "slug"), name="check_by_slug"),)

    def __str__(self) -> str:
        # Never by its code: labels are read by many who may not ping.
        return self.own_name or f"{self.kind} {self.uid}"

    @property
    def own_name(self) -> str:
        """What the team calls it: its name, else its slug, else nothing."""
        return self.name or self.slug

    @property
    def has_address(self) -> bool:
        """Whether there is something to look at: only an HTTP check may be without."""
        return self.kind != CheckKind.HTTP or bool(self.target.get("url"))


class CheckRegion(models.Model):
    """Where a check stands in one region: its next slot, the lease on it, the last result, the streaks.

    A slot belongs to whoever holds the lease until it runs out; the recorder moves ``next_slot`` on only if
    it still is the slot of the result, so that a late or doubled worker changes nothing. ``was_degraded`` is
    the word of the result before the last one.
    """

    check_row = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="region_rows")
    region = models.CharField(max_length=32, default="default")
    next_slot = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    last_slot = models.DateTimeField(null=True, blank=True)
    last_ok = models.BooleanField(null=True, blank=True)
    last_degraded = models.BooleanField(default=False)
    was_degraded = models.BooleanField(default=False)
    last_latency_ms = models.FloatField(null=True, blank=True)
    last_code = models.CharField(max_length=32, blank=True, default="")
    last_error = models.CharField(max_length=500, blank=True, default="")
    streak_down = models.PositiveIntegerField(default=0)
    streak_up = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager["CheckRegion"]] = models.Manager()

    class Meta:
        verbose_name = _("check in a region")
        verbose_name_plural = _("checks by region")
        constraints = (models.UniqueConstraint(fields=("check_row", "region"), name="check_region_once"),)
        indexes = (
            models.Index(
                fields=("next_slot",), condition=Q(next_slot__isnull=False), name="check_region_due"
            ),
        )

    def __str__(self) -> str:
        return f"{self.check_row} from {self.region}"


class HeartbeatState(models.Model):
    """A heartbeat's counters, apart from its settings so that a ping writes one narrow row.

    ``late_at`` is when the grace runs out and the check goes down unless a ping comes first.
    """

    check_row = models.OneToOneField(
        Check, primary_key=True, on_delete=models.CASCADE, related_name="heartbeat"
    )
    ping_count = models.PositiveBigIntegerField(default=0)
    last_ping_at = models.DateTimeField(null=True, blank=True)
    last_start_at = models.DateTimeField(null=True, blank=True)
    last_start_rid = models.UUIDField(null=True, blank=True)
    last_duration_ms = models.PositiveBigIntegerField(null=True, blank=True)
    late_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["HeartbeatState"]] = models.Manager()

    class Meta:
        verbose_name = _("heartbeat state")
        verbose_name_plural = _("heartbeat states")
        indexes = (
            models.Index(fields=("late_at",), condition=Q(late_at__isnull=False), name="heartbeat_late"),
        )

    def __str__(self) -> str:
        return f"{self.ping_count} pings"


class CheckIncident(models.Model):
    """Which incident speaks for a check's failure, so that its recovery resolves that one and no other.

    Checks that fail together are tied to one incident, which is over when the last of them has recovered.
    """

    check_row = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="opened_incidents")
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="check_ties")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["CheckIncident"]] = models.Manager()

    class Meta:
        verbose_name = _("incident of a check")
        verbose_name_plural = _("incidents of checks")
        constraints = (
            models.UniqueConstraint(
                fields=("check_row",), condition=Q(closed_at__isnull=True), name="check_incident_open_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.check_row}: {self.incident}"
