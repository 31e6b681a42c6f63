"""Heartbeats that are made where there is none yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from monitoring.models import Check
from monitoring.selectors import check_has_slug, heartbeat_matching, heartbeats_by_slug
from monitoring.services import checks_hold
from monitoring.vocabulary import GRACE_SECONDS, PERIOD_SECONDS, CheckKind
from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Conflict, NotFound
from statuspage.models import Page
from webhooks.models import Subscription
from webhooks.selectors.channels import channels_living
from webhooks.services.channel_assignments import check_create_with_channels

AMBIGUOUS = "ambiguous_slug"
ALLOWANCE = 2
"""Pings may make checks up to this many times `CANDOR_CHECK_LIMIT`: a new job shall not go unwatched."""


def heartbeat_ensure(
    *, page: Page, slug: str, by: Actor, now: datetime | None = None
) -> tuple[list[Check], bool]:
    """The page's heartbeats with this slug, and whether they had to be made: one, which tells all channels.

    However many ask at once, one is made. Raises Invalid (a slug that no check may have), Conflict
    (`check_limit`; `ambiguous_slug` where a check of another kind has the slug, by which it could not be
    addressed any more), NotFound (the page has been deleted).
    """
    with journal.transaction(now) as now:
        _hold(page)
        found = heartbeats_by_slug(page.ping_key, slug)
        if found:
            return found, False
        if check_has_slug(page, slug):
            raise Conflict(_("A check of another kind has this slug."), code=AMBIGUOUS)
        check = check_create_with_channels(
            page=page,
            channels=list(channels_living().filter(page=page)),
            kind=CheckKind.HEARTBEAT.value,
            name=slug,
            slug=slug,
            target={"period_seconds": PERIOD_SECONDS, "grace_seconds": GRACE_SECONDS},
            allowance=ALLOWANCE,
            by=by,
            now=now,
        )
        return [check], True


def heartbeat_find_or_create(
    *,
    page: Page,
    match: Mapping[str, Any] | None,
    channels: Sequence[Subscription],
    by: Actor,
    now: datetime | None = None,
    **check: Any,
) -> tuple[Check, bool]:
    """The page's oldest heartbeat that has all the values of `match`, untouched; else a new one, and True.

    `match` goes by the names of columns; without it, the check is made. However many ask at once, one
    is made. Raises what `check_create_with_channels` raises, and NotFound (the page has been deleted).
    """
    found = heartbeat_matching(page, match) if match else None
    if found is not None:
        return found, False
    with journal.transaction(now) as now:
        _hold(page)
        # Whoever finds one changes it afterwards, in a transaction of its own: services lock checks first and
        # the page last.
        found = heartbeat_matching(page, match) if match else None
        if found is not None:
            return found, False
        kind = CheckKind.HEARTBEAT.value
        return check_create_with_channels(
            page=page, channels=channels, kind=kind, by=by, now=now, **check
        ), True


def _hold(page: Page) -> None:
    """Let nobody else make a heartbeat of the page before this transaction ends."""
    # Before the page, in the order of everybody who locks both.
    checks_hold(page)
    if Page.living.select_for_update(no_key=True).filter(pk=page.pk).first() is None:
        raise NotFound(_("The page has been deleted."))
