"""Librato, and what speaks its API: measurements with tags, or metrics with sources."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from monitoring.providers.base import Pace, Point, Provider, Query, Wrong
from monitoring.providers.client import Client
from monitoring.providers.readings import Sample, number_of, points_of
from monitoring.vocabulary import MetricTransform, ProviderKind

PAGES = 50

_FIELDS = {
    MetricTransform.COUNT: "count",
    MetricTransform.MAX: "max",
    MetricTransform.MIN: "min",
    MetricTransform.SUM: "sum",
}


class Librato(Provider):
    """Asked with an e-mail address and a token; the identifier is the name of a metric.

    Accounts have their metrics either with tags or, of old, with sources: what the one does not know is
    asked of the other.
    """

    kind = ProviderKind.LIBRATO
    word = "Librato"
    default_base = "https://metrics-api.librato.com"
    homes = ("librato.com", "appoptics.com")
    api = ("/v1",)
    needs = (("email",), ("api_token", "api_key"))
    pace = Pace(
        interval=60,
        step=60,
        reach=timedelta(days=1),
        past_step=900,
        past_reach=timedelta(days=7),
        hourly=3600,
    )

    def fetch(self, client: Client, query: Query) -> Sequence[Point]:
        """The values of a metric, of all its sources or tags together."""
        pair = f"{client.access.email}:{self.secret(client, 'api_token')}"
        headers = {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode('ascii')}"}
        try:
            samples = list(_measurements(client, query, headers))
        except Wrong as unknown:
            try:
                samples = list(_sources(client, query, headers))
            except Wrong:
                raise unknown from None
        return points_of(samples, query, is_rolled=True)


def _measurements(client: Client, query: Query, headers: dict[str, str]) -> Iterator[Sample]:
    asked = _asked(query) | {"summary_function": query.transform or "average"}
    for _page in range(PAGES):
        answer = client.get(f"/v1/measurements/{quote(query.identifier, safe='')}", asked, headers)
        series = answer.get("series")
        if not isinstance(series, list):
            raise Wrong(_("The answer is not that of this kind of service."))
        for one in series:
            rows = one.get("measurements") if isinstance(one, dict) else None
            for row in rows if isinstance(rows, list) else ():
                if isinstance(row, dict):
                    yield row.get("time"), row.get("value")
        following = _next_time(answer)
        if following is None or not asked["start_time"] < following < asked["end_time"]:
            return
        asked["start_time"] = following


def _sources(client: Client, query: Query, headers: dict[str, str]) -> Iterator[Sample]:
    asked = _asked(query) | {"summarize_sources": "true"}
    field = _FIELDS.get(MetricTransform(query.transform or "average"))
    for _page in range(PAGES):
        answer = client.get(f"/v1/metrics/{quote(query.identifier, safe='')}", asked, headers)
        sources = answer.get("measurements")
        if not isinstance(sources, dict):
            raise Wrong(_("The answer is not that of this kind of service."))
        # All sources together, where the service has summed them up.
        whole = sources.get("all")
        for rows in [whole] if isinstance(whole, list) else sources.values():
            for row in rows if isinstance(rows, list) else ():
                if isinstance(row, dict):
                    yield row.get("measure_time"), row.get(field) if field else _mean(row)
        found = answer.get("query")
        following = number_of(found.get("next_time")) if isinstance(found, dict) else None
        if following is None or not asked["start_time"] < following < asked["end_time"]:
            return
        asked["start_time"] = int(following)


def _asked(query: Query) -> dict[str, Any]:
    return {
        "start_time": int(query.start.timestamp()),
        "end_time": int(query.end.timestamp()),
        "resolution": query.step,
    }


def _mean(row: dict[str, Any]) -> Any:
    total, count = number_of(row.get("sum")), number_of(row.get("count"))
    return total / count if total is not None and count else row.get("value")


def _next_time(answer: dict[str, Any]) -> int | None:
    """Where the next page begins, from the link to it; a link is not followed itself."""
    links = answer.get("links")
    for link in links if isinstance(links, list) else ():
        if isinstance(link, dict) and link.get("rel") == "next":
            text = str(link.get("href", "")).partition("start_time=")[2].partition("&")[0]
            return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else None
    return None
