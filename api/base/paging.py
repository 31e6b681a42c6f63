"""Paging by number for lists that people leaf through, by cursor where rows are many."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.core import signing
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rest_framework.request import Request
from rest_framework.response import Response

from api.base.addresses import absolute
from api.base.faults import Fault, bad_parameter

PAGE_SIZE = 50
PAGE_SIZE_MAXIMUM = 200
_SANE_MAXIMUM = 1_000_000

Represent = Callable[[Sequence[Any]], Sequence[Any]]


class Pages:
    """Base of the two ways: reads `page_size` and builds links under the public address."""

    parameters: ClassVar[tuple[str, ...]] = ("page_size",)
    page_size: ClassVar[int] = PAGE_SIZE

    def __init__(self, request: Request) -> None:
        self._request = request

    def answer(self, rows: QuerySet[Any], represent: Represent) -> Response:
        """The page of `rows` that the request asks for."""
        raise NotImplementedError

    def size(self) -> int:
        """Rows per page; more than the maximum is refused, as is what is no count."""
        size = self._number("page_size", self.page_size)
        if size > PAGE_SIZE_MAXIMUM:
            detail = _("At most %(limit)d rows fit on a page.") % {"limit": PAGE_SIZE_MAXIMUM}
            raise bad_parameter("page_size", "too_large", detail)
        return size

    def _number(self, name: str, default: int) -> int:
        values = self._request.query_params.getlist(name)
        if not values:
            return default
        text = values[0]
        if len(values) == 1 and text.isascii() and text.isdigit() and len(text) <= 7:
            number = int(text)
            if 1 <= number <= _SANE_MAXIMUM:
                return number
        raise bad_parameter(name, "not_a_count", _("This must be a whole number from 1."))

    def _link(self, **changed: str) -> str:
        query: QueryDict = self._request.query_params.copy()
        for name, value in changed.items():
            query[name] = value
        return absolute(f"{self._request.path}?{query.urlencode()}")


class NumberPages(Pages):
    """`page`, `page_size`; answers `count`, `next`, `previous`, `results`. Rows must be in a total order."""

    parameters = ("page", "page_size")

    def answer(self, rows: QuerySet[Any], represent: Represent) -> Response:
        size, number = self.size(), self._number("page", 1)
        count = rows.count()
        last = max(1, -(-count // size))
        if number > last:
            raise Fault(
                404,
                "no_such_page",
                ngettext("There is one page of results.", "There are %(last)d pages of results.", last)
                % {"last": last},
            )
        found = list(rows[(number - 1) * size : number * size])
        return Response(
            {
                "count": count,
                "next": self._link(page=str(number + 1)) if number < last else None,
                "previous": self._link(page=str(number - 1)) if number > 1 else None,
                "results": represent(found),
            }
        )


class CursorPages(Pages):
    """`cursor` and `page_size`; answers `next`, `previous`, `results`.

    Pages begin where the last one ended, so rows that arrive meanwhile shift nothing and deep pages cost no
    more than the first. `ordering` names fields of one direction that together are unique, the last one
    being unique in itself. Cursors are signed for the path and filters that they came from.
    """

    parameters = ("cursor", "page_size")
    ordering: ClassVar[tuple[str, ...]] = ("-id",)

    def answer(self, rows: QuerySet[Any], represent: Represent) -> Response:
        size = self.size()
        backwards, position = self._position()
        names = [name.lstrip("-") for name in self.ordering]
        # Forwards means in the order of `ordering`; backwards reads the other way and turns the page round.
        falling = self.ordering[0].startswith("-") != backwards
        rows = rows.order_by(*(f"-{name}" if falling else name for name in names))
        if position is not None:
            rows = rows.filter(_after(names, position, falling=falling))
        found = list(rows[: size + 1])
        more, found = len(found) > size, found[:size]
        if backwards:
            found.reverse()
        later = bool(found) and (more or backwards)
        earlier = bool(found) and position is not None and (more or not backwards)
        return Response(
            {
                "next": self._cursor_link(found[-1], names, backwards=False) if later else None,
                "previous": self._cursor_link(found[0], names, backwards=True) if earlier else None,
                "results": represent(found),
            }
        )

    def _position(self) -> tuple[bool, list[Any] | None]:
        values = self._request.query_params.getlist("cursor")
        if not values:
            return False, None
        try:
            if len(values) != 1:
                raise ValueError
            backwards, *position = self._signer().unsign_object(values[0])
        except (signing.BadSignature, ValueError, TypeError):
            raise bad_parameter(
                "cursor", "invalid_cursor", _("Use the cursor as it was answered, with the same filters.")
            ) from None
        return bool(backwards), [_restored(value) for value in position]

    def _cursor_link(self, row: Any, names: Sequence[str], *, backwards: bool) -> str:
        position = [_kept(row[name] if isinstance(row, dict) else getattr(row, name)) for name in names]
        return self._link(cursor=self._signer().sign_object([backwards, *position]))

    def _signer(self) -> signing.Signer:
        query = self._request.query_params.copy()
        for name in self.parameters:
            query.pop(name, None)
        filters = sorted((name, value) for name, values in query.lists() for value in values)
        return signing.Signer(salt=f"api.cursor:{self._request.path}:{self.ordering}:{filters}")


def _after(names: Sequence[str], position: Sequence[Any], *, falling: bool) -> Q:
    """Rows behind the position: (a, b) < (x, y) spelled out, which databases can answer from an index."""
    operator = "lt" if falling else "gt"
    condition = Q()
    equal = Q()
    for name, value in zip(names, position, strict=True):
        condition |= equal & Q(**{f"{name}__{operator}": value})
        equal &= Q(**{name: value})
    # Said again for the planner: the whole range begins at the first field.
    return Q(**{f"{names[0]}__{operator}e": position[0]}) & condition


def _kept(value: Any) -> Any:
    return {"at": value.isoformat()} if isinstance(value, datetime) else value


def _restored(value: Any) -> Any:
    return parse_datetime(value["at"]) if isinstance(value, dict) else value
