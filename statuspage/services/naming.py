"""Slugs that are unique among the living, and what else rows with names share."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from statuspage.exceptions import Invalid
from statuspage.validation import slug_from

Named = TypeVar("Named", bound=models.Model)


def slug_free(living: models.QuerySet[Any], *, name: str, fallback: str) -> str:
    """A slug made of a name that no living row has, numbered where needed."""
    stem = slug_from(name, fallback=fallback)
    taken = set(living.filter(slug__startswith=stem).values_list("slug", flat=True))
    if stem not in taken:
        return stem
    number = 2
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def save_with_slug(row: Named, living: models.QuerySet[Any], fields: Sequence[str] | None) -> Named:
    """Save a row whose slug must be free among the living; raises `Invalid` (`duplicate_slug`)."""
    taken = Invalid.at("/slug", "duplicate_slug", _("Something else on this page has this slug."))
    if (fields is None or "slug" in fields) and living.exclude(pk=row.pk).filter(
        slug=getattr(row, "slug", "")
    ).exists():
        raise taken
    try:
        with transaction.atomic():
            row.save(update_fields=fields)
    except IntegrityError:
        # Somebody was faster than the look above.
        raise taken from None
    return row


def assign(row: models.Model, clean: dict[str, Any]) -> list[str]:
    """Set the values that differ and give the names of those fields."""
    moved = [field for field, value in clean.items() if getattr(row, field) != value]
    for field in moved:
        setattr(row, field, clean[field])
    return moved


def references_release(row: models.Model) -> None:
    """Do for a soft deletion what SET_NULL does for a real one: whatever may let go of the row does."""
    for relation in row._meta.related_objects:
        if relation.on_delete is models.SET_NULL:
            name = relation.field.name
            relation.related_model._base_manager.filter(**{name: row}).update(**{name: None})
