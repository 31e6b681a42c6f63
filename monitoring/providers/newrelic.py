"""New Relic: NRQL by NerdGraph, and metrics of an application by the REST API v2."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from monitoring.providers.base import Declined, Pace, Point, Provider, Query, Wrong
from monitoring.providers.client import Client
from monitoring.providers.readings import Sample, points_of
from monitoring.vocabulary import MetricTransform, ProviderKind
from statuspage.validation import cut_text

_NRQL = re.compile(r"\s*(?:SELECT|FROM|WITH)\s", re.IGNORECASE)
_GRAPHQL = (
    "query($account: Int!, $nrql: Nrql!) "
    "{ actor { account(id: $account) { nrql(query: $nrql, timeout: 8) { results } } } }"
)
_FRAME = frozenset({"beginTimeSeconds", "endTimeSeconds", "inspectedCount", "facet"})
# What the values of a metric are called differs by its kind; the first that is there is taken.
_VALUES = {
    MetricTransform.AVERAGE: (
        "average_response_time",
        "average_value",
        "score",
        "average_call_time",
        "average_be_response_time",
        "average_exclusive_time",
    ),
    MetricTransform.COUNT: ("call_count", "count", "error_count", "requests_per_minute", "calls_per_minute"),
    MetricTransform.MAX: ("max_response_time", "max_value", "max_call_time"),
    MetricTransform.MIN: ("min_response_time", "min_value", "min_call_time"),
    MetricTransform.SUM: ("total_value", "total_call_time", "total_call_time_per_minute", "call_count"),
}


class NewRelic(Provider):
    """NRQL in place of a metric's name is sent to NerdGraph, where `application_id` is the account.

    Everything else is asked of the REST API v2 as a metric of the application, `<name>` or `<name>:<value>`.
    """

    kind = ProviderKind.NEWRELIC
    word = "NewRelic"
    default_base = "https://api.newrelic.com"
    homes = ("newrelic.com",)
    api = ("/v2", "/graphql")
    needs = (("api_key",),)
    needs_application = True
    # Minutes for at most three hours at once, and of a week hours (or, by NRQL, 366 steps).
    pace = Pace(
        interval=60,
        step=60,
        reach=timedelta(hours=3),
        past_step=1800,
        past_reach=timedelta(days=7),
        hourly=3600,
    )

    def fetch(self, client: Client, query: Query) -> Sequence[Point]:
        """The values of an NRQL query or of an application's metric."""
        key = self.secret(client, "api_key")
        if _NRQL.match(query.identifier):
            return points_of(_nrql(client, query, {"API-Key": key}), query, is_rolled=True)
        return points_of(_timeslices(client, query, {"X-Api-Key": key}), query, is_rolled=True)


def _nrql(client: Client, query: Query, headers: dict[str, str]) -> Iterator[Sample]:
    start, end = (int(at.timestamp() * 1000) for at in (query.start, query.end))
    text = f"{query.identifier.strip()} SINCE {start} UNTIL {end} TIMESERIES {query.step} seconds"
    if not query.application_id.isdecimal():
        raise Wrong(_("NRQL needs the number of the account as the application."))
    variables = {"account": int(query.application_id), "nrql": text}
    answer = client.post("/graphql", {"query": _GRAPHQL, "variables": variables}, headers)
    rows = _below(answer, "data", "actor", "account", "nrql", "results")
    if not isinstance(rows, list):
        told = _error(answer)
        kind = Declined if told else Wrong
        raise kind(f"{_('New Relic could not answer the query.')} {told}".strip())
    for row in rows:
        if isinstance(row, dict):
            values = (_first(value) for name, value in row.items() if name not in _FRAME)
            yield row.get("beginTimeSeconds"), next((value for value in values if value is not None), None)


def _timeslices(client: Client, query: Query, headers: dict[str, str]) -> Iterator[Sample]:
    # A metric's name may hold colons, the name of a value does not.
    name, colon, value = query.identifier.rpartition(":")
    is_named = bool(colon) and re.fullmatch(r"[a-z][a-z0-9_]*", value) is not None
    if not re.fullmatch(r"[A-Za-z0-9_-]+", query.application_id):
        raise Wrong(_("This is not the number of an application."))
    asked: dict[str, Any] = {
        "names[]": name if is_named else query.identifier,
        "from": query.start.isoformat(),
        "to": query.end.isoformat(),
    }
    if is_named:
        asked["values[]"] = value
    answer = client.get(f"/v2/applications/{query.application_id}/metrics/data.json", asked, headers)
    metrics = _below(answer, "metric_data", "metrics")
    if not isinstance(metrics, list):
        raise Wrong(_("The answer is not that of this kind of service."))
    preferred = (value,) if is_named else _VALUES[MetricTransform(query.transform or "average")]
    for metric in metrics:
        slices = metric.get("timeslices") if isinstance(metric, dict) else None
        for one in slices if isinstance(slices, list) else ():
            values = one.get("values") if isinstance(one, dict) else None
            if isinstance(values, dict):
                found = next((values[name] for name in preferred if name in values), None)
                yield _moment(one.get("from")), found


def _below(answer: Any, *names: str) -> Any:
    for name in names:
        answer = answer.get(name) if isinstance(answer, dict) else None
    return answer


def _first(value: Any) -> Any:
    """The number, also where it is one of several percentiles."""
    if isinstance(value, dict):
        return next((one for one in value.values() if isinstance(one, int | float)), None)
    return value if isinstance(value, int | float) else None


def _moment(text: Any) -> float | None:
    try:
        return datetime.fromisoformat(text).timestamp()
    except (TypeError, ValueError, OverflowError):
        return None


def _error(answer: Any) -> str:
    errors = answer.get("errors") if isinstance(answer, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else None
    told = first.get("message") if isinstance(first, dict) else None
    return cut_text(told, 200) if isinstance(told, str) else ""
