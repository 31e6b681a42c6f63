"""Tables in tests: many rows that pass, one after the other, through one world.

Laying down a world takes most of the time that such a test takes, so that `pytest.mark.parametrize`, which
does it for each row, is left to rows that need nothing laid down.
"""

import functools
import inspect
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import is_dataclass
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model

from tests.keyring import forget_counts


def each(names: str | tuple[str, ...], rows: Iterable[Any], *, ids: Any = str) -> Callable[[Any], Any]:
    """Calls the test with each of the rows, as `pytest.mark.parametrize` would, and tells all that fail.

    The fixtures are made once. Each row finds the database and the objects of the fixtures as they were made,
    and nothing counted; what it sends after commit is never sent.
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
                with subtests.test(" ".join(_said(values, ids))), transaction.atomic():
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
        yield str(ids(value))[:60]


def _copied(fixtures: dict[str, Any]) -> dict[str, Any]:
    """With objects of their own, which still are the same where they were the same."""
    laid = {
        name: value for name, value in fixtures.items() if isinstance(value, Model) or is_dataclass(value)
    }
    return {**fixtures, **deepcopy(laid)}
