"""Periods of many components, one row of text for each: the database packs, and no time is parsed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Aggregate, BigIntegerField, Func, Q, TextField, Value
from django.db.models.functions import Coalesce
from django.db.models.sql.compiler import SQLCompiler

from statuspage.models import StatusPeriod
from statuspage.uptime import Piece


def pieces_packed(component_ids: Iterable[int], start: datetime, end: datetime) -> dict[int, list[Piece]]:
    """Status, start and end of the periods that touch a window, by component key, in one query.

    They are in no order and not cut to the window. Every asked component has an entry.
    """
    packed: dict[int, list[Piece]] = {component_id: [] for component_id in component_ids}
    rows = (
        StatusPeriod.objects.filter(Q(ended__isnull=True) | Q(ended__gt=start), started__lt=end)
        .filter(component_id__in=list(packed))
        .order_by()
        .values_list("component_id")
        .annotate(packed=_Packed("status", _Ticks("started"), Coalesce(_Ticks("ended"), Value(0))))
    )
    for component_id, text in rows:
        words = text.split(" ")
        packed[component_id] = [
            (status, int(started), int(ended) or None)
            for status, started, ended in zip(words[::3], words[1::3], words[2::3], strict=True)
        ]
    return packed


class _Ticks(Func):
    """A time as microseconds since 1970."""

    output_field = BigIntegerField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        # Stored as UTC text, with six digits after the point unless they are all zero.
        template = (
            "(CAST(strftime('%%%%s', %(expressions)s) AS INTEGER) * 1000000"
            " + CAST(substr(%(expressions)s, 21, 6) AS INTEGER))"
        )
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        template = "(extract(epoch from %(expressions)s) * 1000000)::bigint"
        return self.as_sql(compiler, connection, template=template, **context)


class _Packed(Aggregate):
    """Values of all rows, with single spaces between them."""

    output_field = TextField()
    arg_joiner = " || ' ' || "

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="group_concat(%(expressions)s, ' ')", **context)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="string_agg(%(expressions)s, ' ')", **context)
