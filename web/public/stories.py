"""The incidents and maintenances of a page, as their readers are told of them."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Entry:
    """One update of a timeline."""

    status: str
    at: datetime
    when: str
    html: SafeString
    marks: SafeString


@dataclass(frozen=True, slots=True)
class Story:
    """An incident or a maintenance with its timeline, newest first."""

    name: str
    path: str
    status: str
    look: str
    affected: list[str]
    entries: list[Entry]
    started_at: datetime
    started: str
    window: str = ""
    scheduled_for: datetime | None = None
    lasted: str = ""
    over: bool = False

    @property
    def latest(self) -> Entry | None:
        """The newest entry."""
        return self.entries[0] if self.entries else None


@dataclass(frozen=True, slots=True)
class DayOfStories:
    """A day (or a run of calm days) and what began on it; `ongoing` counts what is not over yet."""

    day: str
    iso: str
    stories: list[Story] = field(default_factory=list)
    ongoing: int = 0
