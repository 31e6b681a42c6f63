"""What all kinds of things have in common when they are brought: each by itself, told in a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from django.db import DataError, IntegrityError

from ops.importers.bringing import Fate
from ops.importers.statuspage.rows import Unreadable, label_of
from ops.importers.systems import Tell, printable
from ops.refusals import refusal
from statuspage import journal
from statuspage.exceptions import DomainError
from statuspage.models import Page


class _Told(Protocol):
    @property
    def id(self) -> str: ...


Read = TypeVar("Read", bound=_Told)
MOST = 20_000
"""More things of one kind than any page has; what comes after is left out."""


@dataclass
class Move:
    """One import to a page: how many of what became what, and the line for whatever is not as it was."""

    page: Page
    tell: Tell
    counts: dict[str, Counter[Fate]] = field(default_factory=dict)

    def note(self, kind: str, fate: Fate, name: str, detail: str = "") -> None:
        """Count one thing, and tell of it unless it is as it was."""
        self.counts.setdefault(kind, Counter())[fate] += 1
        if fate != Fate.UNCHANGED:
            said = f": {printable(detail, 400)}" if detail else ""
            self.tell(f"{fate:<9}  {kind} {printable(name)}{said}")

    def left_out(self) -> int:
        """How many things were left out."""
        return sum(counts[Fate.LEFT_OUT] for counts in self.counts.values())

    def bring(self, kind: str, name: str, act: Callable[[], tuple[bool, list[str]]]) -> None:
        """Do one thing in a transaction of its own; `act` gives whether it is new, and what changed."""
        try:
            with journal.transaction():
                created, changed = act()
        except (DomainError, Unreadable) as error:
            why = str(refusal(error)) if isinstance(error, DomainError) else str(error)
            self.note(kind, Fate.LEFT_OUT, name, why)
        except (IntegrityError, DataError):
            self.note(kind, Fate.LEFT_OUT, name, "it does not go together with what is here")
        else:
            fate = Fate.CREATED if created else Fate.CHANGED if changed else Fate.UNCHANGED
            self.note(kind, fate, name, ", ".join(changed))

    def read(
        self,
        kind: str,
        values: Iterable[Any],
        reader: Callable[[Any], Read],
        seen: set[str] | None = None,
        *names: str,
    ) -> Iterator[Read]:
        """Those that can be read, each id once; the others are told of. `reader` gives what has an `id`."""
        seen = set() if seen is None else seen
        for number, value in enumerate(values):
            if number >= MOST:
                self.note(kind, Fate.LEFT_OUT, "and all that follow", f"there are more than {MOST}")
                return
            try:
                one = reader(value)
                identity = one.id
                if identity in seen:
                    raise Unreadable(f"the id {identity} is told more than once")
            except Unreadable as error:
                self.note(kind, Fate.LEFT_OUT, label_of(value, *names), str(error))
                continue
            seen.add(identity)
            yield one
