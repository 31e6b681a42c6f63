"""By what things of the source are known again.

An object that was brought has the id of the source. Where that is taken by an object of another page, or has
another form than ours, it has one that is made of the page and the id, always the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Generic, TypeVar

from statuspage.ids import UID, UID_LENGTH
from statuspage.models import Page
from statuspage.models.base import Outward

Kind = TypeVar("Kind", bound=Outward)
_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Known(Generic[Kind]):
    """The objects of one kind that stand for those of the source with these ids; two queries for all."""

    def __init__(self, model: type[Kind], page: Page, ids: Iterable[str], *, owner: str = "page") -> None:
        self._page = page
        self._kind = model.__name__.lower()
        places = {told: self._made_up(told) for told in ids}
        wanted = [*(told for told in places if UID.fullmatch(told)), *places.values()]
        found: dict[str, Kind] = {}
        own: dict[str, Kind] = {}
        for start in range(0, len(wanted), 500):
            rows = model._base_manager.filter(uid__in=wanted[start : start + 500])
            found |= {row.uid: row for row in rows}
            own |= {row.uid: row for row in rows.filter(**{owner: page})}
        self.rows: dict[str, Kind] = {}
        self._uids: dict[str, str] = {}
        for told, made_up in places.items():
            here = own.get(made_up) or own.get(told)
            if here is not None:
                self.rows[told] = here
                self._uids[told] = here.uid
            else:
                free = UID.fullmatch(told) is not None and told not in found
                self._uids[told] = told if free else made_up

    def row(self, told: str) -> Kind | None:
        """What stands for it here already."""
        return self.rows.get(told)

    def uid(self, told: str) -> str:
        """The uid that it has here or gets."""
        return self._uids[told]

    def uids(self) -> dict[str, str]:
        """All uids by the ids of the source."""
        return dict(self._uids)

    def _made_up(self, told: str) -> str:
        number = int.from_bytes(sha256(f"{self._page.pk} {self._kind} {told}".encode()).digest())
        signs = []
        for _sign in range(UID_LENGTH):
            number, rest = divmod(number, len(_LETTERS))
            signs.append(_LETTERS[rest])
        return "".join(signs)
