"""What has to leave, and each try."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from statuspage.models import Event
from statuspage.models.base import Outward, one_of
from webhooks.models.subscriptions import Subscription
from webhooks.vocabulary import DeliveryKind, DeliveryState


class Delivery(Outward):
    """One message to one subscription; its bytes are frozen when it is made.

    ``token`` names the current lease: only who holds it may finish the delivery.
    """

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="deliveries")
    kind = models.CharField(max_length=12, choices=DeliveryKind.choices, default=DeliveryKind.EVENT)
    dedupe_key = models.CharField(max_length=100)
    events = models.ManyToManyField(Event, through="DeliveryItem", related_name="deliveries")
    sequence = models.PositiveBigIntegerField(default=0)
    subject_uid = models.CharField(max_length=12, blank=True, default="")
    content_type = models.CharField(max_length=100, default="application/json")
    body = models.BinaryField(default=bytes)
    message = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.PENDING)
    tries = models.PositiveSmallIntegerField(default=0)
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
        )
        indexes = (
            models.Index(
                fields=("next_attempt_at",),
                condition=Q(state__in=("pending", "retrying")),
                name="delivery_due",
            ),
            models.Index(fields=("created_at",), name="delivery_by_age"),
        )

    def __str__(self) -> str:
        return f"{self.kind} to {self.subscription}"


class DeliveryItem(models.Model):
    """An event that a delivery tells of; digests and groups tell of several."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="items")
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

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
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
