"""Empties all tables but those that are the same for every test."""

from collections.abc import Sequence

from django.core.management.color import Style
from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.operations import DatabaseOperations

from tests.lasting import without_lasting


class EmptyingOperations(DatabaseOperations):
    """Those of Django, but for what lasts."""

    def sql_flush(
        self,
        style: Style,
        tables: Sequence[str],
        *,
        reset_sequences: bool = False,
        allow_cascade: bool = False,
    ) -> list[str]:
        return super().sql_flush(
            style, without_lasting(tables), reset_sequences=reset_sequences, allow_cascade=allow_cascade
        )


class DatabaseWrapper(base.DatabaseWrapper):
    """The wrapper of Django."""

    ops_class = EmptyingOperations
