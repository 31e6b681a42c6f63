"""Metrics, whose points come by API from now on, and those points that the public page still draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from monitoring.models import Metric, MetricsProvider
from monitoring.services.metrics import metric_create, metric_update
from monitoring.services.points import points_add
from monitoring.services.providers import provider_create
from monitoring.vocabulary import ProviderKind
from ops.importers.answers import SourceRefused
from ops.importers.bringing import BY
from ops.importers.statuspage.bringing import Move
from ops.importers.statuspage.fetching import Source
from ops.importers.statuspage.identity import Known
from ops.importers.statuspage.rows import Row, Unreadable
from statuspage.exceptions import Conflict

_SPANS = ("month", "week", "day")
"""The coarse ones first: the finer values of the last days replace theirs."""
_MOST_POINTS = 3000


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
    move: Move, told: Sequence[ToldMetric], providers: Sequence[Any], pages: Source | None
) -> dict[str, Metric]:
    """Bring each, and with `pages` (the public page) its points; gives those that are here by their old ids.

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
        if pages is not None and one.id in found and one.settings["display"]:
            move.bring("points of", one.name, partial(_points, move, one, found[one.id], pages))
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


def _points(move: Move, one: ToldMetric, metric: Metric, pages: Source) -> tuple[bool, list[str]]:
    metric.refresh_from_db(fields=["last_point_at"])
    points: dict[datetime, float] = {}
    for span in _SPANS:
        try:
            points |= _drawn(pages.read(f"/metrics-display/{one.id}/{span}.json"))
        except SourceRefused as error:
            raise Unreadable(str(error)) from None
    newer = sorted(
        (at, value)
        for at, value in points.items()
        if metric.last_point_at is None or at > metric.last_point_at
    )
    if newer:
        points_add(page=move.page, points={metric.uid: newer[-_MOST_POINTS:]}, drop_old=True, by=BY)
    return False, [f"{len(newer)} added"] if newer else []


def _drawn(document: Any) -> dict[datetime, float]:
    """The points of a chart; the last bucket is still filling there, so what comes next replaces it."""
    points: dict[datetime, float] = {}
    for chart in Row(document).listed("metrics", 10):
        for value in Row(chart).listed("data", _MOST_POINTS):
            row = Row(value)
            number = row.number("value")
            if number is not None:
                at = datetime.fromtimestamp(row.whole("timestamp"), UTC)
                points[at.replace(second=0)] = number
    return points
