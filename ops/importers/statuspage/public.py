"""The public documents of a page, which need no key."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ops.importers.answers import SourceRefused
from ops.importers.statuspage.fetching import Missing, Source
from ops.importers.systems import printable

_INCIDENTS = ("incidents", "incidents/unresolved")
_MAINTENANCES = ("scheduled-maintenances", "scheduled-maintenances/upcoming", "scheduled-maintenances/active")


@dataclass
class Documents:
    """What was fetched, as it stands: the page and lists of its objects by their kind.

    A kind that is not in `lists` was not asked for.
    """

    page: dict[str, Any]
    lists: dict[str, list[Any]] = field(default_factory=dict)
    charts: dict[str, list[Any]] = field(default_factory=dict)


def documents_fetch(source: Source) -> Documents:
    """The page with its components, and the incidents and maintenance that its documents still have."""
    told = source.read("/api/v2/components.json")
    page = told.get("page") if isinstance(told, dict) else None
    if not isinstance(page, dict) or not isinstance(page.get("id"), str):
        raise SourceRefused(f"{printable(source.base)} does not answer as a Statuspage does.")
    found = Documents(page, {"components": _listed(told, "components")})
    stories: list[Any] = []
    for path, name in (
        *((path, "incidents") for path in _INCIDENTS),
        *((path, "scheduled_maintenances") for path in _MAINTENANCES),
    ):
        try:
            stories += _listed(source.read(f"/api/v2/{path}.json"), name)
        except Missing:
            continue
    found.lists["incidents"] = _each_once(stories)
    return found


def _listed(told: Any, name: str) -> list[Any]:
    rows = told.get(name) if isinstance(told, dict) else None
    if not isinstance(rows, list):
        raise SourceRefused(f"The answer of the source has no list of {name}.")
    return rows


def _each_once(rows: list[Any]) -> list[Any]:
    """The documents overlap: the same story may stand in two of them."""
    seen: set[Any] = set()
    kept = []
    for row in rows:
        identity = row.get("id") if isinstance(row, dict) else None
        if isinstance(identity, str):
            if identity in seen:
                continue
            seen.add(identity)
        kept.append(row)
    return kept
