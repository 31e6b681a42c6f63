"""What has to leave, and each try."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from statuspage.models import Event, Page
from statuspage.models.base import Outward, one_of
from webhooks.models.subscriptions import Subscription
from webhooks.vocabulary import DeliveryKind, DeliveryState, Lane, NoticeKind, WaitingFor

TRIES = 10
"""How often a delivery is tried before it is parked."""


class Letter(models.Model):
    """Content that is frozen: ``body`` is the bytes to send, ``message`` what a mail is composed of.

    Deliveries to many share one letter where all of them get the same content. ``named``: the keys of the
    components that it tells members of a restricted page of, null where it was not written for such.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="letters")
    content_type = models.CharField(max_length=100, default="application/json")
    body = models.BinaryField(default=bytes)
    message = models.JSONField(default=dict, blank=True)
    named = models.JSONField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager["Letter"]] = models.Manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = (models.Index(fields=("created_at",), name="letter_by_age"),)

    def __str__(self) -> str:
        return f"Letter {self.pk}"


class Delivery(Outward):
    """One message to one subscription.

    ``dedupe_key`` names what it tells, so that a subscription is told once however often that is found.
    ``token`` names the current lease: only who holds it may finish the delivery. After ``budget`` tries it is
    parked; redelivering it raises the budget. Only what is open has a ``next_attempt_at``; while it is leased
    that is the end of the lease, so that what a crash left comes back by itself.
    """

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # Indexes of their own would only repeat what others begin with.
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )
    letter = models.ForeignKey(Letter, on_delete=models.RESTRICT, related_name="deliveries")
    kind = models.CharField(max_length=12, choices=DeliveryKind.choices, default=DeliveryKind.EVENT)
    lane = models.CharField(max_length=8, choices=Lane.choices, default=Lane.WIRE)
    dedupe_key = models.CharField(max_length=100)
    events = models.ManyToManyField(Event, through="DeliveryItem", related_name="deliveries")
    sequence = models.PositiveBigIntegerField(default=0)
    subject_uid = models.CharField(max_length=12, blank=True, default="")
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.PENDING)
    tries = models.PositiveSmallIntegerField(default=0)
    budget = models.PositiveSmallIntegerField(default=TRIES)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    token = models.UUIDField(default=uuid.uuid4, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Delivery"]] = models.Manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = (
            models.UniqueConstraint(fields=("subscription", "dedupe_key"), name="delivery_once"),
            one_of("kind", DeliveryKind, name="delivery_kind_word"),
            one_of("state", DeliveryState, name="delivery_state_word"),
            one_of("lane", Lane, name="delivery_lane_word"),
            models.CheckConstraint(condition=Q(tries__lte=F("budget")), name="delivery_tries_in_budget"),
            models.CheckConstraint(
                condition=Q(state__in=("pending", "retrying"), next_attempt_at__isnull=False)
                | Q(state__in=("delivered", "parked", "canceled"), next_attempt_at__isnull=True),
                name="delivery_open_has_next",
            ),
        )
        indexes = (
            models.Index(
                fields=("lane", "subscription", "next_attempt_at"),
                condition=Q(next_attempt_at__isnull=False),
                name="delivery_due",
            ),
            models.Index(
                fields=("lane", "page", "next_attempt_at"),
                condition=Q(next_attempt_at__isnull=False),
                name="delivery_due_of_page",
            ),
            models.Index(fields=("page", "-id"), name="delivery_of_page"),
            models.Index(fields=("subscription", "-id"), name="delivery_of_subscription"),
            models.Index(fields=("created_at",), name="delivery_by_age"),
        )

    def __str__(self) -> str:
        return f"{self.kind} to {self.subscription}"


class DeliveryItem(models.Model):
    """An event that a delivery tells of; digests and groups tell of several."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="items", db_index=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="delivery_items")

    objects: ClassVar[models.Manager["DeliveryItem"]] = models.Manager()

    class Meta:
        verbose_name = _("event of a delivery")
        verbose_name_plural = _("events of deliveries")
        constraints = (models.UniqueConstraint(fields=("delivery", "event"), name="delivery_item_once"),)

    def __str__(self) -> str:
        return f"{self.event}"


class Attempt(models.Model):
    """One try of a delivery, written before the connection is opened; ``answer`` is the first KiB."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts", db_index=False)
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    duration_ms = models.PositiveIntegerField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True, default="")
    answer = models.TextField(blank=True, default="")

    objects: ClassVar[models.Manager["Attempt"]] = models.Manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = (models.UniqueConstraint(fields=("delivery", "number"), name="attempt_number_once"),)

    def __str__(self) -> str:
        return f"Attempt {self.number}"


class OwnerNotice(models.Model):
    """What the owners of an organization are told by e-mail about a subscription that fails.

    Once per kind and trouble, which ``since`` (the beginning of the failing) names. ``next_attempt_at`` is
    empty once it was told, or given up.
    """

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=8, choices=NoticeKind.choices)
    since = models.DateTimeField()
    error = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["OwnerNotice"]] = models.Manager()

    class Meta:
        verbose_name = _("notice to owners")
        verbose_name_plural = _("notices to owners")
        constraints = (
            models.UniqueConstraint(fields=("subscription", "kind", "since"), name="owner_notice_once"),
            one_of("kind", NoticeKind, name="owner_notice_kind_word"),
        )
        indexes = (
            models.Index(
                fields=("next_attempt_at",),
                condition=Q(next_attempt_at__isnull=False),
                name="owner_notice_due",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind}: {self.subscription}"


class FanOut(models.Model):
    """An event that one turn did not finish: where to go on, and what went wrong.

    After ``failures`` rounds in which somebody could not be told it is set aside: the event counts as taken
    and this row stays, for operators to see.
    """

    event = models.OneToOneField(Event, primary_key=True, on_delete=models.CASCADE, related_name="fan_out")
    cursor = models.PositiveBigIntegerField(default=0)
    turns = models.PositiveIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True, default="")
    due_at = models.DateTimeField(null=True, blank=True)
    alerts_done = models.BooleanField(default=False)

    objects: ClassVar[models.Manager["FanOut"]] = models.Manager()

    class Meta:
        verbose_name = _("fan-out under way")
        verbose_name_plural = _("fan-outs under way")

    def __str__(self) -> str:
        return f"{self.event} up to {self.cursor}"


class Waiting(models.Model):
    """An event that a subscription will be told together with others, at ``release_at``."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="waiting")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="waiting")
    kind = models.CharField(max_length=6, choices=WaitingFor.choices)
    release_at = models.DateTimeField(db_index=True)

    objects: ClassVar[models.Manager["Waiting"]] = models.Manager()

    class Meta:
        verbose_name = _("waiting event")
        verbose_name_plural = _("waiting events")
        constraints = (
            models.UniqueConstraint(fields=("subscription", "event"), name="waiting_once"),
            one_of("kind", WaitingFor, name="waiting_kind_word"),
        )

    def __str__(self) -> str:
        return f"{self.event} for {self.subscription}"
