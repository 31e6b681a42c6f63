"""Status pages."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from statuspage.ids import new_ping_key
from statuspage.models.base import LIVING, Deletable, LivingManager, Outward, one_of
from statuspage.models.people import Organization
from statuspage.vocabulary import EmbedPosition, PagePlan, PageVisibility, PictureKind


def default_languages() -> list[str]:
    return ["en"]


OPEN = Q(visibility=PageVisibility.PUBLIC, viewers_must_be_team_members=False, ip_restrictions="")
"""Pages that everybody may read; `Page.is_open` says the same of one."""


class Page(Outward, Deletable):
    """One public status page with its settings.

    ``sequence`` rises with every journal event of the page, ``revision`` only with those that its visitors
    can see; both are moved by the journal alone.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="pages")
    name = models.CharField(_("name"), max_length=255)
    slug = models.SlugField(_("slug"), max_length=100)
    domain = models.CharField(_("domain"), max_length=253, null=True, blank=True)
    domain_verified_at = models.DateTimeField(null=True, blank=True)
    headline = models.CharField(_("headline"), max_length=255, blank=True, default="")
    description = models.TextField(_("description"), blank=True, default="")
    website_url = models.URLField(_("website"), max_length=2000, blank=True, default="")
    support_url = models.URLField(_("support address"), max_length=2000, blank=True, default="")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    languages = models.JSONField(_("languages"), default=default_languages)

    plan = models.CharField(max_length=8, choices=PagePlan.choices, default=PagePlan.PREMIUM)
    colors = models.JSONField(_("colours"), default=dict, blank=True)
    # What there is of `PagePicture`, by its kind, so that a page is shown without asking for the pictures.
    pictures = models.JSONField(default=dict, blank=True, editable=False)
    custom_css = models.TextField(_("custom CSS"), blank=True, default="")
    links = models.JSONField(_("header and footer links"), default=list, blank=True)
    analytics = models.JSONField(_("analytics"), default=dict, blank=True)

    visibility = models.CharField(
        max_length=10, choices=PageVisibility.choices, default=PageVisibility.PUBLIC
    )
    password_hash = models.CharField(max_length=256, blank=True, default="", editable=False)
    # Whoever was let in to the page was let in under this number: a new one shuts everybody out.
    password_version = models.PositiveIntegerField(default=0, editable=False)
    hidden_from_search = models.BooleanField(default=False)
    viewers_must_be_team_members = models.BooleanField(default=False)
    ip_restrictions = models.TextField(blank=True, default="")

    allow_page_subscribers = models.BooleanField(default=True)
    allow_incident_subscribers = models.BooleanField(default=True)
    allow_email = models.BooleanField(default=True)
    allow_sms = models.BooleanField(default=False)
    allow_webhook = models.BooleanField(default=True)
    allow_slack = models.BooleanField(default=True)
    allow_teams = models.BooleanField(default=True)
    allow_discord = models.BooleanField(default=True)
    allow_feeds = models.BooleanField(default=True)

    notifications_from_email = models.CharField(max_length=320, blank=True, default="")
    notifications_email_footer = models.TextField(blank=True, default="")
    twitter_username = models.CharField(max_length=64, blank=True, default="")
    city = models.CharField(max_length=100, blank=True, default="")
    state = models.CharField(max_length=100, blank=True, default="")
    country = models.CharField(max_length=100, blank=True, default="")

    weight_degraded = models.FloatField(default=0.0)
    weight_partial = models.FloatField(default=0.3)
    weight_major = models.FloatField(default=1.0)
    weight_unavailable = models.FloatField(default=1.0)

    ping_key = models.CharField(max_length=22, unique=True, default=new_ping_key, editable=False)
    badge_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    # Since when the dashboard no longer leads through the first steps.
    start_closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    sequence = models.PositiveBigIntegerField(default=0, editable=False)
    revision = models.PositiveBigIntegerField(default=0, editable=False)

    objects: ClassVar[models.Manager["Page"]] = models.Manager()
    living: ClassVar[LivingManager[Self]] = LivingManager()

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        constraints = (
            models.UniqueConstraint(fields=("slug",), condition=LIVING, name="page_slug_living"),
            models.UniqueConstraint(Lower("domain"), condition=LIVING, name="page_domain_living"),
            one_of("visibility", PageVisibility, name="page_visibility_word"),
            one_of("plan", PagePlan, name="page_plan_word"),
            models.CheckConstraint(
                condition=Q(weight_degraded__range=(0, 1))
                & Q(weight_partial__range=(0, 1))
                & Q(weight_major__range=(0, 1))
                & Q(weight_unavailable__range=(0, 1)),
                name="page_weights_are_shares",
            ),
            models.CheckConstraint(
                condition=~Q(visibility="password") | ~Q(password_hash=""), name="page_password_is_set"
            ),
            models.CheckConstraint(
                condition=Q(revision__lte=F("sequence")), name="page_revision_below_sequence"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether everybody may read the page, from anywhere: only then may it be kept and shared."""
        return (
            self.visibility == PageVisibility.PUBLIC
            and not self.viewers_must_be_team_members
            and not self.ip_restrictions
        )


class PagePicture(models.Model):
    """The bytes of a picture. They are in the database, so that every machine and every backup has them."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="picture_files")
    kind = models.CharField(max_length=8, choices=PictureKind.choices)
    content_type = models.CharField(max_length=20)
    data = models.BinaryField()

    objects: ClassVar[models.Manager["PagePicture"]] = models.Manager()

    class Meta:
        verbose_name = _("picture of a page")
        verbose_name_plural = _("pictures of pages")
        constraints = (
            models.UniqueConstraint(fields=("page", "kind"), name="page_picture_once"),
            one_of("kind", PictureKind, name="page_picture_kind_word"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.page}"


class StatusEmbedConfig(models.Model):
    """Place and colours of the banner that other sites embed (Statuspage contract, section 6)."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="embed_config")
    position = models.CharField(
        max_length=12, choices=EmbedPosition.choices, default=EmbedPosition.BOTTOM_LEFT
    )
    incident_background_color = models.CharField(max_length=9, default="#cf2f3a")
    incident_text_color = models.CharField(max_length=9, default="#ffffff")
    maintenance_background_color = models.CharField(max_length=9, default="#3f73d8")
    maintenance_text_color = models.CharField(max_length=9, default="#ffffff")
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[models.Manager["StatusEmbedConfig"]] = models.Manager()

    class Meta:
        verbose_name = _("embed settings")
        verbose_name_plural = _("embed settings")
        constraints = (one_of("position", EmbedPosition, name="embed_position_word"),)

    def __str__(self) -> str:
        return f"Embed settings of {self.page}"
