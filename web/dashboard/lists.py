"""Lists that filter, sort and page, with their state in the address.

What an address says that a list does not know falls back to what the list would show by itself, and a page
beyond the last one is the last one: an old link still leads somewhere.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import F, Func, Model, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import mark_safe

from statuspage.ids import UID_LENGTH

M = TypeVar("M", bound=Model)
Words = str | Promise

MOST_COUNTED = 10_000
"""A longer list is not counted to its end, and not paged through either: it wants a filter."""
MOST_PICKED = 500
CHECKED = mark_safe(" checked")
"""What a box or a button says that is chosen, for those that are not written out by a template."""
_LONGEST_SEARCH = 200
_SORT, _PAGE, _PICK = "sort", "page", "pick"


@dataclass(frozen=True, slots=True)
class Column:
    """A column; sorted `by` fields or expressions it can head the order, `falling` first if so it is useful.

    Empty values come last either way. An `unseen` label is there for those who do not see the cells below.
    """

    name: str
    label: Words
    by: tuple[str | Func, ...] = ()
    falling: bool = False
    numeric: bool = False
    unseen: bool = False


@dataclass(frozen=True)
class Choice(Generic[M]):
    """A filter with words to choose from; `tabs` are links above the list, else it is a select.

    `options` are values with their labels; nothing chosen is everything, called `everything`.
    """

    name: str
    label: Words
    options: Sequence[tuple[str, Words]]
    narrow: Callable[[QuerySet[M], str], QuerySet[M]]
    everything: Words
    tabs: bool = False


@dataclass(frozen=True)
class Search(Generic[M]):
    """A filter with words to look for; `narrow` gets them trimmed and never empty."""

    label: Words
    narrow: Callable[[QuerySet[M], str], QuerySet[M]]
    name: str = "q"


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: `sort` is what `aria-sort` says, `url` the order it leads to (empty: none)."""

    label: Words
    url: str
    sort: str
    numeric: bool
    unseen: bool


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the words of a filter with tabs."""

    label: Words
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form of filters; without `options` it is for words to look for."""

    name: str
    label: Words
    value: str
    everything: Words
    options: Sequence[tuple[str, Words]]


@dataclass(frozen=True)
class Listing(Generic[M]):
    """A part of a list with all that surrounds it, as `dashboard/lists/*.html` write it out.

    `total` rows match, of which these are `first` to `last`; `hidden` ones do not. With `capped` there are
    more than were counted.
    """

    rows: list[M]
    heads: list[Head]
    tabs: list[tuple[Words, list[Tab]]]
    fields: list[Field]
    kept: list[tuple[str, str]]
    is_filtered: bool
    cleared: str
    total: int
    capped: bool
    hidden: int
    first: int
    last: int
    previous: str
    next: str

    def still(self) -> "Listing[M]":
        """The same without ways to narrow, sort and page: for an address that only takes what is sent."""
        heads = [replace(head, url="") for head in self.heads]
        return replace(self, heads=heads, tabs=[], fields=[], previous="", next="")


