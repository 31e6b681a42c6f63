"""What is written after an incident, as this door shows it."""

from datetime import datetime
from typing import Any

from api.statuspage.management.incidents.shapes import as_written
from incidents.models import Postmortem
from statuspage.clock import iso_milliseconds


def postmortem_shape(postmortem: Postmortem) -> dict[str, Any]:
    """Draft and published text; null for the text that there is not."""
    published = postmortem.published_at is not None
    return {
        "preview_key": postmortem.preview_key,
        "body": as_written(postmortem.body, postmortem.format, postmortem.html) if published else None,
        "body_updated_at": _time(postmortem.body_updated_at),
        "body_draft": postmortem.draft or None,
        "body_draft_updated_at": _time(postmortem.draft_updated_at),
        "published_at": _time(postmortem.published_at),
        "notify_subscribers": postmortem.notify,
        "notify_twitter": False,
        "custom_tweet": None,
        "created_at": _time(postmortem.created_at),
        "updated_at": _time(postmortem.updated_at),
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else iso_milliseconds(moment)
