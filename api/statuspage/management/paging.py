"""Which rows of a list a request asks for."""

from collections.abc import Sequence

from rest_framework.request import Request

from api.base.faults import Fault, bad_parameter

MOST = 100
FAR = 2**53
"""No list is as long; databases count a little further."""


def size_of(request: Request, names: Sequence[str], *, default: int, most: int) -> int:
    """Rows per page, by the first of the names that is given. Raises `Fault` (400) below 1."""
    for name in names:
        found = _count(request, name)
        if found is not None:
            if found < 1:
                raise _no_count(name, 1)
            return min(found, most)
    return default


def number_of(request: Request, *, first: int) -> int:
    """How many pages stand before the asked one. Raises `Fault` (400) before the first one."""
    found = _count(request, "page")
    if found is None:
        return 0
    if found < first:
        raise _no_count("page", first)
    return found - first


def _count(request: Request, name: str) -> int | None:
    text = request.query_params.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit()):
        raise _no_count(name, 0)
    # Thousands of digits are a number too, but not one that has to be known.
    return int(text[:20]) if len(text) <= 20 else FAR + 1


def _no_count(name: str, least: int) -> Fault:
    return bad_parameter(name, "not_a_count", f"{name} must be a whole number from {least}")
