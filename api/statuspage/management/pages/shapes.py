"""What a page looks like."""

from typing import Any

from api.statuspage.management.pages.fields import COLORS, FILES, FIXED_TEXTS, FLAGS, TEXTS
from statuspage.clock import iso_milliseconds
from statuspage.links import public_url
from statuspage.models import Page


def page_shape(page: Page) -> dict[str, Any]:
    """The page, with its organization beside what Statuspage has. What is empty is null."""
    return {
        "id": page.uid,
        "organization_id": page.organization.uid,
        "created_at": iso_milliseconds(page.created_at),
        "updated_at": iso_milliseconds(page.updated_at),
        **{name: getattr(page, own) or None for name, own in {**TEXTS, **FIXED_TEXTS}.items()},
        **{name: getattr(page, own) for name, own in FLAGS.items()},
        **{name: page.colors.get(name) for name in COLORS},
        **{name: _address(getattr(page, own)) for name, own in FILES.items()},
        "activity_score": None,
        "twitter_logo": None,
    }


def _address(file: Any) -> str | None:
    return public_url(file.url) if file else None
