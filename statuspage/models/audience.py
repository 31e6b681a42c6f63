"""Who may see a restricted page (Statuspage's page access users and groups)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from statuspage.models.base import Outward
from statuspage.models.components import Component
from statuspage.models.pages import Page


class AudienceGroup(Outward):
    """Viewers who see the same components of a restricted page."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="audience_groups")
    name = models.CharField(max_length=255)
    external_identifier = models.CharField(max_length=255, blank=True, default="")
    components = models.ManyToManyField(Component, blank=True, related_name="audience_groups")

    objects: ClassVar[models.Manager["AudienceGroup"]] = models.Manager()

    class Meta:
        verbose_name = _("audience group")
        verbose_name_plural = _("audience groups")
        constraints = (
            models.UniqueConstraint(
                fields=("page", "external_identifier"),
                condition=~Q(external_identifier=""),
                name="audience_group_external_once",
            ),
        )

    def __str__(self) -> str:
        return self.name


class AudienceMember(Outward):
    """A viewer of a restricted page; sees the own components and those of the groups."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="audience_members")
    email = models.EmailField(blank=True, default="")
    external_login = models.CharField(max_length=255, blank=True, default="")
    # Rises when either changes: whoever signed in before is out, also once the old one is back.
    sign_in_version = models.PositiveIntegerField(default=0, editable=False)
    groups = models.ManyToManyField(AudienceGroup, blank=True, related_name="members")
    components = models.ManyToManyField(Component, blank=True, related_name="audience_members")

    objects: ClassVar[models.Manager["AudienceMember"]] = models.Manager()

    class Meta:
        verbose_name = _("audience member")
        verbose_name_plural = _("audience members")
        constraints = (
            models.UniqueConstraint(
                "page", Lower("email"), condition=~Q(email=""), name="audience_member_email_once"
            ),
            models.UniqueConstraint(
                fields=("page", "external_login"),
                condition=~Q(external_login=""),
                name="audience_member_login_once",
            ),
        )

    def __str__(self) -> str:
        return self.email or self.external_login or self.uid
