"""Finding rows by what people call them."""

from typing import TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def row_named(rows: QuerySet[Row], *, name: str, slug: str) -> Row | None:
    """The row with this slug, else the oldest with this very name; an empty slug is nobody's."""
    found = rows.filter(slug=slug).first() if slug else None
    return found or rows.filter(name=name).order_by("pk").first()
