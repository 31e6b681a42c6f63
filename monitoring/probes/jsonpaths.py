"""JSON paths whose cost is bounded by the size of the document."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import Any

import jsonpath
import re2
from django.utils.translation import gettext_lazy as _
from jsonpath.filter import BaseExpression, FilterQuery, FunctionExtension, RelativeFilterQuery
from jsonpath.path import JSONPath
from jsonpath.segments import JSONPathChildSegment
from jsonpath.selectors import Filter

MAX_PATH = 200
MAX_MATCHES = 1000
OPERATORS = ("eq", "ne", "lt", "lte", "gt", "gte", "contains", "exists", "matches")


class PathRefused(ValueError):
    """The path is not well formed, or could cost more than reading the document once."""


def path_compile(text: str) -> JSONPath:
    """A path in the syntax of RFC 9535 without `..`, unions, and filters that look beyond their own item.

    Raises PathRefused. Those parts are left out because nesting them lets a short path visit a document
    far more often than once; the functions `match` and `search` because their engine is not linear.
    """
    return _compile(text)


def path_find(text: str, document: Any) -> list[Any]:
    """The values at a path, at most a thousand."""
    try:
        return [match.obj for match in islice(_compile(text).finditer(document), MAX_MATCHES)]
    except (jsonpath.JSONPathError, RecursionError):
        return []


def value_satisfies(values: list[Any], op: str, expected: Any) -> bool:
    """Whether the values found satisfy an operator.

    `exists` asks whether there is any value (or none, when false is expected); `ne` that there is a value and
    none equals; every other operator that at least one value fits. Numbers never equal texts or booleans.
    """
    if op == "exists":
        return bool(values) is (expected is not False)
    if op == "ne":
        return bool(values) and not any(_equal(value, expected) for value in values)
    return any(_fits(value, op, expected) for value in values)


def pattern_compile(text: str) -> Any:
    """A regular expression in linear time; raises `re2.error` for what that engine cannot do."""
    options = re2.Options()
    options.max_mem = 8 * 1024 * 1024
    options.log_errors = False
    return re2.compile(text, options=options)


class _Environment(jsonpath.JSONPathEnvironment):
    def __init__(self) -> None:
        super().__init__(strict=True)

    def setup_function_extensions(self) -> None:
        super().setup_function_extensions()
        for name in ("match", "search", "count", "value"):
            self.function_extensions.pop(name, None)


_environment = _Environment()


@lru_cache(maxsize=1024)
def _compile(text: str) -> JSONPath:
    if len(text) > MAX_PATH:
        raise PathRefused(_("The path is longer than 200 characters."))
    try:
        path = _environment.compile(text)
    except (jsonpath.JSONPathError, RecursionError, ValueError, KeyError):
        raise PathRefused(_("This is not a JSON path, such as $.status or $.items[0].state.")) from None
    if not isinstance(path, JSONPath):
        raise PathRefused(_("Paths cannot be combined."))
    filters = 0
    for segment in path.segments:
        if not isinstance(segment, JSONPathChildSegment) or len(segment.selectors) != 1:
            raise PathRefused(_("The path may not use .. or lists of names; write each step, or a wildcard."))
        selector = segment.selectors[0]
        if isinstance(selector, Filter):
            filters += 1
            if not _is_plain(selector.expression):
                raise PathRefused(_("A filter may only look at values of its own item, such as ?@.name."))
    if filters > 1:
        raise PathRefused(_("The path may use one filter."))
    return path


def _is_plain(expression: BaseExpression) -> bool:
    if isinstance(expression, FilterQuery):
        return isinstance(expression, RelativeFilterQuery) and bool(expression.path.singular_query())
    if isinstance(expression, FunctionExtension) and expression.name != "length":
        return False
    return all(_is_plain(child) for child in expression.children())


def _equal(value: Any, expected: Any) -> bool:
    if isinstance(value, bool) or isinstance(expected, bool):
        return value is expected
    return bool(value == expected)


def _fits(value: Any, op: str, expected: Any) -> bool:
    if op == "eq":
        return _equal(value, expected)
    if op == "contains":
        if isinstance(value, str):
            return isinstance(expected, str) and expected in value
        if isinstance(value, list):
            return any(_equal(item, expected) for item in value)
        return isinstance(value, dict) and expected in value
    if op == "matches":
        if not isinstance(value, str):
            return False
        # JSON can spell lone surrogates, which the engine cannot read.
        return pattern_compile(expected).search(value.encode(errors="replace").decode()) is not None
    return _ordered(value, op, expected)


def _ordered(value: Any, op: str, expected: Any) -> bool:
    both_numbers = all(isinstance(x, int | float) and not isinstance(x, bool) for x in (value, expected))
    if not both_numbers and not (isinstance(value, str) and isinstance(expected, str)):
        return False
    if op == "lt":
        return bool(value < expected)
    if op == "lte":
        return bool(value <= expected)
    if op == "gt":
        return bool(value > expected)
    return bool(value >= expected)
