"""API keys."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from statuspage.models import Organization, Page
from statuspage.models.base import Outward


class ApiKey(Outward):
    """A key: kept as a keyed hash, found by its prefix, shown once.

    Reach is explicit: ``all_pages`` or the listed pages; an empty list reaches nothing (design, rule 9).
    ``generation`` feeds the derived credentials (Stashboard's OAuth secrets) and rises with each rotation.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="keys")
    name = models.CharField(_("name"), max_length=255)
    prefix = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64, editable=False)
    all_pages = models.BooleanField(default=False)
    pages = models.ManyToManyField(Page, blank=True, related_name="keys")
    default_page = models.ForeignKey(
        Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="default_of_keys"
    )
    scopes = models.JSONField(default=list)
    limit_per_minute = models.PositiveIntegerField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    generation = models.PositiveIntegerField(default=1)
    created_by = models.CharField(max_length=255, blank=True, default="")

    objects: ClassVar[models.Manager["ApiKey"]] = models.Manager()

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(limit_per_minute__isnull=True) | models.Q(limit_per_minute__gt=0),
                name="key_limit_is_positive",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
