"""What may be said about a metric."""

from collections.abc import Mapping
from typing import Any

from api.pingpong.bodies import Reader
from api.pingpong.metric_fields import read_common
from api.pingpong.metrics.readings import interval_change, location_change
from api.pingpong.vocabulary import FREQUENCIES, LOCATIONS, SHOWCASES
from monitoring.models import Check
from statuspage.models import Page

ADDRESS = 2000
"""The longest address."""
FIELDS = {
    # An address stands alone here, not inside a target.
    "target": "",
    "showcase": "showcased",
    "interval_seconds": "frequency",
    "timeout_seconds": "frequency",
    "regions": "location",
    "quorum": "location",
}
"""The door's names of settings by the domain's."""


def metric_read(page: Page, body: Mapping[str, Any], check: Check | None = None) -> dict[str, Any]:
    """The settings that were sent, as services take them; `check` is what is changed. Raises `Invalid`."""
    reader = Reader(body, partial=check is not None)
    read_common(reader, page, body, check)
    reader.text("url", most=ADDRESS, nullable=True)
    reader.word("frequency", FREQUENCIES)
    reader.word("location", {word: word for word in LOCATIONS})
    reader.word("showcased", SHOWCASES, into="showcase")
    values = reader.done()
    if "frequency" in values:
        values |= interval_change(values.pop("frequency"), check)
    if "location" in values:
        values |= location_change(values.pop("location"), check)
    if "url" in values:
        values["target"] = {"url": values.pop("url") or None}
    return values
