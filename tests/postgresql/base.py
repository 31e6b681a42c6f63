"""Empties tables by DELETE.

Django empties them by TRUNCATE, for which the server makes new files and waits for the disk: about a second
for all tables of the product. A test leaves a handful of rows, and deleting those takes milliseconds.
"""

from collections.abc import Sequence

from django.core.management.color import Style
from django.db.backends.postgresql.operations import DatabaseOperations

from config.postgresql import base
from tests.lasting import without_lasting


class EmptyingOperations(DatabaseOperations):
    """Sequences go on, as they do after the TRUNCATE that Django sends by default."""

    def sql_flush(
        self,
        style: Style,
        tables: Sequence[str],
        *,
        reset_sequences: bool = False,
        allow_cascade: bool = False,
    ) -> list[str]:
        tables = without_lasting(tables)
        if reset_sequences:
            return super().sql_flush(style, tables, reset_sequences=True, allow_cascade=allow_cascade)
        # Foreign keys are checked at the end of the transaction, so that any order will do.
        return [";".join(f"DELETE FROM {self.quote_name(name)}" for name in tables)]


class DatabaseWrapper(base.DatabaseWrapper):
    """The wrapper of the product."""

    ops_class = EmptyingOperations
