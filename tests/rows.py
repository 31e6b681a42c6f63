"""Tables in tests: many rows that pass, one after the other, through one world.

Laying down a world takes most of the time that such a test takes, so that `pytest.mark.parametrize`, which
does it for each row, is left to rows that need nothing laid down.
"""

import functools
import inspect
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import is_dataclass
from datetime import datetime
from itertools import chain
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model
from django.test import Client

from tests.keyring import forget_counts


def each(names: str | tuple[str, ...], rows: Iterable[Any], *, ids: Any = str) -> Callable[[Any], Any]:
    """Calls the test with each of the rows, as `pytest.mark.parametrize` would, and tells all that fail.

    The fixtures are made once. Each row finds the database, the objects of the fixtures and the cookies of
    their clients as they were made, and nothing counted; what it sends after commit is never sent. Settings
    that a row changes stay changed: such rows are left to `pytest.mark.parametrize`.
    """
    table = list(rows)
    wanted = (
        tuple(name.strip() for name in names.split(",") if name.strip()) if isinstance(names, str) else names
    )
    single = isinstance(names, str) and len(wanted) == 1

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        signature = inspect.signature(test)

        @functools.wraps(test)
        def walk(*, subtests: pytest.Subtests, **fixtures: Any) -> None:
            for row in table:
                values = (row,) if single else row
                given = dict(zip(wanted, values, strict=True))
                with (
                    subtests.test(" ".join(_said(values, ids))),
                    _cookies_kept(fixtures),
                    transaction.atomic(),
                ):
                    forget_counts()
                    test(**_copied(fixtures), **given)
                    transaction.set_rollback(True)

        kept = [parameter for name, parameter in signature.parameters.items() if name not in wanted]
        subtests = inspect.Parameter("subtests", inspect.Parameter.KEYWORD_ONLY)
        walk.__signature__ = signature.replace(parameters=[*kept, subtests])  # type: ignore[attr-defined]
        return walk

    return decorate


def _said(values: Iterable[Any], ids: Callable[[Any], Any]) -> Iterator[str]:
    for value in values:
        said = getattr(value, "__qualname__", None) or str(ids(value))
        yield said[:60].encode("unicode_escape").decode()


def _copied(fixtures: dict[str, Any]) -> dict[str, Any]:
    """With objects of their own, which still are the same where they were the same."""
    return {**fixtures, **deepcopy({name: value for name, value in fixtures.items() if _is_laid(value)})}


def _is_laid(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_is_laid(part) for part in value.values())
    if isinstance(value, list | tuple | set):
        return all(_is_laid(part) for part in value)
    plain = isinstance(value, Model | str | int | float | datetime | None)
    return plain or (is_dataclass(value) and not isinstance(value, type))


@contextmanager
def _cookies_kept(fixtures: dict[str, Any]) -> Iterator[None]:
    """Sessions that a row begins or ends are taken back with the database; so are their cookies."""
    groups = (value.values() if isinstance(value, dict) else [value] for value in fixtures.values())
    clients = [one for one in chain.from_iterable(groups) if isinstance(one, Client)]
    kept = [(client, deepcopy(client.cookies)) for client in clients]
    try:
        yield
    finally:
        for client, cookies in kept:
            client.cookies = cookies
