"""Pingdom: response times and uptime of a check by the API 3.1."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from monitoring.providers.base import Pace, Point, Provider, Query, Wrong
from monitoring.providers.client import Client
from monitoring.providers.readings import Sample, number_of, points_of
from monitoring.vocabulary import MetricTransform, ProviderKind

PAGE = 1000
FARTHEST = 43_200
"""The greatest offset that the API takes."""

_CHECK = re.compile(r"([0-9]{1,18})(?::(response_?time|uptime))?", re.ASCII)


class Pingdom(Provider):
    """The identifier is the number of a check, for uptime in percent with `:uptime` behind it."""

    kind = ProviderKind.PINGDOM
    word = "Pingdom"
    default_base = "https://api.pingdom.com"
    homes = ("pingdom.com",)
    api = ("/api/3.1", "/api")
    needs = (("api_token", "api_key"),)
    takes = ("application_key", "password")
    # Some hundred requests an hour.
    pace = Pace(
        interval=300,
        step=60,
        reach=timedelta(days=1),
        past_step=3600,
        past_reach=timedelta(days=7),
        hourly=100,
    )

    def fetch(self, client: Client, query: Query) -> Sequence[Point]:
        """Single results; for averages of the past, those of hours."""
        found = _CHECK.fullmatch(query.identifier.strip())
        if found is None:
            raise Wrong(_("The identifier must be the number of a check at Pingdom."))
        headers = {"Authorization": f"Bearer {self.secret(client, 'api_token')}"}
        is_uptime = found[2] == "uptime"
        is_average = query.transform in ("", MetricTransform.AVERAGE)
        if is_average and query.step >= 3600:
            return points_of(_hours(client, found[1], query, headers, is_uptime), query, is_rolled=True)
        return points_of(_results(client, found[1], query, headers, is_uptime), query, is_rolled=False)


def _results(
    client: Client, check: str, query: Query, headers: dict[str, str], is_uptime: bool
) -> Iterator[Sample]:
    for offset in range(0, FARTHEST + 1, PAGE):
        rows = client.get(
            f"/api/3.1/results/{check}", {**_window(query), "limit": PAGE, "offset": offset}, headers
        ).get("results")
        if not isinstance(rows, list):
            raise Wrong(_("The answer is not that of this kind of service."))
        for row in rows:
            status = row.get("status") if isinstance(row, dict) else None
            if is_uptime and status in ("up", "down"):
                yield row.get("time"), 100 if status == "up" else 0
            elif not is_uptime and status == "up":
                yield row.get("time"), row.get("responsetime")
        if len(rows) < PAGE:
            return


def _hours(
    client: Client, check: str, query: Query, headers: dict[str, str], is_uptime: bool
) -> Iterator[Sample]:
    asked = {**_window(query), "resolution": "hour", "includeuptime": "true"}
    summary = client.get(f"/api/3.1/summary.performance/{check}", asked, headers).get("summary")
    hours = summary.get("hours") if isinstance(summary, dict) else None
    if not isinstance(hours, list):
        raise Wrong(_("The answer is not that of this kind of service."))
    for hour in hours:
        if not isinstance(hour, dict):
            continue
        up, down = number_of(hour.get("uptime")) or 0.0, number_of(hour.get("downtime")) or 0.0
        if up + down <= 0:
            # Nobody looked in this hour, and the average says 0.
            continue
        value: Any = 100 * up / (up + down) if is_uptime else hour.get("avgresponse")
        if is_uptime or up > 0:
            yield hour.get("starttime"), value


def _window(query: Query) -> dict[str, int]:
    return {"from": int(query.start.timestamp()), "to": int(query.end.timestamp())}
