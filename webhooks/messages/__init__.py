"""Messages for people."""

from webhooks.messages.message import Entry, Fact, Message

__all__ = ["Entry", "Fact", "Message"]
