"""What a command cannot do, said in one line."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from ops.health import migrations_missing
from statuspage.exceptions import DomainError, Invalid

UNPREPARED = "The database is not prepared. Run `manage.py prepare` (or `manage.py up`)."


class PreparedCommand(BaseCommand):
    """A command that needs the tables: says how to make them where they are missing."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            missing = migrations_missing()
        except DatabaseError as error:
            raise CommandError(f"The database does not answer: {str(error).splitlines()[0]}") from None
        if missing:
            raise CommandError(UNPREPARED)
        return super().execute(*args, **options)


def refusal(error: DomainError) -> CommandError:
    """The error as one line that names each wrong value."""
    if isinstance(error, Invalid) and error.errors:
        return CommandError(" ".join(f"{one.pointer.lstrip('/')}: {one.detail}" for one in error.errors))
    return CommandError(str(error.detail))
