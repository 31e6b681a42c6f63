"""Answers kept for repeated requests."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apikeys.models.keys import ApiKey
from statuspage.models import User


class IdempotencyRecord(models.Model):
    """The answer to a POST with ``Idempotency-Key``, or to a form of the dashboard that a person sent.

    Claimed and filled in the act's own transaction; a record is of either a key or a person.

    ``fingerprint`` is a hash of the body: the same token with another body is refused. Never holds a secret.
    """

    key = models.ForeignKey(
        ApiKey, null=True, blank=True, on_delete=models.CASCADE, related_name="idempotency_records"
    )
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="idempotency_records"
    )
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=500)
    token = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    headers = models.JSONField(default=dict)
    answer = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects: ClassVar[models.Manager["IdempotencyRecord"]] = models.Manager()

    class Meta:
        verbose_name = _("idempotency record")
        verbose_name_plural = _("idempotency records")
        constraints = (
            models.UniqueConstraint(fields=("key", "method", "path", "token"), name="idempotency_once"),
            models.UniqueConstraint(fields=("user", "method", "path", "token"), name="idempotency_form_once"),
            models.CheckConstraint(
                condition=Q(key__isnull=False, user__isnull=True) | Q(key__isnull=True, user__isnull=False),
                name="idempotency_is_of_one",
            ),
        )
        indexes = (models.Index(fields=("created_at",), name="idempotency_by_age"),)

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.token}"
