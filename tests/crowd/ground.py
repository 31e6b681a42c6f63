"""What all parts of a crowd stand on."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from statuspage.models import Page

BATCH = 2_000
"""So many rows are written at once."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many there are; `results`, `hours` and `days` are of each check, the rest is of the page."""

    checks: int
    incidents: int
    components: int
    maintenances: int
    subscribers: int
    deliveries: int
    events: int
    requests: int
    few: int
    results: int
    hours: int
    days: int

    @classmethod
    def all_of(cls, number: int) -> "Sizes":
        """The same number of everything."""
        return cls(*[number] * 12)


@dataclass(frozen=True, slots=True)
class Ground:
    """The page, what it has by the words of `tests.browser.screens`, and how many rows there are to be.

    `batch` tells the names of several crowds of one page apart.
    """

    page: Page
    names: dict[str, str]
    sizes: Sizes
    batch: str
    now: datetime
    dice: random.Random = field(default_factory=lambda: random.Random(7))

    def words(self, number: int) -> list[tuple[int, str]]:
        """Numbers from 0, each with a word that no other crowd of the page has."""
        return [(n, f"{self.batch}{n}") for n in range(number)]

    def ago(self, **given: float) -> datetime:
        """So long before now."""
        return self.now - timedelta(**given)
