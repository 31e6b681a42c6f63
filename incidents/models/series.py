"""Maintenance that recurs."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from statuspage.models import Page
from statuspage.models.base import Deletable, LivingManager, Outward


class MaintenanceSeries(Outward, Deletable):
    """An RFC 5545 RRULE in a zone; each occurrence is a maintenance of its own, made ahead of its time.

    ``blueprint`` holds what every occurrence starts with (name, body, format, components, switches).
    ``next_occurrence_at`` is the next start that has no occurrence yet, empty when the rule is exhausted.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="maintenance_series")
    rrule = models.CharField(max_length=500)
    time_zone = models.CharField(max_length=64, default="UTC")
    first_start = models.DateTimeField()
    duration_seconds = models.PositiveIntegerField()
    blueprint = models.JSONField(default=dict)
    next_occurrence_at = models.DateTimeField(null=True, blank=True, db_index=True)

    objects: ClassVar[models.Manager["MaintenanceSeries"]] = models.Manager()
    living: ClassVar[LivingManager[Self]] = LivingManager()

    class Meta:
        verbose_name = _("maintenance series")
        verbose_name_plural = _("maintenance series")
        constraints = (
            models.CheckConstraint(condition=Q(duration_seconds__gt=0), name="series_has_duration"),
        )

    def __str__(self) -> str:
        return self.rrule
