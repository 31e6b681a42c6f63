"""Invitations to the team of an organization."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from statuspage.models.base import Outward, one_of
from statuspage.models.people import Organization, User
from statuspage.vocabulary import MembershipRole


class Invitation(Outward):
    """What somebody with this address becomes in the organization once they say yes, until ``expires_at``.

    ``pages`` holds the roles of a plain member by the uid of the page; a page may be gone by then.
    ``sendings`` counts how often it was sent: each time has a link of its own, and only the last one is good.
    With ``is_shown`` that was shown to whoever invites, so following it proves nothing about the address.
    ``mail_at`` is when mailing it is tried next, and empty where there is nothing to send.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="invitations")
    email = models.CharField(max_length=254)
    role = models.CharField(max_length=8, choices=MembershipRole.choices, default=MembershipRole.MEMBER)
    pages = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=16, default="en")
    invited_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="invitations_sent"
    )
    inviter = models.CharField(max_length=255)
    sendings = models.PositiveIntegerField(default=1)
    is_shown = models.BooleanField(default=False)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    mail_at = models.DateTimeField(null=True, blank=True)
    mail_tries = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager["Invitation"]] = models.Manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "email"),
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_open_once",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
                name="invitation_ends_one_way",
            ),
            one_of("role", MembershipRole, name="invitation_role_word"),
        )
        indexes = (
            models.Index(fields=("mail_at",), condition=Q(mail_at__isnull=False), name="invitation_mail_due"),
        )

    def __str__(self) -> str:
        return f"{self.email} to {self.organization}"
