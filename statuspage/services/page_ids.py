"""The outward id of a page, where it moves in from elsewhere and keeps the one that it is known by."""

from datetime import datetime

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Conflict, Invalid
from statuspage.ids import UID
from statuspage.models import Event, Page


def page_uid_take(*, page: Page, uid: str, by: Actor, now: datetime | None = None) -> Page:
    """Give a page another id; whoever knows it by the old one does not find it any more.

    Raises `Invalid` for what is no id, and `Conflict` (`uid_taken`) where another page has it or had it.
    """
    if not UID.fullmatch(uid):
        raise Invalid.at("/id", "invalid_id", _("This is no id: twelve lower-case letters and digits."))
    taken = Conflict(_("Another page has this id."), code="uid_taken")
    with journal.transaction(now) as now:
        row = Page.objects.select_for_update(no_key=True).get(pk=page.pk)
        before = row.uid
        if before == uid:
            return page
        # Events of pages that are no more keep the ids of these, and number what happened under them.
        known = Event.objects.filter(page_uid=uid).exclude(page=row)
        if Page.objects.filter(uid=uid).exists() or known.exists():
            raise taken
        row.uid = page.uid = uid
        try:
            with journal.transaction():
                row.save(update_fields=["uid", "updated_at"])
        except IntegrityError:
            page.uid = before
            raise taken from None
        page.updated_at = row.updated_at
        journal.record(
            kind="page.updated",
            by=by,
            at=now,
            subject_kind="page",
            subject_uid=uid,
            subject_label=page.name,
            page=page,
            before={"id": before},
            after={"id": uid},
        )
        return page
