"""The tables of subscriptions and deliveries."""

from webhooks.models.deliveries import Attempt, Delivery, DeliveryItem
from webhooks.models.subscriptions import ChannelAssignment, Subscription

__all__ = ["Attempt", "ChannelAssignment", "Delivery", "DeliveryItem", "Subscription"]
