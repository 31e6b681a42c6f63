"""What may be said about a custom metric."""

from collections.abc import Mapping
from typing import Any

from api.pingpong.bodies import Reader
from api.pingpong.custom_metrics.shapes import rollup_word
from api.pingpong.metric_fields import read_common
from api.pingpong.vocabulary import ROLLUPS
from monitoring.models import Metric
from monitoring.vocabulary import MetricRollup
from statuspage.models import Page

SUFFIX = 50
"""The longest suffix."""
FIELDS = {"display": "showcased"}
"""The door's names of settings by the domain's."""

_WORDS = {**ROLLUPS, "Max": MetricRollup.MAX.value}
"""Roll-ups as they are taken: one sample of the original's documentation shows the last word."""


def custom_metric_read(page: Page, body: Mapping[str, Any], metric: Metric | None = None) -> dict[str, Any]:
    """The settings that were sent, as services take them; `metric` is what is changed. Raises `Invalid`."""
    reader = Reader(body, partial=metric is not None)
    read_common(reader, page, body, metric)
    reader.text("suffix", most=SUFFIX, nullable=True)
    reader.word("rollup", _WORDS)
    reader.flag("showcased", into="display")
    values = reader.done()
    if metric is not None and values.get("rollup") == ROLLUPS[rollup_word(metric)]:
        # What another door chose and no word stands for here stays, sent back as it was read.
        del values["rollup"]
    return values
