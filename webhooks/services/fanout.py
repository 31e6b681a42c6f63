"""From the journal to deliveries."""

from webhooks.services.enqueuing import delivery_enqueue

__all__ = ["delivery_enqueue"]
