"""Heartbeats that begin with their first ping."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from monitoring.models import Check
from monitoring.selectors import heartbeats_by_slug
from monitoring.vocabulary import CheckKind
from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import NotFound
from statuspage.models import Page
from webhooks.selectors.channels import channels_living
from webhooks.services.channel_assignments import check_create_with_channels

PERIOD_SECONDS = 86_400
GRACE_SECONDS = 3600


def heartbeat_ensure(
    *, page: Page, slug: str, by: Actor, now: datetime | None = None
) -> tuple[list[Check], bool]:
    """The page's heartbeats with this slug, and whether they had to be made: one, which tells all channels.

    However many ask at once, one is made. Raises Invalid (a slug that no check may have), Conflict
    (`check_limit`), NotFound (the page has been deleted).
    """
    with journal.transaction(now) as now:
        if Page.living.select_for_update(no_key=True).filter(pk=page.pk).first() is None:
            raise NotFound(_("The page has been deleted."))
        found = heartbeats_by_slug(page.ping_key, slug)
        if found:
            return found, False
        check = check_create_with_channels(
            page=page,
            channels=list(channels_living().filter(page=page)),
            kind=CheckKind.HEARTBEAT.value,
            name=slug,
            slug=slug,
            target={"period_seconds": PERIOD_SECONDS, "grace_seconds": GRACE_SECONDS},
            by=by,
            now=now,
        )
        return [check], True
