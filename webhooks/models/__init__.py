"""The tables of subscriptions and deliveries."""

from webhooks.models.askings import Asking
from webhooks.models.deliveries import (
    TRIES,
    Attempt,
    Delivery,
    DeliveryItem,
    FanOut,
    Letter,
    OwnerNotice,
    Waiting,
)
from webhooks.models.imports import ImportBatch, SubscriberImport
from webhooks.models.subscriptions import ChannelAssignment, Subscription

__all__ = [
    "TRIES",
    "Asking",
    "Attempt",
    "ChannelAssignment",
    "Delivery",
    "DeliveryItem",
    "FanOut",
    "ImportBatch",
    "Letter",
    "OwnerNotice",
    "SubscriberImport",
    "Subscription",
    "Waiting",
]
