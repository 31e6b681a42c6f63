"""Everyone who wants to hear: visitors, the team's alert channels, machines."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from incidents.models import Incident
from monitoring.models import Check
from statuspage.models import AudienceMember, Component, Page
from statuspage.models.base import Outward, one_of
from webhooks.vocabulary import Audience, BodyFormat, Digest, Saying, Scope, SubscriptionState, Told


def all_events() -> list[str]:
    return ["*"]


class Subscription(Outward):
    """One address that is told, with what it wants to hear of.

    ``kind`` names the transport (email, webhook, slack, ...). ``address`` is what it is reached by and
    ``config`` what else the transport needs; ``secrets`` is encrypted. ``code`` is a channel's outward UUID.
    ``address_key`` finds an address again whatever its spelling, ``address_host`` is its host in lower case.
    A narrower ``scope`` whose last object went reaches nothing (design, rule 9). Where the team ended it,
    and not the person who was told, it is ``removed``.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="subscriptions")
    audience = models.CharField(max_length=8, choices=Audience.choices)
    kind = models.CharField(max_length=32)
    name = models.CharField(max_length=255, blank=True, default="")
    description = models.TextField(blank=True, default="")
    code = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    address = models.CharField(max_length=2000, blank=True, default="")
    address_key = models.CharField(max_length=64, blank=True, default="")
    address_host = models.CharField(max_length=253, blank=True, default="")
    contact_email = models.CharField(max_length=254, blank=True, default="")
    config = models.JSONField(default=dict, blank=True)
    secrets = models.TextField(blank=True, default="", editable=False)
    previous_secret = models.TextField(blank=True, default="", editable=False)
    previous_secret_until = models.DateTimeField(null=True, blank=True)
    headers = models.JSONField(default=dict, blank=True)
    format = models.CharField(max_length=10, choices=BodyFormat.choices, default=BodyFormat.STANDARD)
    events = models.JSONField(default=all_events, blank=True)
    scope = models.CharField(max_length=10, choices=Scope.choices, default=Scope.PAGE)
    components = models.ManyToManyField(Component, blank=True, related_name="subscriptions")
    incident = models.ForeignKey(
        Incident, null=True, blank=True, on_delete=models.CASCADE, related_name="subscriptions"
    )
    audience_member = models.ForeignKey(
        AudienceMember, null=True, blank=True, on_delete=models.SET_NULL, related_name="subscriptions"
    )
    language = models.CharField(max_length=16, default="en")
    digest = models.CharField(max_length=8, choices=Digest.choices, blank=True, default="")
    digest_at = models.DateTimeField(null=True, blank=True)
    phone_country = models.CharField(max_length=2, blank=True, default="")
    enabled = models.BooleanField(default=True)
    state = models.CharField(
        max_length=12, choices=SubscriptionState.choices, default=SubscriptionState.UNCONFIRMED
    )
    skip_confirmation = models.BooleanField(default=False)
    confirmation_sent_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    quarantined_at = models.DateTimeField(null=True, blank=True)
    purge_at = models.DateTimeField(null=True, blank=True)
    unsubscribed_at = models.DateTimeField(null=True, blank=True)
    removed = models.BooleanField(default=False)
    failing_since = models.DateTimeField(null=True, blank=True)
    disabled_reason = models.CharField(max_length=255, blank=True, default="")
    last_error = models.CharField(max_length=500, blank=True, default="")
    last_delivered_at = models.DateTimeField(null=True, blank=True)
    actor_label = models.CharField(max_length=255, blank=True, default="")

    objects: ClassVar[models.Manager["Subscription"]] = models.Manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = (
            one_of("audience", Audience, name="subscription_audience_word"),
            one_of("scope", Scope, name="subscription_scope_word"),
            one_of("state", SubscriptionState, name="subscription_state_word"),
            one_of("format", BodyFormat, name="subscription_format_word"),
            models.CheckConstraint(
                condition=Q(scope=Scope.INCIDENT) | Q(incident__isnull=True),
                name="subscription_incident_of_its_scope",
            ),
            models.UniqueConstraint(
                fields=("page", "kind", "address_key"),
                condition=Q(audience=Audience.VISITOR, incident__isnull=True, audience_member__isnull=True)
                & ~Q(state=SubscriptionState.UNSUBSCRIBED)
                & ~Q(address_key="")
                & ~Q(scope=Scope.INCIDENT),
                name="visitor_once_per_page",
            ),
            models.UniqueConstraint(
                fields=("incident", "kind", "address_key"),
                condition=Q(audience=Audience.VISITOR, incident__isnull=False)
                & ~Q(state=SubscriptionState.UNSUBSCRIBED)
                & ~Q(address_key=""),
                name="visitor_once_per_incident",
            ),
            models.UniqueConstraint(
                fields=("audience_member", "kind", "address_key"),
                condition=Q(audience=Audience.VISITOR, audience_member__isnull=False, incident__isnull=True)
                & ~Q(state=SubscriptionState.UNSUBSCRIBED)
                & ~Q(address_key=""),
                name="visitor_once_per_member",
            ),
        )
        indexes = (
            models.Index(fields=("page", "audience", "state"), name="subscription_of_page"),
            models.Index(fields=("page", "kind", "address_key"), name="subscription_by_address"),
        )

    def __str__(self) -> str:
        return self.name or f"{self.kind} {self.uid}"


class ChannelAssignment(models.Model):
    """A check whose flips an alert channel is told of, and where the telling stands.

    ``told`` is the last thing said; ``problem_uid`` names the trouble that it was said about, so that its end
    is told under the same name, and ``said`` lists what was told about it. ``recent`` holds the times of the
    last flips (ISO 8601), for flapping. ``due_at``: when to look again without a new flip (a held recovery,
    calm after flapping, the end of a maintenance). ``remind_at``: when to call to mind that it is still down.
    In a storm ``saying`` waits until ``say_at``, to be told together with what others say.
    """

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="assignments")
    check_row = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="channel_assignments")
    told = models.CharField(max_length=8, choices=Told.choices, default=Told.WELL)
    told_at = models.DateTimeField(null=True, blank=True)
    problem_uid = models.CharField(max_length=12, blank=True, default="")
    said = models.JSONField(default=list, blank=True)
    recent = models.JSONField(default=list, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)
    saying = models.CharField(max_length=10, choices=Saying.choices, blank=True, default="")
    say_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["ChannelAssignment"]] = models.Manager()

    class Meta:
        verbose_name = _("channel assignment")
        verbose_name_plural = _("channel assignments")
        constraints = (
            models.UniqueConstraint(fields=("subscription", "check_row"), name="channel_assigned_once"),
            one_of("told", Told, name="channel_assignment_told_word"),
            models.CheckConstraint(
                condition=Q(saying="", say_at__isnull=True)
                | Q(saying__in=Saying.values, say_at__isnull=False),
                name="channel_assignment_says_at_a_time",
            ),
        )
        indexes = (
            models.Index(fields=("due_at",), condition=Q(due_at__isnull=False), name="assignment_due"),
            models.Index(
                fields=("remind_at",), condition=Q(remind_at__isnull=False), name="assignment_reminder_due"
            ),
            models.Index(
                fields=("say_at",), condition=Q(say_at__isnull=False), name="assignment_says_together"
            ),
        )

    def __str__(self) -> str:
        return f"{self.check_row} tells {self.subscription}"
