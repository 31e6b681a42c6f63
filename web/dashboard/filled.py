"""A form as a person filled it in, with what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from statuspage.exceptions import DomainError, Invalid, messages
from web.dashboard.stale import MovedOn

FORM = "form"
"""Where stands what is wrong with no single field."""


@dataclass
class Filled:
    """`values` and `errors` by the names of the fields, which are those that errors can stand beside."""

    values: Mapping[str, Any]
    errors: dict[str, list[str]] = field(default_factory=dict)
    moved: bool = False
    """Somebody else acted since it was made, so it was held back."""

    def refuse(self, error: DomainError, **places: str) -> None:
        """Set what is wrong beside its field; `places` are the domain's names with another name here."""
        if isinstance(error, MovedOn):
            self.moved = True
            return
        if not isinstance(error, Invalid):
            self.errors.setdefault(FORM, []).append(error.detail)
            return
        for name, told in messages(error).items():
            place = places.get(name, name)
            known = place if place in self.values else FORM
            self.errors.setdefault(known, []).extend(dict.fromkeys(told))

    @property
    def status(self) -> int:
        """Of the answer that shows the form."""
        if self.moved:
            return 409
        return 422 if self.errors else 200
