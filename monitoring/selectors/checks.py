"""Checks as doors list them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from monitoring.addresses import Address
from monitoring.heartbeat_times import reported_status
from monitoring.models import Check, CheckRegion
from monitoring.vocabulary import CheckKind, CheckState, Showcase
from statuspage.exceptions import Conflict, NotFound
from statuspage.models import Component, Page
from statuspage.sight import WHOLE, Sight


def checks_of_organization(page: Page) -> int:
    """How many checks the organization of a page has: what `CANDOR_CHECK_LIMIT` counts."""
    return Check.living.filter(page__organization=page.organization_id, page__deleted_at__isnull=True).count()


def checks_list(
    page: Page,
    *,
    kind: str | None = None,
    state: str | None = None,
    tag: str | None = None,
    component: Component | None = None,
    q: str = "",
) -> QuerySet[Check]:
    """The living checks of a page, ready to be shown in a constant number of queries.

    `state` is the stored one; `q` looks into names, slugs, tags and descriptions.
    """
    checks = (
        Check.living.filter(page=page)
        .select_related("component", "template", "heartbeat")
        .prefetch_related("region_rows")
        .order_by("name", "pk")
    )
    if kind:
        checks = checks.filter(kind=kind)
    if state:
        checks = checks.filter(state=state)
    if component is not None:
        checks = checks.filter(component=component)
    if tag:
        checks = checks.filter(tagged(tag))
    if q:
        checks = checks.filter(mentioning(q))
    return checks


def tagged(tag: str) -> Q:
    """Checks with this tag, as a whole word."""
    return (
        Q(tags=tag)
        | Q(tags__startswith=f"{tag} ")
        | Q(tags__endswith=f" {tag}")
        | Q(tags__contains=f" {tag} ")
    )


def mentioning(text: str) -> Q:
    """Checks that have a text in their name, slug, tags or description; never what may hold a secret."""
    return (
        Q(name__icontains=text)
        | Q(slug__icontains=text)
        | Q(tags__icontains=text)
        | Q(description__icontains=text)
    )


def checks_by_state(page: Page) -> dict[str, int]:
    """How many living checks of a page are in which stored state; one query."""
    counted = Check.living.filter(page=page).order_by().values_list("state").annotate(Count("pk"))
    return dict(counted)


def checks_troubled(page: Page) -> tuple[int, int]:
    """How many checks of a page are down, and how many are degraded; one query."""
    counted = Check.living.filter(page=page, state__in=(CheckState.DOWN, CheckState.DEGRADED)).aggregate(
        down=Count("pk", filter=Q(state=CheckState.DOWN)),
        degraded=Count("pk", filter=Q(state=CheckState.DEGRADED)),
    )
    return counted["down"], counted["degraded"]


def tags_of_page(page: Page) -> list[str]:
    """Every tag of a page's living checks once, by name; one query."""
    texts = Check.living.filter(page=page).exclude(tags="").order_by().values_list("tags", flat=True)
    return sorted({tag for text in texts.distinct() for tag in text.split()}, key=str.lower)


def checks_showcased(page: Page, *, sight: Sight = WHOLE) -> list[Check]:
    """The living checks whose figures a reader sees, in the order of their components.

    Never those of components beyond the sight; those of no component belong to the page as a whole, and
    only whoever sees the whole sees them.
    """
    checks = (
        Check.living.filter(page=page)
        .exclude(showcase=Showcase.NONE)
        .select_related("component")
        .order_by("component__position", "name", "pk")
    )
    return [check for check in checks if _is_within(check.component, sight)]


def checks_watching(page: Page, addresses: Sequence[Address]) -> set[str]:
    """Those of the addresses, as they were written, that living checks of a page look at; one query."""
    of = Q()
    for address in addresses:
        of |= Q(kind=address.kind, **{f"target__{name}": value for name, value in address.target.items()})
    if not of:
        return set()
    found = list(Check.living.filter(of, page=page).order_by().values_list("kind", "target"))
    return {
        address.written
        for address in addresses
        if any(kind == address.kind and {**target, **address.target} == target for kind, target in found)
    }


def check_has_slug(page: Page, slug: str) -> bool:
    """Whether any living check of the page, of whatever kind, has this slug."""
    return Check.living.filter(page=page, slug=slug).exists()


def check_get(page: Page, ref: str) -> Check:
    """A living check by uid, else by slug.

    Raises NotFound, and Conflict (`ambiguous_slug`) for a slug that several checks share.
    """
    checks = checks_list(page)
    found = checks.filter(uid=ref).first()
    if found is not None:
        return found
    named = list(checks.filter(slug=ref)[:2]) if ref else []
    if not named:
        raise NotFound(_("There is no such check."))
    if len(named) > 1:
        raise Conflict(_("Several checks have this slug; use the id."), code="ambiguous_slug")
    return named[0]


def check_reported_state(check: Check, *, now: datetime | None = None) -> str:
    """The state as it is told: the stored one, or for a heartbeat `started` or `grace` by its times."""
    heartbeat = getattr(check, "heartbeat", None) if check.kind == CheckKind.HEARTBEAT else None
    if heartbeat is None:
        return check.state
    return reported_status(check, heartbeat, now=now or timezone.now(), with_started=True)


def last_result(check: Check) -> dict[str, Any] | None:
    """The newest result over all regions (`at`, `ok`, `latency_ms`, `code`, `error`); None before the first.

    Of a heartbeat, its last ping.
    """
    if check.kind == CheckKind.HEARTBEAT:
        heartbeat = getattr(check, "heartbeat", None)
        if heartbeat is None or heartbeat.last_ping_at is None:
            return None
        return {
            "at": heartbeat.last_ping_at,
            "ok": check.state != CheckState.DOWN,
            "latency_ms": None,
            "code": "",
            "error": "",
        }
    newest: CheckRegion | None = None
    for row in check.region_rows.all():
        if row.last_slot is not None and (
            newest is None or newest.last_slot is None or row.last_slot > newest.last_slot
        ):
            newest = row
    if newest is None:
        return None
    return {
        "at": newest.last_slot,
        "ok": newest.last_ok,
        "latency_ms": newest.last_latency_ms,
        "code": newest.last_code,
        "error": newest.last_error,
    }


def _is_within(component: Component | None, sight: Sight) -> bool:
    if component is None:
        return sight.is_whole
    return component.deleted_at is None and sight.shows(component)
