"""The ping keys of pages: who knows one may ping the page's heartbeats by their slugs."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Conflict, Invalid
from statuspage.ids import PING_KEY, new_ping_key
from statuspage.models import Page


def page_ping_key_rotate(*, page: Page, by: Actor, now: datetime | None = None) -> Page:
    """Give a page a new ping key, which the journal does not hold; pings by the old one find nothing now."""
    with journal.transaction(now) as now:
        row = Page.objects.select_for_update(no_key=True).get(pk=page.pk)
        if row.deleted_at is not None:
            raise Conflict(_("The page has been deleted."), code="page_deleted")
        row.ping_key = new_ping_key()
        row.save(update_fields=["ping_key", "updated_at"])
        _record_rotated(row, by, now)
        page.ping_key, page.updated_at = row.ping_key, row.updated_at
        return page


def page_ping_key_take(*, page: Page, ping_key: str, by: Actor, now: datetime | None = None) -> Page:
    """Give a page the ping key by which jobs already ping; pings by its own one find nothing from now on.

    Raises Invalid, and Conflict (`duplicate_ping_key`) when another page has it, even one that was deleted.
    """
    if not PING_KEY.fullmatch(ping_key):
        detail = _("A ping key has 22 characters: letters, digits, hyphens and underscores.")
        raise Invalid.at("/ping_key", "invalid_ping_key", detail)
    with journal.transaction(now) as now:
        row = Page.objects.select_for_update(no_key=True).get(pk=page.pk)
        if row.deleted_at is not None:
            raise Conflict(_("The page has been deleted."), code="page_deleted")
        if row.ping_key != ping_key:
            row.ping_key = ping_key
            try:
                with transaction.atomic():
                    row.save(update_fields=["ping_key", "updated_at"])
            except IntegrityError:
                raise Conflict(_("Another page has this ping key."), code="duplicate_ping_key") from None
            _record_rotated(row, by, now)
        page.ping_key, page.updated_at = row.ping_key, row.updated_at
        return page


def _record_rotated(page: Page, by: Actor, now: datetime) -> None:
    """Neither the old key nor the new one is noted."""
    journal.record(
        kind="page.ping_key_rotated",
        by=by,
        at=now,
        subject_kind="page",
        subject_uid=page.uid,
        subject_label=page.name,
        page=page,
        before=None,
        after=None,
    )
