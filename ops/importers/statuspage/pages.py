"""The page itself: its id, and settings that show nothing to anybody who did not see it before."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from incidents.models import Incident
from ops.importers.bringing import BY
from ops.importers.statuspage.bringing import Move
from ops.importers.statuspage.rows import Row
from statuspage.models import Component, Page
from statuspage.services import page_update
from statuspage.services.page_ids import page_uid_take
from statuspage.zones import zone_spoken

_TEXTS = {
    "name": "name",
    "headline": "headline",
    "page_description": "description",
    "time_zone": "time_zone",
    "support_url": "support_url",
    "notifications_email_footer": "notifications_email_footer",
    "twitter_username": "twitter_username",
    "city": "city",
    "state": "state",
    "country": "country",
}
_COLOR = "css_"


def is_untouched(page: Page) -> bool:
    """Whether nothing is on the page yet, so that nobody knows it by its id."""
    rows = (Component.objects, Incident.objects)
    return not any(manager.filter(page=page).exists() for manager in rows)


def address_of(told: Mapping[str, Any], api: str | None) -> str | None:
    """Where a page is, from what the management API tells of it; `api` is one that is not Statuspage's own.

    Other servers with that API are taken for a Candor, whose pages without a domain are below its address.
    """
    row = Row(told)
    if row.text("domain"):
        return f"https://{row.text('domain')}"
    if not row.text("subdomain"):
        return None
    return (
        f"{api.rstrip('/')}/pages/{row.text('subdomain')}"
        if api
        else f"https://{row.text('subdomain')}.statuspage.io"
    )


def page_id_take(move: Move, told: Mapping[str, Any]) -> None:
    """Give the page the id that it has at the source."""
    move.bring("page id", str(told.get("id")), partial(_take, move.page, told))


def settings_bring(move: Move, told: Mapping[str, Any]) -> None:
    """Bring name, texts, time zone and colours; who may see the page and at which address stays."""
    move.bring("settings of", move.page.name, partial(_settings, move.page, told))


def _take(page: Page, told: Mapping[str, Any]) -> tuple[bool, list[str]]:
    before = page.uid
    page_uid_take(page=page, uid=Row(told).identity(), by=BY)
    return False, [] if page.uid == before else [f"it was {before}"]


def _settings(page: Page, told: Mapping[str, Any]) -> tuple[bool, list[str]]:
    row = Row(told)
    wanted = {own: row.text(name) for name, own in _TEXTS.items() if row.text(name)}
    if "time_zone" in wanted:
        wanted["time_zone"] = zone_spoken(wanted["time_zone"])
    colors = {
        name: row.text(name).lower() for name in row.values if name.startswith(_COLOR) and row.text(name)
    }
    changes: dict[str, Any] = {name: value for name, value in wanted.items() if getattr(page, name) != value}
    painted = {name: color for name, color in colors.items() if page.colors.get(name) != color}
    if changes or painted:
        page_update(page=page, changes=changes, colors=painted, by=BY)
    return False, [*changes, *painted]
