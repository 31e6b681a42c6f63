"""What a page looks like."""

from typing import Any

from api.statuspage.management.pages.fields import COLORS, FIXED_TEXTS, FLAGS, PICTURES, TEXTS
from statuspage.clock import iso_milliseconds
from statuspage.links import picture_url
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
        **{name: picture_url(page, own) or None for name, own in PICTURES.items()},
        "hero_cover": None,
        "activity_score": None,
        "twitter_logo": None,
    }
