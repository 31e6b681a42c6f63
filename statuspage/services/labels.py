"""The named statuses of a page, which things are said with."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Conflict
from statuspage.icons import ICONS, level_of_icon
from statuspage.models import Page, StatusLabel
from statuspage.services.naming import assign, save_with_slug, slug_free
from statuspage.services.notes import notes_void_of_label
from statuspage.validation import (
    MESSAGE_LENGTH,
    NAME_LENGTH,
    clean_bool,
    clean_changes,
    clean_choice,
    clean_slug,
    rule,
    text_rule,
)
from statuspage.vocabulary import LabelLevel

_RULES = {
    "name": text_rule(NAME_LENGTH, required=True),
    "slug": rule(clean_slug),
    "description": text_rule(MESSAGE_LENGTH, multiline=True),
    "level": rule(clean_choice, words=LabelLevel),
    "image": rule(clean_choice, words=("", *ICONS)),
    "is_default": rule(clean_bool),
}

FIRST_LABELS: tuple[dict[str, Any], ...] = (
    {
        "name": "Down",
        "slug": "down",
        "description": "The service does not work.",
        "level": LabelLevel.ERROR.value,
        "image": "cross-circle",
        "is_default": False,
    },
    {
        "name": "Up",
        "slug": "up",
        "description": "The service works as it should.",
        "level": LabelLevel.NORMAL.value,
        "image": "tick-circle",
        "is_default": True,
    },
    {
        "name": "Warning",
        "slug": "warning",
        "description": "The service works, but not as well as it should.",
        "level": LabelLevel.WARNING.value,
        "image": "exclamation",
        "is_default": False,
    },
)
"""What a page begins with (Stashboard contract, sections 6 and 7)."""


def labels_lay(*, page: Page) -> None:
    """Give a new page its first labels; whoever made the page told the journal so."""
    StatusLabel.objects.bulk_create([StatusLabel(page=page, **label) for label in FIRST_LABELS])


def label_create(
    *,
    page: Page,
    name: str,
    by: Actor,
    slug: str | None = None,
    description: str = "",
    level: str | None = None,
    image: str = "",
    is_default: bool = False,
    now: datetime | None = None,
) -> StatusLabel:
    """A named status of a page; a new default takes over from the one before.

    Without a level, that of its image. Raises `Invalid` (`duplicate_slug`).
    """
    given: dict[str, Any] = {
        "name": name,
        "description": description,
        "level": level_of_icon(image).value if level is None else level,
        "image": image,
        "is_default": is_default,
    }
    clean = clean_changes(given if slug is None else {**given, "slug": slug}, _RULES)
    with journal.transaction(now) as now:
        living = _lock(page)
        clean.setdefault("slug", slug_free(living, name=clean["name"], fallback="status"))
        if clean["is_default"]:
            living.filter(is_default=True).update(is_default=False)
        label = save_with_slug(StatusLabel(page=page, **clean), living, None)
        _record("label.created", label, by, now)
        return label


def label_update(
    *, label: StatusLabel, changes: Mapping[str, Any], by: Actor, now: datetime | None = None
) -> StatusLabel:
    """Change name, slug, description, level, image or `is_default`; what was said with it stays as it was.

    Raises `Invalid` (`duplicate_slug`) and `Conflict` (`label_deleted`).
    """
    clean = clean_changes(changes, _RULES)
    with journal.transaction(now) as now:
        living = _lock(label.page)
        row = living.filter(pk=label.pk).first()
        if row is None:
            raise Conflict(_("The status label has been deleted."), code="label_deleted")
        moved = assign(row, clean)
        if moved:
            if "is_default" in moved and row.is_default:
                living.exclude(pk=row.pk).filter(is_default=True).update(is_default=False)
            save_with_slug(row, living, [*moved, "updated_at"])
            _record("label.updated", row, by, now)
        for field in (*_RULES, "updated_at"):
            setattr(label, field, getattr(row, field))
        return label


def label_delete(
    *, label: StatusLabel, by: Actor, with_notes: bool = False, now: datetime | None = None
) -> None:
    """Take a label off. The notes that were made with it keep it, or (`with_notes`) are taken back with it.

    No other label becomes the default in place of a default one.
    """
    with journal.transaction(now) as now:
        if StatusLabel.living.filter(pk=label.pk).update(deleted_at=now, updated_at=now):
            label.deleted_at = now
            if with_notes:
                notes_void_of_label(label=label, by=by, now=now)
            _record("label.deleted", label, by, now)


def _lock(page: Page) -> QuerySet[StatusLabel]:
    """The page's living labels, locked in key order: two that become the default take turns."""
    living = StatusLabel.living.filter(page=page)
    list(living.select_for_update(no_key=True).order_by("pk").values("pk"))
    return living


def _record(kind: str, label: StatusLabel, by: Actor, now: datetime) -> None:
    journal.record(
        kind=kind,
        by=by,
        at=now,
        subject_kind="label",
        subject_uid=label.uid,
        subject_label=label.name,
        page=label.page,
        after={"id": label.uid, **{field: getattr(label, field) for field in _RULES}},
    )
