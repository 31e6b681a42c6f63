"""What a service refused, as a command tells it."""

from django.core.management.base import CommandError

from statuspage.exceptions import DomainError, Invalid


def refusal(error: DomainError) -> CommandError:
    """The error as one line that names each wrong value."""
    if isinstance(error, Invalid) and error.errors:
        return CommandError(" ".join(f"{one.pointer.lstrip('/')}: {one.detail}" for one in error.errors))
    return CommandError(str(error.detail))
