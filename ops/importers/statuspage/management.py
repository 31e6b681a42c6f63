"""The management API, which tells a key everything but credentials and points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ops.importers.answers import SourceRefused
from ops.importers.statuspage.fetching import Missing, Source
from ops.importers.statuspage.public import Documents
from ops.importers.systems import Tell, printable

HOST = "https://api.statuspage.io"


def everything_fetch(
    source: Source, wanted: str | None, *, subscribers: bool, viewers: bool, tell: Tell
) -> Documents:
    """The page with this id, or the only one that the key reaches, and all that belongs to it."""
    page = _page(source, wanted)
    base = f"/v1/pages/{page['id']}"
    found = Documents(page)

    def fetch(kind: str, read: Callable[[], list[Any]]) -> None:
        tell(f"Reading {kind} ...")
        found.lists[kind] = read()

    fetch("components", lambda: list(source.read_all(f"{base}/components")))
    fetch("incidents", lambda: list(source.read_all(f"{base}/incidents", size="limit")))
    fetch("templates", lambda: list(source.read_all(f"{base}/incident_templates")))
    fetch("providers", lambda: list(source.read_all(f"{base}/metrics_providers")))
    fetch("metrics", lambda: list(source.read_all(f"{base}/metrics")))
    if viewers:
        fetch("access groups", lambda: _or_none(source, f"{base}/page_access_groups"))
        fetch("access users", lambda: _viewers(source, base))
    if subscribers:
        fetch("subscribers", lambda: _subscribers(source, base, found.lists["incidents"]))
    return found


def _page(source: Source, wanted: str | None) -> dict[str, Any]:
    pages = [page for page in source.read_all("/v1/pages") if isinstance(page, dict) and _id_of(page)]
    chosen = [page for page in pages if wanted in (None, page["id"])]
    if len(chosen) == 1:
        return chosen[0]
    known = ", ".join(f"{printable(page['id'])} ({printable(str(page.get('name')))})" for page in pages[:20])
    raise SourceRefused(f"Say in --source-page which page is meant. The key reaches: {known or 'none'}.")


def _viewers(source: Source, base: str) -> list[Any]:
    rows = _or_none(source, f"{base}/page_access_users")
    for row in rows:
        identity = _id_of(row)
        if identity:
            for what in ("components", "metrics"):
                items = source.read_all(f"{base}/page_access_users/{identity}/{what}")
                row[what] = [item.get("id") for item in items if isinstance(item, dict)]
    return rows


def _subscribers(source: Source, base: str, incidents: list[Any]) -> list[Any]:
    rows: list[Any] = []
    for state in ("active", "quarantined"):
        rows += source.read_all(f"{base}/subscribers", first=0, size="limit", state=state)
    for incident in incidents:
        identity = _id_of(incident)
        if identity and incident.get("status") not in ("resolved", "completed", "postmortem"):
            for row in source.read_all(f"{base}/incidents/{identity}/subscribers"):
                if isinstance(row, dict):
                    rows.append(row | {"incident_id": identity})
    return rows


def _or_none(source: Source, path: str) -> list[Any]:
    """What pages without viewers of their own may answer with a 404."""
    try:
        return list(source.read_all(path))
    except Missing:
        return []


def _id_of(row: Any) -> str:
    """An id that can stand in an address, else nothing."""
    identity = row.get("id") if isinstance(row, dict) else None
    return identity if isinstance(identity, str) and identity.isascii() and identity.isalnum() else ""
