"""What the team calls those who are told."""

from webhooks.addresses import address_masked
from webhooks.models import Subscription


def told_of(row: Subscription) -> str:
    """Who is told: by the name or description that the team gave, else by an address without its secrets."""
    return row.name or row.description.partition("\n")[0].strip() or address_of(row)


def address_of(row: Subscription) -> str:
    """A mailbox as it is, since the team writes to it too; anything else without what lets one in."""
    return row.address if row.kind == "email" else address_masked(row.kind, row.address)
