"""What was said about components, and the words it was said with (Stashboard's events and statuses)."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from statuspage.models.base import LIVING, Deletable, LivingManager, Outward, one_of
from statuspage.models.claims import StatusClaim
from statuspage.models.components import Component
from statuspage.models.pages import Page
from statuspage.status import Status
from statuspage.vocabulary import STATUS_OF_LEVEL, LabelLevel


class StatusLabel(Outward, Deletable):
    """A named status of a page with its level and image; one per page is the default."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="labels")
    name = models.CharField(max_length=255)
    slug = models.CharField(max_length=255)
    description = models.TextField(blank=True, default="")
    level = models.CharField(max_length=8, choices=LabelLevel.choices, default=LabelLevel.NORMAL)
    image = models.CharField(max_length=100, blank=True, default="")
    is_default = models.BooleanField(default=False)

    objects: ClassVar[models.Manager["StatusLabel"]] = models.Manager()
    living: ClassVar[LivingManager[Self]] = LivingManager()

    class Meta:
        verbose_name = _("status label")
        verbose_name_plural = _("status labels")
        constraints = (
            models.UniqueConstraint(fields=("page", "slug"), condition=LIVING, name="label_slug_living"),
            models.UniqueConstraint(
                fields=("page",), condition=LIVING & Q(is_default=True), name="label_default_once"
            ),
            one_of("level", LabelLevel, name="label_level_word"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def status(self) -> Status:
        """What a component shows when this is said of it."""
        return STATUS_OF_LEVEL[self.level]


class StatusNote(Outward):
    """What was said about a component at a time; one that is not informational also made a manual claim."""

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="notes")
    at = models.DateTimeField()
    label = models.ForeignKey(
        StatusLabel, null=True, blank=True, on_delete=models.PROTECT, related_name="notes"
    )
    status = models.CharField(max_length=24, choices=Status.choices)
    informational = models.BooleanField(default=False)
    message = models.TextField(blank=True, default="")
    claim = models.ForeignKey(
        StatusClaim, null=True, blank=True, on_delete=models.SET_NULL, related_name="notes"
    )
    actor_kind = models.CharField(max_length=10, default="system")
    actor_uid = models.CharField(max_length=12, blank=True, default="")
    actor_label = models.CharField(max_length=255, blank=True, default="")
    voided_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["StatusNote"]] = models.Manager()

    class Meta:
        verbose_name = _("status note")
        verbose_name_plural = _("status notes")
        constraints = (one_of("status", Status, name="note_status_word"),)
        indexes = (models.Index(fields=("component", "-at"), name="note_newest"),)

    def __str__(self) -> str:
        return self.message[:80]
