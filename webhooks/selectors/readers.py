"""Subscriptions by the thousand: what has to be known of each of them, and nothing else."""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple, Protocol

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Func, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from webhooks.models import Subscription


class Told(Protocol):
    """Somebody who is told something: a subscription, or a `Reader`."""

    @property
    def pk(self) -> int: ...
    @property
    def page_id(self) -> int: ...
    @property
    def audience(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def format(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def digest(self) -> str: ...
    @property
    def audience_member_id(self) -> int | None: ...


class Reader(NamedTuple):
    """The columns of a subscription that many are told by."""

    pk: int
    page_id: int
    audience: str
    kind: str
    format: str
    language: str
    digest: str
    audience_member_id: int | None


def readers_of(subscriptions: QuerySet[Subscription]) -> list[Reader]:
    """Those that a query finds, at a fraction of what models cost."""
    return [Reader._make(row) for row in subscriptions.values_list(*Reader._fields)]


class Among(Func):
    """Whether a column holds one of many keys.

    They travel as one parameter: `IN` has one for each, and the driver takes each apart.
    """

    output_field = BooleanField()

    def __init__(self, column: str, keys: Iterable[int]) -> None:
        super().__init__(column)
        self.keys = sorted(keys)

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_: Any, **__: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        column, params = compiler.compile(self.get_source_expressions()[0])
        chosen = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608  the column is a compiled expression
        return chosen, (*params, json.dumps(self.keys))

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_: Any, **__: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        column, params = compiler.compile(self.get_source_expressions()[0])
        listed = ",".join(map(str, self.keys))
        # An array and not a query: an index is used for it even while the table's numbers are not known.
        return f"{column} = ANY(%s::bigint[])", (*params, f"{{{listed}}}")
