"""Metrics, whose points come by API from now on, and those points that the public page still draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from monitoring.models import Metric, MetricsProvider
from monitoring.services.metrics import metric_create, metric_update
from monitoring.services.points import AT_ONCE, points_add
from monitoring.services.providers import provider_create
from monitoring.vocabulary import ProviderKind
from ops.importers.bringing import BY
from ops.importers.statuspage.bringing import Move
from ops.importers.statuspage.fetching import Missing, Source
from ops.importers.statuspage.identity import Known
from ops.importers.statuspage.rows import Row
from statuspage.exceptions import Conflict
from statuspage.ids import UID

_SPANS = ("month", "week", "day")


@dataclass(frozen=True, slots=True)
class ToldMetric:
    """A metric; `settings` by the names of `metric_create`."""

    id: str
    name: str
    settings: Mapping[str, Any]


def metric_told(value: Any) -> ToldMetric:
    """One item of the list of metrics."""
    row = Row(value)
    return ToldMetric(
        id=row.identity(),
        name=row.text("name"),
        settings={
            "name": row.text("name"),
            "description": row.text("tooltip_description"),
            "suffix": row.text("suffix"),
            "decimals": min(row.whole("decimal_places"), 6),
            "display": row.flag("display", True),
            "y_min": row.number("y_axis_min"),
            "y_max": row.number("y_axis_max"),
            "y_hidden": row.flag("y_axis_hidden"),
            "identifier": row.text("metric_identifier"),
        },
    )


def metrics_bring(
    move: Move, told: Sequence[ToldMetric], providers: Sequence[Any], charts: Mapping[str, Sequence[Any]]
) -> dict[str, Metric]:
    """Bring each, with the points of its `charts` by id; gives those that are here by their old ids.

    Credentials of services that metrics are fetched from are told to nobody: here points come by API until
    a provider is set up.
    """
    if told:
        _provider_bring(move, providers)
    if any(isinstance(row, dict) and row.get("type") != "Self" for row in providers):
        move.tell("Metrics take points by API here until their provider is set up with its credentials.")
    known = Known(Metric, move.page, [one.id for one in told])
    found: dict[str, Metric] = dict(known.rows)
    for one in told:
        move.bring("metric", one.name, partial(_bring, move, one, known, found))
        if one.id in charts and one.id in found:
            move.bring("points of", one.name, partial(_points, move, found[one.id], charts[one.id]))
    return found


def charts_fetch(pages: Source, metrics: Sequence[Any]) -> dict[str, list[Any]]:
    """What the public page draws of metrics, by their ids: the coarse charts first.

    Over the last days the finer ones take their place.
    """
    found: dict[str, list[Any]] = {}
    for metric in metrics:
        identity = metric.get("id") if isinstance(metric, dict) and metric.get("display") else None
        if isinstance(identity, str) and UID.fullmatch(identity):
            for span in _SPANS:
                try:
                    chart = pages.read(f"/metrics-display/{identity}/{span}.json")
                except Missing:
                    continue
                found.setdefault(identity, []).append(chart)
    return found


def _provider_bring(move: Move, providers: Sequence[Any]) -> None:
    """Take over the id of the provider Self, by which scripts make metrics."""
    own = [row for row in providers if isinstance(row, dict) and row.get("type") == "Self"]
    if not own or MetricsProvider.living.filter(page=move.page, kind=ProviderKind.SELF).exists():
        return

    def bring() -> tuple[bool, list[str]]:
        identity = Row(own[0]).identity()
        uid = Known(MetricsProvider, move.page, [identity]).uid(identity)
        provider_create(page=move.page, kind=ProviderKind.SELF.value, uid=uid, by=BY)
        return True, []

    move.bring("metrics provider", "Self", bring)


def _bring(
    move: Move, one: ToldMetric, known: Known[Metric], found: dict[str, Metric]
) -> tuple[bool, list[str]]:
    metric = known.row(one.id)
    if metric is None:
        found[one.id] = metric_create(page=move.page, uid=known.uid(one.id), by=BY, **one.settings)
        return True, []
    if metric.deleted_at is not None:
        del found[one.id]
        raise Conflict("It was deleted here.")
    changes = {name: value for name, value in one.settings.items() if getattr(metric, name) != value}
    if changes:
        metric_update(metric=metric, changes=changes, by=BY)
    return False, list(changes)


def _points(move: Move, metric: Metric, charts: Sequence[Any]) -> tuple[bool, list[str]]:
    metric.refresh_from_db(fields=["last_point_at"])
    points: dict[datetime, float] = {}
    for chart in charts:
        drawn, since = _drawn(chart)
        points = {at: value for at, value in points.items() if since is None or at < since} | drawn
    newer = sorted(
        (at, value)
        for at, value in points.items()
        if metric.last_point_at is None or at > metric.last_point_at
    )
    if newer:
        points_add(page=move.page, points={metric.uid: newer[-AT_ONCE:]}, drop_old=True, by=BY)
    return False, [f"{len(newer)} added"] if newer else []


def _drawn(document: Any) -> tuple[dict[datetime, float], datetime | None]:
    """The points of a chart and where it begins; nothing is drawn where there was no value."""
    points: dict[datetime, float] = {}
    since: datetime | None = None
    for chart in Row(document).listed("metrics", 10):
        for value in Row(chart).listed("data", AT_ONCE):
            row = Row(value)
            at = datetime.fromtimestamp(row.whole("timestamp"), UTC).replace(second=0)
            since = at if since is None else min(since, at)
            number = row.number("value")
            if number is not None:
                points[at] = number
    return points, since
