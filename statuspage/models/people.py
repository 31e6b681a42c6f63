"""People and the organizations that they belong to."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from statuspage.models.base import Outward, one_of
from statuspage.vocabulary import MembershipRole


class UserManager(BaseUserManager["User"]):
    """Creates users for Django's own commands; everything else goes through the services."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin, Outward):
    """A person; the e-mail address is the log-in name, unique whatever its case.

    `password_giver` is the id of the key or person who chose the password and so may know it; empty once it
    was chosen through a mailed link, which shows whose address it is. Every session holds the
    `session_generation` in which it began, and ends when another one begins.
    """

    email = models.EmailField(_("e-mail address"), unique=True)
    first_name = models.CharField(_("first name"), max_length=150, blank=True, default="")
    last_name = models.CharField(_("last name"), max_length=150, blank=True, default="")
    language = models.CharField(_("language"), max_length=16, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may use the operators' admin"), default=False)
    password_giver = models.CharField(max_length=16, blank=True, default="", editable=False)
    session_generation = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = (models.UniqueConstraint(Lower("email"), name="user_email_any_case"),)

    def __str__(self) -> str:
        return self.email

    @property
    def name(self) -> str:
        """What others are shown: the full name, or the address where no name is given."""
        return f"{self.first_name} {self.last_name}".strip() or self.email

    def get_session_auth_hash(self) -> str:
        """What a session must hold to be good: of the password, and of the generation of sessions."""
        return self._of_this_generation(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same by earlier server secrets."""
        for found in super().get_session_auth_fallback_hash():
            yield self._of_this_generation(found)

    def _of_this_generation(self, found: str) -> str:
        # The first generation is that of the sessions that began before there were any.
        return f"{found}.{self.session_generation}" if self.session_generation else found


class Organization(Outward):
    """The tenant: owns pages, people's roles and keys."""

    name = models.CharField(_("name"), max_length=255)

    objects: ClassVar[models.Manager["Organization"]] = models.Manager()

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's role in an organization.

    With `has_given_name` the organization knows the person by the name that it gave (perhaps none) when it
    took in an account that there was: the account's own would tell of other organizations.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=MembershipRole.choices, default=MembershipRole.MEMBER)
    has_given_name = models.BooleanField(default=False, editable=False)
    given_first_name = models.CharField(max_length=150, blank=True, default="", editable=False)
    given_last_name = models.CharField(max_length=150, blank=True, default="", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["Membership"]] = models.Manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = (
            models.UniqueConstraint(fields=("organization", "user"), name="membership_once"),
            one_of("role", MembershipRole, name="membership_role_word"),
        )

    def __str__(self) -> str:
        return f"{self.user} in {self.organization} as {self.role}"

    @property
    def first_name(self) -> str:
        """As this organization knows it."""
        return self.given_first_name if self.has_given_name else self.user.first_name

    @property
    def last_name(self) -> str:
        """As this organization knows it."""
        return self.given_last_name if self.has_given_name else self.user.last_name

    @property
    def name(self) -> str:
        """What others of the organization are shown: the full name, or the address where none is given."""
        return f"{self.first_name} {self.last_name}".strip() or self.user.email


class PageRole(models.Model):
    """What a plain member may do on one page (Statuspage's page roles)."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="page_roles")
    page = models.ForeignKey("statuspage.Page", on_delete=models.CASCADE, related_name="roles")
    page_configuration = models.BooleanField(default=False)
    incident_manager = models.BooleanField(default=False)
    maintenance_manager = models.BooleanField(default=False)

    objects: ClassVar[models.Manager["PageRole"]] = models.Manager()

    class Meta:
        verbose_name = _("page role")
        verbose_name_plural = _("page roles")
        constraints = (models.UniqueConstraint(fields=("membership", "page"), name="page_role_once"),)

    def __str__(self) -> str:
        return f"{self.membership} on {self.page}"
