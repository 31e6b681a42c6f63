"""The components of a status page, as rows that stand in parts."""

from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from web.public.stories import Note


@dataclass(frozen=True, slots=True)
class Row:
    """A component as the page shows it."""

    name: str
    description: str
    slug: str
    status: str
    look: str
    bars: str
    uptime: str
    base: str
    language: str
    written: str
    """The language of texts that nobody translated."""
    asked: str = ""
    """What links carry on."""
    note: Note | None = None
    """The last words about it, while it is not well."""

    @property
    def html(self) -> SafeString:
        """The row as it stands on the page."""
        return _row_html(self)


@dataclass(frozen=True, slots=True)
class Part:
    """A group, or a run of components outside any group (without a name)."""

    name: str
    description: str
    rows: list[Row]
    look: str = ""
    told: str = ""

    @property
    def compact(self) -> bool:
        """Whether no component of it has bars."""
        return not any(row.bars for row in self.rows)


@lru_cache(500)
def _row_html(row: Row) -> SafeString:
    # Most rows are the same in the next render: only those that changed are made anew.
    return render_to_string("public/component_row.html", {"row": row, "base": row.base})
