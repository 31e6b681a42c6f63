"""Links that let somebody in to a page once."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from statuspage.models.audience import AudienceMember
from statuspage.models.base import Outward
from statuspage.models.pages import Page


class AdmissionLink(Outward):
    """A link that lets one member of the audience in to a restricted page, once, until ``expires_at``.

    One that was asked for by mail begins with the ``email`` alone, whoever that is: only whoever sends it
    looks for the member. ``mail_at`` is when that is tried next, and empty where there is nothing to send.
    ``path`` is where on the page it leads. One with a ``browser`` is good in that browser alone, which shows
    what this is the hash of.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="admission_links", db_index=False)
    member = models.ForeignKey(
        AudienceMember, null=True, blank=True, on_delete=models.CASCADE, related_name="admission_links"
    )
    email = models.CharField(max_length=254, blank=True, default="")
    language = models.CharField(max_length=16, default="en")
    path = models.CharField(max_length=700, blank=True, default="")
    browser = models.CharField(max_length=64, blank=True, default="")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)
    mail_at = models.DateTimeField(null=True, blank=True)
    mail_tries = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager["AdmissionLink"]] = models.Manager()

    class Meta:
        verbose_name = _("link to sign in")
        verbose_name_plural = _("links to sign in")
        constraints = (
            models.CheckConstraint(
                condition=Q(member__isnull=False) | ~Q(email=""), name="admission_link_is_somebodys"
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(member__isnull=False),
                name="admission_link_used_by_member",
            ),
        )
        indexes = (
            models.Index(
                fields=("mail_at",), condition=Q(mail_at__isnull=False), name="admission_link_mail_due"
            ),
        )

    def __str__(self) -> str:
        return self.uid
