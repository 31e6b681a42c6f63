"""The incidents and maintenances of a page, as their readers are told of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import ClassVar

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from web.public.saying import Said


@dataclass(frozen=True, slots=True)
class Entry:
    """One update of a timeline."""

    status: str
    at: datetime
    when: str
    html: SafeString
    marks: SafeString
    only: str = ""
    """Says that the text is there in another language alone."""


GLANCE = 5
"""So many names stand where an incident is one of several things; its own address has all."""


@dataclass(frozen=True, slots=True)
class Story:
    """An incident or a maintenance with its timeline, newest first."""

    is_note: ClassVar[bool] = False

    name: str
    path: str
    status: str
    look: str
    affected: list[Said]
    entries: list[Entry]
    started_at: datetime
    started: str
    window: str = ""
    scheduled_for: datetime | None = None
    lasted: str = ""
    over: bool = False
    only: str = ""
    """What is said of all its entries, where none of them was translated."""

    @property
    def affects(self) -> SafeString:
        """The names of what is affected, and how many more there are than a glance takes in."""
        names = format_html_join(", ", "<b{}>{}</b>", ((name.marks, name) for name in self.affected[:GLANCE]))
        more = len(self.affected) - GLANCE
        if more <= 0:
            return names
        return format_html(_("%(names)s and %(n)d more") % {"names": "{}", "n": more}, names)

    @property
    def latest(self) -> Entry | None:
        """The newest entry."""
        return self.entries[0] if self.entries else None


@dataclass(frozen=True, slots=True)
class Note:
    """What was said about a component at a time, as plain text.

    `status` says in words what a label of the team's own does not; `look` is that of the status, and empty
    where it only informs; `icon` is the shape that says the same.
    """

    is_note: ClassVar[bool] = True

    uid: str
    component: Said
    path: str
    label: Said
    status: str
    look: str
    icon: str
    started_at: datetime
    when: str
    message: str
    marks: SafeString

    @property
    def html(self) -> SafeString:
        """When, what and the words, without the component."""
        return _note_html(self)


@dataclass(frozen=True, slots=True)
class DayOfStories:
    """A day (or a run of calm days), what began on it and what was said, newest first.

    `ongoing` counts what is not over yet and stands elsewhere.
    """

    day: str
    iso: str
    stories: Sequence[Story | Note] = field(default_factory=list)
    ongoing: int = 0


@lru_cache(1000)
def _note_html(note: Note) -> SafeString:
    # What was said stays: the next render says it in the same way, in the language that `marks` goes by.
    return render_to_string("public/note.html", {"note": note})
