"""The operators' view of who is told, and of who may see what."""

from webhooks.admin import audience, deliveries

__all__ = ["audience", "deliveries"]
