"""How all pages stand, for those who serve bytes without Django."""

from django.db import connection

from statuspage.models import Page
from statuspage.publishing import Standing
from statuspage.vocabulary import PageVisibility


def pages_standing() -> Standing:
    """One query over the living pages. Raises what the database raises, and then lets the connection go."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    try:
        rows = list(
            Page.living.values_list(
                "uid", "revision", "visibility", "domain", "domain_verified_at"
            ).order_by()
        )
    except Exception:
        connection.close()
        raise
    return Standing(
        revisions={row[0]: row[1] for row in rows if row[2] == PageVisibility.PUBLIC},
        domains={row[3].lower(): row[0] for row in rows if row[3] and row[4]},
    )
