from typing import Any

from django.apps import AppConfig

from statuspage import queue


class WebhooksConfig(AppConfig):
    """Everything that leaves when something happens: subscriptions, deliveries, attempts."""

    name = "webhooks"
    label = "webhooks"
    verbose_name = "Subscriptions and deliveries"

    def ready(self) -> None:
        """Listen to the journal; its models can only be imported now."""
        from statuspage.journal import event_committed

        event_committed.connect(ring, dispatch_uid="webhooks.fan_out")


def ring(**_sent: Any) -> None:
    """Wake a worker for what was committed; without one the tick finds it."""
    queue.ring("webhooks.fan_out")
