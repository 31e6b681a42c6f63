"""Templates that incidents start from."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from incidents.vocabulary import IncidentStatus, TextFormat
from statuspage.models import Component, ComponentGroup, Page
from statuspage.models.base import Outward, one_of


class IncidentTemplate(Outward):
    """A title and text with named fields (``{{component}}``) that are filled by plain substitution."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="templates")
    name = models.CharField(max_length=255)
    title = models.CharField(max_length=255)
    body = models.TextField(blank=True, default="")
    format = models.CharField(max_length=8, choices=TextFormat.choices, default=TextFormat.MARKDOWN)
    status = models.CharField(
        max_length=16, choices=IncidentStatus.choices, default=IncidentStatus.INVESTIGATING
    )
    group = models.ForeignKey(
        ComponentGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="templates"
    )
    components = models.ManyToManyField(Component, blank=True, related_name="templates")
    component_statuses = models.JSONField(default=dict, blank=True)
    notify = models.BooleanField(default=True)

    objects: ClassVar[models.Manager["IncidentTemplate"]] = models.Manager()

    class Meta:
        verbose_name = _("incident template")
        verbose_name_plural = _("incident templates")
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(fields=("page", "name"), name="template_name_once"),
            one_of("status", IncidentStatus, name="template_status_word"),
            one_of("format", TextFormat, name="template_format_word"),
        )

    def __str__(self) -> str:
        return self.name
