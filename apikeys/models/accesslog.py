"""Every request of a keyed door, refused ones too."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apikeys.models.keys import ApiKey
from statuspage.models import Organization


class AccessLog(models.Model):
    """One request; never a secret, never a body, never a query string."""

    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.CASCADE, related_name="access_log"
    )
    key = models.ForeignKey(
        ApiKey, null=True, blank=True, on_delete=models.SET_NULL, related_name="access_log"
    )
    key_prefix = models.CharField(max_length=16, blank=True, default="")
    door = models.CharField(max_length=16)
    at = models.DateTimeField()
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=500)
    status = models.PositiveSmallIntegerField()
    duration_ms = models.PositiveIntegerField()
    address = models.CharField(max_length=45, blank=True, default="")
    request_id = models.CharField(max_length=36, blank=True, default="")

    objects: ClassVar[models.Manager["AccessLog"]] = models.Manager()

    class Meta:
        verbose_name = _("API request")
        verbose_name_plural = _("API access log")
        indexes = (
            models.Index(fields=("organization", "-id"), name="access_of_organization"),
            models.Index(fields=("at",), name="access_by_time"),
        )

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.status}"
