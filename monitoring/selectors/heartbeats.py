"""Heartbeats as pings name them: by code, or by a page's ping key and a slug."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from monitoring.models import Check
from monitoring.vocabulary import CheckKind
from statuspage.models import Page

ENOUGH = 2
"""So many checks with one slug are as ambiguous as any number of them."""


def heartbeat_by_code(code: UUID) -> Check | None:
    """The heartbeat that this code pings, in one query; None for all that cannot be pinged.

    Unknown codes, deleted checks and pages, and checks of other kinds look alike.
    """
    return _pingable().filter(code=code).first()


def heartbeat_shown(code: UUID) -> Check | None:
    """The same heartbeat, with its page, organization and state, ready to be shown."""
    return _pingable().select_related("page__organization", "heartbeat").filter(code=code).first()


def heartbeat_codes_of(pages: QuerySet[Page]) -> QuerySet[Check, UUID]:
    """The codes of all heartbeats of the living ones of these pages, oldest first."""
    return _pingable().filter(page__in=pages).values_list("code", flat=True)


def checks_by_code(codes: Iterable[UUID]) -> dict[UUID, Check]:
    """Whichever checks have these codes, of any page and kind, deleted or not; with page and heartbeat."""
    found = Check.objects.filter(code__in=list(codes)).select_related("page", "heartbeat")
    return {check.code: check for check in found}


def heartbeat_exists(code: UUID) -> bool:
    """Whether something can be pinged by this code; one query, the cheapest there is."""
    return _pingable().filter(code=code).exists()


def heartbeats_by_slug(ping_key: str, slug: str) -> list[Check]:
    """The heartbeats of the page with this ping key that have the slug: none, one, or two for "several"."""
    if not slug:
        return []
    return list(_pingable().filter(page__ping_key=ping_key, slug=slug)[:ENOUGH])


def heartbeat_codes(ping_key: str, slug: str) -> list[UUID]:
    """The codes of the same, for pings: nothing else is read."""
    if not slug:
        return []
    found = _pingable().filter(page__ping_key=ping_key, slug=slug)
    return list(found.values_list("code", flat=True)[:ENOUGH])


def heartbeats_of(page: Page, *, tags: Collection[str] = (), slug: str = "") -> list[Check]:
    """A page's heartbeats with their states, oldest first: those with all the tags, and the slug if given.

    A tag is a whole word, in the case in which it is written.
    """
    found = (
        Check.living.filter(page=page, kind=CheckKind.HEARTBEAT).select_related("heartbeat").order_by("pk")
    )
    if slug:
        found = found.filter(slug=slug)
    wanted = set(tags)
    # Not in the database: SQLite would find tags in any case.
    return [check for check in found if wanted <= set(check.tags.split())]


def heartbeat_matching(page: Page, values: Mapping[str, Any]) -> Check | None:
    """The oldest heartbeat of a page that has all the values, by the names of their columns."""
    found = Check.living.filter(page=page, kind=CheckKind.HEARTBEAT, **values)
    return found.select_related("heartbeat").order_by("pk").first()


def page_by_ping_key(ping_key: str) -> Page | None:
    """The living page with this ping key."""
    return Page.living.filter(ping_key=ping_key).first() if ping_key else None


def _pingable() -> QuerySet[Check]:
    return Check.living.filter(kind=CheckKind.HEARTBEAT, page__deleted_at__isnull=True).order_by("pk")
