"""The public documents of a page, which need no key."""

from __future__ import annotations

from collections.abc import Mapping
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

    A kind that is not in `lists` was not asked for. `shown` are the ids of the components that the page shows
    to everybody, None where it is not open to everybody.
    """

    page: dict[str, Any]
    lists: dict[str, list[Any]] = field(default_factory=dict)
    charts: dict[str, list[Any]] = field(default_factory=dict)
    shown: frozenset[str] | None = None


def documents_fetch(source: Source) -> Documents:
    """The page with its components, and the incidents and maintenance that its documents still have."""
    page, components = _components(source)
    found = Documents(page, {"components": components}, shown=_ids(components))
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


def shown_fetch(source: Source, page: Mapping[str, Any]) -> frozenset[str]:
    """The ids of the components that this page shows to everybody; SourceRefused where it is another page."""
    told, components = _components(source)
    if told["id"] != page.get("id"):
        raise SourceRefused(
            f"{printable(source.base)} is another page than that of the key. Say in --page-url where it is."
        )
    return _ids(components)


def _components(source: Source) -> tuple[dict[str, Any], list[Any]]:
    told = source.read("/api/v2/components.json")
    page = told.get("page") if isinstance(told, dict) else None
    if not isinstance(page, dict) or not isinstance(page.get("id"), str):
        raise SourceRefused(f"{printable(source.base)} does not answer as a Statuspage does.")
    return page, _listed(told, "components")


def _ids(rows: list[Any]) -> frozenset[str]:
    ids = (row.get("id") for row in rows if isinstance(row, dict))
    return frozenset(identity for identity in ids if isinstance(identity, str))


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
