"""What is claimed about a component, and the periods that follow from it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from statuspage.models.base import one_of
from statuspage.models.components import Component
from statuspage.status import ClaimSource, Status


class StatusClaim(models.Model):
    """One source's claim about a component over a span: the truth from which the shown status is derived.

    ``stated_at`` is when the claim was made. It equals ``started`` except for claims about a time before and
    for the pieces that a correction cuts, which keep it, so that who spoke last does not change. A manual
    claim that ``yields`` is not shown while an incident or a maintenance speaks, however bad it is.
    """

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="claims")
    source = models.CharField(max_length=12, choices=ClaimSource.choices)
    source_uid = models.CharField(max_length=12, blank=True, default="")
    status = models.CharField(max_length=24, choices=Status.choices)
    label = models.CharField(max_length=255, blank=True, default="")
    message = models.TextField(blank=True, default="")
    yields = models.BooleanField(default=False)
    stated_at = models.DateTimeField()
    started = models.DateTimeField()
    ended = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=500, blank=True, default="")
    actor_kind = models.CharField(max_length=10, default="system")
    actor_uid = models.CharField(max_length=12, blank=True, default="")
    actor_label = models.CharField(max_length=255, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["StatusClaim"]] = models.Manager()

    class Meta:
        verbose_name = _("status claim")
        verbose_name_plural = _("status claims")
        constraints = (
            models.UniqueConstraint(
                fields=("component", "source", "source_uid"),
                condition=Q(ended__isnull=True, voided_at__isnull=True),
                name="claim_open_once",
            ),
            models.CheckConstraint(
                condition=Q(ended__isnull=True) | Q(ended__gte=F("started")), name="claim_ends_after_start"
            ),
            one_of("source", ClaimSource, name="claim_source_word"),
            one_of("status", Status, name="claim_status_word"),
        )
        indexes = (
            models.Index(fields=("component", "started"), name="claim_by_start"),
            models.Index(fields=("source", "source_uid"), name="claim_by_source"),
        )

    def __str__(self) -> str:
        return f"{self.source} says {self.status}"


class StatusPeriod(models.Model):
    """A span in which a component showed one status for one cause; rebuildable from the claims."""

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="periods")
    status = models.CharField(max_length=24, choices=Status.choices)
    started = models.DateTimeField()
    ended = models.DateTimeField(null=True, blank=True)
    cause = models.CharField(max_length=12, blank=True, default="")
    source_uid = models.CharField(max_length=12, blank=True, default="")
    label = models.CharField(max_length=255, blank=True, default="")
    message = models.TextField(blank=True, default="")

    objects: ClassVar[models.Manager["StatusPeriod"]] = models.Manager()

    class Meta:
        verbose_name = _("status period")
        verbose_name_plural = _("status periods")
        constraints = (
            models.UniqueConstraint(fields=("component", "started"), name="period_starts_once"),
            models.UniqueConstraint(
                fields=("component",), condition=Q(ended__isnull=True), name="period_open_once"
            ),
            models.CheckConstraint(
                condition=Q(ended__isnull=True) | Q(ended__gt=F("started")), name="period_has_length"
            ),
            one_of("status", Status, name="period_status_word"),
        )
        indexes = (models.Index(fields=("component", "ended"), name="period_by_end"),)

    def __str__(self) -> str:
        return f"{self.status} since {self.started:%Y-%m-%d %H:%M}"
