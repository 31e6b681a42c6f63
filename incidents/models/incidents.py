"""Incidents and maintenance, their timeline and the components that they touch."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from incidents.models.series import MaintenanceSeries
from incidents.models.templates import IncidentTemplate
from incidents.vocabulary import (
    INCIDENT_STATUSES,
    MAINTENANCE_STATUSES,
    Impact,
    IncidentKind,
    IncidentStatus,
    OnEnd,
    Origin,
    TextFormat,
    UpdateKind,
)
from statuspage.models import Component, Page
from statuspage.models.base import LIVING, Deletable, LivingManager, Outward, one_of
from statuspage.status import Status


class Incident(Outward, Deletable):
    """An incident or a maintenance.

    ``impact`` is the effective one: the override where given, else computed from the affected components.
    ``next_transition_at`` and ``next_reminder_at`` are when the tick has to act, empty when it need not.
    ``human_touched_at``: automation neither edits nor closes what a person touched.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="incidents")
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(max_length=12, choices=IncidentKind.choices, default=IncidentKind.INCIDENT)
    name = models.CharField(_("name"), max_length=255)
    status = models.CharField(max_length=16, choices=IncidentStatus.choices)
    impact = models.CharField(max_length=12, choices=Impact.choices, default=Impact.NONE)
    impact_override = models.CharField(max_length=12, choices=Impact.choices, null=True, blank=True)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.PERSON)
    human_touched_at = models.DateTimeField(null=True, blank=True)
    reported_by = models.CharField(max_length=255, blank=True, default="")
    draft = models.BooleanField(default=False)
    backfilled = models.BooleanField(default=False)
    notify = models.BooleanField(default=True)
    on_end = models.CharField(max_length=8, choices=OnEnd.choices, default=OnEnd.RELEASE)
    template = models.ForeignKey(
        IncidentTemplate, null=True, blank=True, on_delete=models.SET_NULL, related_name="incidents"
    )

    started_at = models.DateTimeField()
    monitoring_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)

    scheduled_for = models.DateTimeField(null=True, blank=True)
    scheduled_until = models.DateTimeField(null=True, blank=True)
    auto_start = models.BooleanField(default=True)
    auto_complete = models.BooleanField(default=True)
    set_maintenance_status = models.BooleanField(default=True)
    restore_status = models.BooleanField(default=True)
    remind_before_seconds = models.PositiveIntegerField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    notify_at_start = models.BooleanField(default=True)
    notify_at_end = models.BooleanField(default=True)
    series = models.ForeignKey(
        MaintenanceSeries, null=True, blank=True, on_delete=models.SET_NULL, related_name="occurrences"
    )

    reminder_intervals = models.JSONField(null=True, blank=True)
    next_transition_at = models.DateTimeField(null=True, blank=True)
    next_reminder_at = models.DateTimeField(null=True, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    translations = models.JSONField(default=dict, blank=True)
    postmortem_ignored = models.BooleanField(default=False)

    objects: ClassVar[models.Manager["Incident"]] = models.Manager()
    living: ClassVar[LivingManager[Self]] = LivingManager()

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents and maintenance")
        constraints = (
            models.UniqueConstraint(fields=("page", "number"), name="incident_number_once"),
            models.UniqueConstraint(
                fields=("series", "scheduled_for"),
                condition=LIVING & Q(series__isnull=False),
                name="incident_occurrence_once",
            ),
            models.CheckConstraint(
                condition=Q(kind=IncidentKind.INCIDENT, status__in=INCIDENT_STATUSES)
                | Q(kind=IncidentKind.MAINTENANCE, status__in=MAINTENANCE_STATUSES),
                name="incident_status_of_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind=IncidentKind.INCIDENT)
                | Q(scheduled_for__isnull=False, scheduled_until__isnull=False),
                name="maintenance_has_a_schedule",
            ),
            models.CheckConstraint(
                condition=Q(scheduled_until__isnull=True) | Q(scheduled_until__gt=F("scheduled_for")),
                name="incident_window_has_length",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True) | Q(resolved_at__gte=F("started_at")),
                name="incident_ends_after_start",
            ),
            one_of("impact", Impact, name="incident_impact_word"),
            one_of("origin", Origin, name="incident_origin_word"),
            one_of("on_end", OnEnd, name="incident_on_end_word"),
        )
        indexes = (
            models.Index(fields=("page", "kind", "-started_at"), name="incident_newest"),
            models.Index(
                fields=("next_transition_at",),
                condition=Q(next_transition_at__isnull=False),
                name="incident_transition_due",
            ),
            models.Index(
                fields=("next_reminder_at",),
                condition=Q(next_reminder_at__isnull=False),
                name="incident_reminder_due",
            ),
        )

    def __str__(self) -> str:
        return self.name


class IncidentUpdate(Outward):
    """One entry of the timeline; ``html`` is the sanitised rendering of ``body``, made when it was written.

    ``snapshot`` lists the components as this update left them: ``[{"uid", "name", "old", "new"}]``.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="updates")
    kind = models.CharField(max_length=8, choices=UpdateKind.choices, default=UpdateKind.UPDATE)
    status = models.CharField(max_length=16, choices=IncidentStatus.choices)
    body = models.TextField(blank=True, default="")
    format = models.CharField(max_length=8, choices=TextFormat.choices, default=TextFormat.MARKDOWN)
    html = models.TextField(blank=True, default="")
    displayed_at = models.DateTimeField()
    deliver = models.BooleanField(default=True)
    author_label = models.CharField(max_length=255, blank=True, default="")
    actor_kind = models.CharField(max_length=10, default="system")
    actor_uid = models.CharField(max_length=12, blank=True, default="")
    snapshot = models.JSONField(default=list, blank=True)
    translations = models.JSONField(default=dict, blank=True)

    objects: ClassVar[models.Manager["IncidentUpdate"]] = models.Manager()

    class Meta:
        verbose_name = _("incident update")
        verbose_name_plural = _("incident updates")
        constraints = (
            models.UniqueConstraint(
                fields=("incident",), condition=Q(kind=UpdateKind.OPENING), name="update_opens_once"
            ),
            one_of("kind", UpdateKind, name="update_kind_word"),
            one_of("status", IncidentStatus, name="update_status_word"),
            one_of("format", TextFormat, name="update_format_word"),
        )
        indexes = (models.Index(fields=("incident", "-displayed_at"), name="update_newest"),)

    def __str__(self) -> str:
        return f"{self.status}: {self.body[:60]}"


class AffectedComponent(models.Model):
    """A component that an incident touches, with the status declared for it."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="affected")
    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="affected_by")
    status = models.CharField(max_length=24, choices=Status.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["AffectedComponent"]] = models.Manager()

    class Meta:
        verbose_name = _("affected component")
        verbose_name_plural = _("affected components")
        constraints = (
            models.UniqueConstraint(fields=("incident", "component"), name="affected_once"),
            one_of("status", Status, name="affected_status_word"),
        )

    def __str__(self) -> str:
        return f"{self.component}: {self.status}"
