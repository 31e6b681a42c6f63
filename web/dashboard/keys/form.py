"""The form that says what a key is called and may do."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext as _

from apikeys.models import ApiKey
from apikeys.scopes import CATALOGUE, RESOURCES
from statuspage.exceptions import Invalid
from statuspage.models import Page
from statuspage.validation import Problems
from web.dashboard.keys.rows import NAMES, preset_of

PLACES = {"all_pages": "pages", "expires_at": "ends", "limit_per_minute": "limit"}
"""The domain's names of fields that have another one here."""


def values_fresh(page: Page) -> dict[str, Any]:
    """A form for a new key: it reads the page at hand."""
    return {
        "name": "",
        "preset": "read",
        "scopes": [],
        "reach": "some",
        "pages": [page.uid],
        "default_page": "",
        "ends": "",
        "limit": "",
    }


def values_of(key: ApiKey, zone: str) -> dict[str, Any]:
    """A key as a form shows it."""
    ends = key.expires_at and (key.expires_at - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).date()
    return {
        "name": key.name,
        "preset": preset_of(key.scopes),
        "scopes": list(key.scopes),
        "reach": "all" if key.all_pages else "some",
        "pages": [] if key.all_pages else sorted(page.uid for page in key.pages.all()),
        "default_page": key.default_page.uid if key.default_page else "",
        "ends": ends.isoformat() if ends else "",
        "limit": "" if key.limit_per_minute is None else str(key.limit_per_minute),
    }


def values_sent(data: QueryDict) -> dict[str, Any]:
    """What was filled in."""
    chosen = {f"{one}:{data.get(f'scope-{one}', '')}" for one in RESOURCES}
    reach = data.get("reach", "some")
    return {
        "name": data.get("name", ""),
        "preset": data.get("preset", "chosen"),
        "scopes": [scope for scope in CATALOGUE if scope in chosen],
        "reach": reach,
        "pages": sorted(data.getlist("page")) if reach == "some" else [],
        "default_page": data.get("default_page", ""),
        "ends": data.get("ends", ""),
        "limit": data.get("limit", "").strip(),
    }


def read(values: dict[str, Any], pages: list[Page], zone: str) -> dict[str, Any]:
    """What the services are to be told. Raises `Invalid`."""
    problems = Problems()
    told: dict[str, Any] = {
        "name": values["name"],
        "scopes": [values["preset"]] if values["preset"] in ("read", "full") else values["scopes"],
        "all_pages": values["reach"] == "all",
    }
    known = {page.uid: page for page in pages}
    with problems.caught():
        if set(values["pages"]) - known.keys():
            raise Invalid.at("/pages", "not_found", _("There is no such page any more."))
        told["pages"] = [known[uid] for uid in values["pages"]]
    with problems.caught():
        told["default_page"] = _default(values["default_page"], known)
    with problems.caught():
        told["expires_at"] = _end_of(values["ends"], ZoneInfo(zone))
    with problems.caught():
        told["limit_per_minute"] = _limit(values["limit"])
    problems.raise_if_any()
    return told


def grid(values: dict[str, Any]) -> list[tuple[str, Any, str]]:
    """The resources with their names, and the right that is chosen for each."""
    scopes = values["scopes"]
    return [
        (
            one,
            NAMES[one],
            "write" if f"{one}:write" in scopes else "read" if f"{one}:read" in scopes else "",
        )
        for one in RESOURCES
    ]


def _default(uid: str, known: dict[str, Page]) -> Page | None:
    if uid and uid not in known:
        raise Invalid.at("/default_page", "not_found", _("There is no such page any more."))
    return known.get(uid)


def _end_of(text: str, zone: ZoneInfo) -> datetime | None:
    """The end of a day, which is when the next one begins."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text) + timedelta(days=1)
        return datetime.combine(day, time(), zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid.at("/expires_at", "invalid_date", _("Give a day.")) from None


def _limit(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Invalid.at("/limit_per_minute", "invalid_number", _("Give a whole number."))
    return int(text)
