"""Prometheus, and what speaks its query API (Mimir, Thanos, VictoriaMetrics)."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from monitoring.providers.base import Pace, Point, Provider, Query, Wrong
from monitoring.providers.client import Client
from monitoring.providers.readings import Sample, points_of
from monitoring.vocabulary import ProviderKind


class Prometheus(Provider):
    """The identifier is PromQL; of several series the transform makes one.

    Asked without credentials, with a token, or with a user (`email`) and a password.
    """

    kind = ProviderKind.PROMETHEUS
    word = "Prometheus"
    api = ("/api/v1", "/api")
    takes = ("api_token", "password")
    # 11,000 values of a series in one answer.
    pace = Pace(
        interval=60,
        step=60,
        reach=timedelta(days=1),
        past_step=600,
        past_reach=timedelta(days=10),
        hourly=36_000,
    )

    def fetch(self, client: Client, query: Query) -> Sequence[Point]:
        """The values of an expression at every step."""
        last = query.end - timedelta(seconds=query.step)
        answer = client.get(
            "/api/v1/query_range",
            {
                "query": query.identifier,
                "start": int(query.start.timestamp()),
                "end": int(max(query.start, last).timestamp()),
                "step": query.step,
            },
            self._credentials(client),
        )
        data = answer.get("data")
        found = data.get("result") if isinstance(data, dict) else None
        if answer.get("status") != "success" or not isinstance(found, list):
            raise Wrong(_("The answer is not that of this kind of service."))
        return points_of(_samples(found), query, is_rolled=False)

    def _credentials(self, client: Client) -> dict[str, str]:
        token, password = self.secret(client, "api_token"), self.secret(client, "password")
        if token:
            return {"Authorization": f"Bearer {token}"}
        if client.access.email or password:
            pair = base64.b64encode(f"{client.access.email}:{password}".encode()).decode("ascii")
            return {"Authorization": f"Basic {pair}"}
        return {}


def _samples(found: list[Any]) -> Iterator[Sample]:
    for series in found:
        rows = series.get("values") if isinstance(series, dict) else None
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, list) and len(row) == 2:
                yield row[0], row[1]
