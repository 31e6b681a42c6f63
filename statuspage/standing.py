"""How all pages stand, for those who serve bytes without Django."""

from collections.abc import Collection

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper

from statuspage.models import OPEN, Page
from statuspage.publishing import Standing


def pages_standing() -> Standing:
    """One query over the living pages. Raises what the database raises, and then lets the connection go."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    try:
        rows = list(
            Page.living.annotate(open=ExpressionWrapper(OPEN, output_field=BooleanField()))
            .values_list("uid", "revision", "open", "domain", "domain_verified_at")
            .order_by()
        )
    except Exception:
        connection.close()
        raise
    return Standing(
        revisions={row[0]: row[1] for row in rows if row[2]},
        domains={row[3].lower(): row[0] for row in rows if row[3] and row[4]},
    )


def pages_closed(keys: Collection[int]) -> set[str]:
    """The uids of those of these pages, by key, that not everybody may read (any more)."""
    public = Page.living.filter(OPEN).values("pk")
    return set(Page.objects.filter(pk__in=keys).exclude(pk__in=public).values_list("uid", flat=True))
