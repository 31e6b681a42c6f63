"""Answers kept for repeated requests."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apikeys.models.keys import ApiKey


class IdempotencyRecord(models.Model):
    """The answer to a POST with ``Idempotency-Key``; claimed and filled in the act's own transaction.

    ``fingerprint`` is a hash of the body: the same token with another body is refused. Never holds a secret.
    """

    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="idempotency_records")
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
        )
        indexes = (models.Index(fields=("created_at",), name="idempotency_by_age"),)

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.token}"
