"""Components and their groups."""

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from statuspage.models.base import LIVING, Deletable, LivingManager, Outward, one_of
from statuspage.models.pages import Page
from statuspage.status import Status


class ComponentGroup(Outward, Deletable):
    """A heading over components; it shares one order with the page's ungrouped components."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(_("name"), max_length=255)
    slug = models.SlugField(_("slug"), max_length=100)
    description = models.TextField(_("description"), blank=True, default="")
    position = models.PositiveIntegerField(_("position"), default=0)
    translations = models.JSONField(default=dict, blank=True)

    objects: ClassVar[models.Manager["ComponentGroup"]] = models.Manager()
    living: ClassVar[LivingManager[Self]] = LivingManager()

    class Meta:
        verbose_name = _("component group")
        verbose_name_plural = _("component groups")
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(fields=("page", "slug"), condition=LIVING, name="group_slug_living"),
        )

    def __str__(self) -> str:
        return self.name


class Component(Outward, Deletable):
    """A part of the service that people know by name.

    ``status`` and ``status_since`` are a projection of the claims, like the periods, and written with them.
    ``visible``: shown on the page at all. ``showcase``: its uptime bars are shown.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="components")
    group = models.ForeignKey(
        ComponentGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="components"
    )
    name = models.CharField(_("name"), max_length=255)
    slug = models.SlugField(_("slug"), max_length=100)
    description = models.TextField(_("description"), blank=True, default="")
    position = models.PositiveIntegerField(_("position"), default=0)
    visible = models.BooleanField(_("visible"), default=True)
    showcase = models.BooleanField(_("uptime shown"), default=True)
    only_show_if_degraded = models.BooleanField(_("only shown while degraded"), default=False)
    start_date = models.DateField(_("in service since"), null=True, blank=True)
    automation_email = models.CharField(max_length=320, blank=True, default="")
    translations = models.JSONField(default=dict, blank=True)
    status = models.CharField(max_length=24, choices=Status.choices, default=Status.UNKNOWN, editable=False)
    status_since = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[models.Manager["Component"]] = models.Manager()
    living: ClassVar[LivingManager[Self]] = LivingManager()

    class Meta:
        verbose_name = _("component")
        verbose_name_plural = _("components")
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(fields=("page", "slug"), condition=LIVING, name="component_slug_living"),
            one_of("status", Status, name="component_status_word"),
        )

    def __str__(self) -> str:
        return self.name
