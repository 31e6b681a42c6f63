"""What is written after an incident."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from incidents.models.incidents import Incident
from incidents.vocabulary import TextFormat
from statuspage.ids import new_uid
from statuspage.models.base import one_of


class Postmortem(models.Model):
    """A draft that people work on and, once published, the body that visitors read."""

    incident = models.OneToOneField(Incident, on_delete=models.CASCADE, related_name="postmortem")
    preview_key = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    draft = models.TextField(blank=True, default="")
    draft_updated_at = models.DateTimeField(null=True, blank=True)
    format = models.CharField(max_length=8, choices=TextFormat.choices, default=TextFormat.MARKDOWN)
    body = models.TextField(blank=True, default="")
    html = models.TextField(blank=True, default="")
    body_updated_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    notify = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[models.Manager["Postmortem"]] = models.Manager()

    class Meta:
        verbose_name = _("postmortem")
        verbose_name_plural = _("postmortems")
        constraints = (one_of("format", TextFormat, name="postmortem_format_word"),)

    def __str__(self) -> str:
        return f"Postmortem of {self.incident}"
