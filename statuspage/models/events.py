"""The journal's table: every change, written in the transaction of the change."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from statuspage.ids import UID_LENGTH, new_uid
from statuspage.models.pages import Page
from statuspage.models.people import Organization


class Event(models.Model):
    """One change. ``sequence`` counts per page; ``dispatched_at`` is empty until the webhooks took it."""

    uid = models.CharField(max_length=UID_LENGTH, unique=True, default=new_uid, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="events")
    page = models.ForeignKey(Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="events")
    page_uid = models.CharField(max_length=UID_LENGTH, blank=True, default="")
    sequence = models.PositiveBigIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=64)
    at = models.DateTimeField()
    subject_kind = models.CharField(max_length=32)
    subject_uid = models.CharField(max_length=UID_LENGTH, blank=True, default="")
    subject_label = models.CharField(max_length=255, blank=True, default="")
    actor_kind = models.CharField(max_length=10)
    actor_uid = models.CharField(max_length=UID_LENGTH, blank=True, default="")
    actor_label = models.CharField(max_length=255, blank=True, default="")
    actor_address = models.CharField(max_length=45, blank=True, default="")
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    dispatched_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Event"]] = models.Manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("journal")
        constraints = (
            models.UniqueConstraint(
                fields=("page_uid", "sequence"), condition=~Q(page_uid=""), name="event_sequence_once"
            ),
            models.CheckConstraint(
                condition=Q(page_uid="", sequence__isnull=True)
                | (~Q(page_uid="") & Q(sequence__isnull=False)),
                name="event_of_a_page_has_sequence",
            ),
        )
        indexes = (
            models.Index(
                fields=("id",), condition=Q(dispatched_at__isnull=True), name="event_not_dispatched"
            ),
            models.Index(fields=("organization", "-id"), name="event_of_organization"),
            models.Index(fields=("subject_kind", "subject_uid"), name="event_of_subject"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_label}"