@dataclass(frozen=True)
class ListOf(Generic[M]):
    """What a list shows and how it can be narrowed; the order of the rows it is given is its own order."""

    columns: tuple[Column, ...]
    filters: tuple[Choice[M] | Search[M], ...] = ()
    size: int = 50

    def read(self, found: QuerySet[M], query: QueryDict) -> Listing[M]:
        """The part that an address asks for, by one query for the rows and one or two that count."""
        state = self._state(query)
        narrowed = self.narrowed(found, query)
        matching = _counted(narrowed)
        total = min(matching, MOST_COUNTED)
        hidden = max(0, min(_counted(found), MOST_COUNTED) - total) if state else 0
        sort = self._sort(query.get(_SORT, ""))
        number = min(_number(query.get(_PAGE, "")), max(1, -(-total // self.size)))
        start = (number - 1) * self.size
        rows = list(self._ordered(narrowed, sort)[start : min(start + self.size, MOST_COUNTED)])
        tabbed = [one for one in self.filters if isinstance(one, Choice) and one.tabs]
        fields = [one for one in self.filters if one not in tabbed]
        sorting = {_SORT: sort} if sort else {}
        full = {**state, **sorting}
        return Listing(
            rows=rows,
            heads=[self._head(column, sort, state) for column in self.columns],
            tabs=[(one.label, _tabs(one, full)) for one in tabbed],
            fields=[_field(one, state) for one in fields],
            kept=[*((one.name, state[one.name]) for one in tabbed if one.name in state), *sorting.items()],
            is_filtered=bool(state),
            cleared=_address(sorting),
            total=total,
            capped=matching > MOST_COUNTED,
            hidden=hidden,
            first=start + 1 if rows else 0,
            last=start + len(rows),
            previous=_address(full | ({_PAGE: str(number - 1)} if number > 2 else {})) if number > 1 else "",
            next=_address(full | {_PAGE: str(number + 1)}) if start + len(rows) < total else "",
        )

    def narrowed(self, found: QuerySet[M], query: QueryDict) -> QuerySet[M]:
        """All rows that an address asks for, in their own order."""
        state = self._state(query)
        for one in self.filters:
            if one.name in state:
                found = one.narrow(found, state[one.name])
        return found

    def _state(self, query: QueryDict) -> dict[str, str]:
        return {one.name: value for one in self.filters if (value := _said(one, query))}

    def _sort(self, text: str) -> str:
        known = {column.name for column in self.columns if column.by}
        return text if text.removeprefix("-") in known else ""

    def _ordered(self, found: QuerySet[M], sort: str) -> QuerySet[M]:
        if not sort:
            return found
        falling, name = sort.startswith("-"), sort.removeprefix("-")
        by = next(column.by for column in self.columns if column.name == name)
        order = [
            OrderBy(F(one) if isinstance(one, str) else one, descending=falling, nulls_last=True)
            for one in by
        ]
        return found.order_by(*order, "-pk" if falling else "pk")

    def _head(self, column: Column, sort: str, state: dict[str, str]) -> Head:
        url, told = "", ""
        if column.by:
            first, second = column.name, f"-{column.name}"
            if column.falling:
                first, second = second, first
            # Once each way, and then back to the list's own order.
            following = {first: second, second: ""}.get(sort, first)
            url = _address(state | ({_SORT: following} if following else {}))
            told = {column.name: "ascending", f"-{column.name}": "descending"}.get(sort, "")
        return Head(column.label, url, told, column.numeric, column.unseen)


def addresses_of(route: str, slug: str) -> Callable[[str], str]:
    """Gives the address of a row by its uid: the route is looked up once for all of them."""
    stand_in = "0" * UID_LENGTH
    before, _here, after = reverse(route, args=[slug, stand_in]).rpartition(stand_in)
    return lambda uid: f"{before}{uid}{after}"


def picked(request: HttpRequest) -> list[str]:
    """The uids of the rows that a person ticked, each once."""
    return list(dict.fromkeys(request.POST.getlist(_PICK)))[:MOST_PICKED]


def _said(one: Choice[M] | Search[M], query: QueryDict) -> str:
    """What the address says of a filter, if that is anything that the filter knows."""
    text = query.get(one.name, "")
    if isinstance(one, Search):
        return text.replace("\0", "").strip()[:_LONGEST_SEARCH]
    return text if any(text == value for value, _label in one.options) else ""


def _counted(found: QuerySet[M]) -> int:
    return found.order_by()[: MOST_COUNTED + 1].count()


def _number(text: str) -> int:
    return max(1, int(text[:9])) if text.isascii() and text.isdigit() else 1


def _tabs(one: Choice[M], full: dict[str, str]) -> list[Tab]:
    rest = {name: value for name, value in full.items() if name != one.name}
    options: list[tuple[str, Words]] = [("", one.everything), *one.options]
    return [
        Tab(label, _address(rest | ({one.name: value} if value else {})), full.get(one.name, "") == value)
        for value, label in options
    ]


def _field(one: Choice[M] | Search[M], state: dict[str, str]) -> Field:
    value = state.get(one.name, "")
    if isinstance(one, Search):
        return Field(one.name, one.label, value, "", ())
    return Field(one.name, one.label, value, one.everything, one.options)


def _address(state: dict[str, str]) -> str:
    return f"?{urlencode(state)}"
