"""Datadog: timeseries by its v1 query API (`/api/v1/query`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from monitoring.providers.base import Declined, Pace, Point, Provider, Query, Wrong
from monitoring.providers.client import Client
from monitoring.providers.readings import Sample, points_of
from monitoring.vocabulary import MetricTransform, ProviderKind
from statuspage.validation import cut_text

_NAME = re.compile(r"[A-Za-z][\w.]*", re.ASCII)
# One metric with its scope, such as `sum:nginx.requests{env:prod} by {host}.as_count()`.
_PLAIN = re.compile(
    r"(?:[a-z0-9]+:)?[A-Za-z][\w.]*\{[^{}]*\}(?:\s*by\s*\{[^{}]*\})?(?:\.as_\w+\(\))?", re.ASCII
)
_METHODS = {
    MetricTransform.AVERAGE: ("avg", "avg"),
    MetricTransform.COUNT: ("sum", "count"),
    MetricTransform.MAX: ("max", "max"),
    MetricTransform.MIN: ("min", "min"),
    MetricTransform.SUM: ("sum", "sum"),
}
"""How values of several hosts, and those of one step, become one."""


class Datadog(Provider):
    """Asked with an API key and an application key; a query of its own keeps the roll-up that it has."""

    kind = ProviderKind.DATADOG
    word = "Datadog"
    default_base = "https://api.datadoghq.com"
    homes = ("datadoghq.com", "datadoghq.eu", "ddog-gov.com")
    api = ("/api/v1", "/api")
    needs = (("api_key",), ("application_key", "api_token"))
    # 1,600 requests an hour, and 1,500 values of a series in one answer.
    pace = Pace(
        interval=60,
        step=60,
        reach=timedelta(days=1),
        past_step=1800,
        past_reach=timedelta(days=15),
        hourly=1600,
    )

    def fetch(self, client: Client, query: Query) -> Sequence[Point]:
        """The values of a metric's name, or of a whole query."""
        answer = client.get(
            "/api/v1/query",
            {
                "from": int(query.start.timestamp()),
                "to": int(query.end.timestamp()),
                "query": query_text(query),
            },
            {
                "DD-API-KEY": self.secret(client, "api_key"),
                "DD-APPLICATION-KEY": self.secret(client, "application_key"),
            },
        )
        series = answer.get("series")
        if answer.get("status", "ok") != "ok" or not isinstance(series, list):
            told = answer.get("error")
            said = cut_text(told, 200) if isinstance(told, str) else ""
            kind = Declined if said else Wrong
            raise kind(_("Datadog could not answer the query.") + (f" {said}" if said else ""))
        return points_of(_samples(series), query, is_rolled=True)


def query_text(query: Query) -> str:
    """The query for an identifier: a name gets scope and roll-up, a plain query the roll-up."""
    across, within = _METHODS.get(MetricTransform(query.transform or "average"), ("avg", "avg"))
    text = query.identifier.strip()
    if _NAME.fullmatch(text):
        text = f"{across}:{text}{{*}}"
    return f"{text}.rollup({within}, {query.step})" if _PLAIN.fullmatch(text) else text


def _samples(series: list[Any]) -> Iterator[Sample]:
    for one in series:
        rows = one.get("pointlist") if isinstance(one, dict) else None
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, list) and len(row) == 2 and isinstance(row[0], int | float):
                # In milliseconds.
                yield row[0] / 1000, row[1]
