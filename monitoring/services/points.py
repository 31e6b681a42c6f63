"""Points of metrics, as they come in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from monitoring.metric_sides import Crossing, crossing_of, side_of
from monitoring.metric_spans import GREATEST, floor_to, oldest_minute
from monitoring.models import DataPoint, DataPointHour, Metric
from monitoring.services.metric_rows import forget_fetched, metric_locked, metric_record
from monitoring.vocabulary import MetricSource
from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Conflict, Invalid
from statuspage.models import Page
from statuspage.validation import CLOCKS_DIFFER, Problems

Point = tuple[datetime, float]

AT_ONCE = 3000

_HOUR = timedelta(hours=1)


def points_add(
    *,
    page: Page,
    points: Mapping[str, Sequence[Point]],
    by: Actor,
    fetched: bool = False,
    drop_old: bool = False,
    now: datetime | None = None,
) -> dict[str, list[Point]]:
    """Take in points by the uids of their metrics: all or none; gives what was stored, by time.

    Times are cut down to their minute; a later value for a minute replaces the one before. Points that are
    too old are refused, or left out with `drop_old`. `fetched` is for points that a metric's own source
    brings. Refusals point to `/points/<uid>/<number>/at` or `/value`.

    Raises Invalid (`/points/<uid>` has the code `unknown_metric` for a metric that the page does not have)
    and Conflict (`metric_is_fed`).
    """
    with journal.transaction(now) as now:
        _count(points)
        metrics = _locked(page, points)
        for metric in metrics.values():
            if metric.source != MetricSource.CUSTOM and not fetched:
                raise Conflict(
                    _("The points of “%(name)s” come from its source.") % {"name": metric.name},
                    code="metric_is_fed",
                )
        clean = _clean(points, now, drop_old)
        _store([(metrics[uid].pk, at, value) for uid, some in clean.items() for at, value in some])
        moved = [
            metrics[uid] for uid, some in clean.items() if some and _move_on(metrics[uid], some, by, now)
        ]
        Metric.objects.bulk_update(moved, ["last_point_at", "last_value", "side", "hours_until"])
        return clean


def points_clear(*, metric: Metric, by: Actor, now: datetime | None = None) -> int:
    """Delete all points and hours of a metric; gives how many points (hours not counted) went.

    What a provider still has of them is fetched again.
    """
    with journal.transaction(now) as now:
        locked = metric_locked(metric)
        gone, _per_table = DataPoint.objects.filter(metric=locked).delete()
        hours, _per_table = DataPointHour.objects.filter(metric=locked).delete()
        if gone or hours:
            locked.last_point_at = locked.last_value = locked.hours_until = None
            locked.side = side_of(locked, None)
            moved = ["last_point_at", "last_value", "hours_until", "side"]
            if locked.source == MetricSource.PROVIDER:
                moved += forget_fetched(locked)
            locked.save(update_fields=moved)
            metric_record("metric.cleared", locked, by, now, {"points": gone, "hours": hours}, None)
        return gone


def clean_number(value: Any, *, pointer: str) -> float:
    """A finite number that sums and charts can work with."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Invalid.at(pointer, "not_a_number", _("This must be a number."))
    if not _is_sane(value):
        raise Invalid.at(pointer, "out_of_range", _OUT_OF_RANGE)
    return float(value)


_OUT_OF_RANGE = _("This must be a number from -10^15 to 10^15.")


def _is_sane(value: float) -> bool:
    return -GREATEST <= value <= GREATEST


def _count(points: Mapping[str, Sequence[Point]]) -> None:
    if len(points) > AT_ONCE or sum(map(len, points.values())) > AT_ONCE:
        raise Invalid.at(
            "/points", "too_many", _("At most %(limit)d points can be sent at once.") % {"limit": AT_ONCE}
        )


def _locked(page: Page, uids: Iterable[str]) -> dict[str, Metric]:
    """The metrics in key order, so that two deliveries over the same ones wait for each other."""
    wanted = list(uids)
    rows = Metric.living.select_for_update(no_key=True).filter(page=page, uid__in=wanted).order_by("pk")
    found = {row.uid: row for row in rows}
    problems = Problems()
    for uid in wanted:
        if uid not in found:
            problems.add(f"/points/{uid}", "unknown_metric", _("The page has no such metric."))
    problems.raise_if_any()
    for row in found.values():
        row.page = page
    return found


def _clean(points: Mapping[str, Sequence[Point]], now: datetime, drop_old: bool) -> dict[str, list[Point]]:
    oldest, newest = oldest_minute(now), now + CLOCKS_DIFFER
    problems = Problems()
    clean: dict[str, list[Point]] = {}
    for uid, some in points.items():
        minutes: dict[datetime, float] = {}
        for index, (at, value) in enumerate(some):
            if not _is_sane(value):
                problems.add(f"/points/{uid}/{index}/value", "out_of_range", _OUT_OF_RANGE)
            if at > newest:
                problems.add(f"/points/{uid}/{index}/at", "in_the_future", _("This time is yet to come."))
            elif at < oldest:
                if not drop_old:
                    problems.add(
                        f"/points/{uid}/{index}/at", "too_old", _("Points are taken for the last 30 days.")
                    )
            else:
                minutes[at.astimezone(UTC).replace(second=0, microsecond=0)] = float(value)
        clean[uid] = sorted(minutes.items())
    problems.raise_if_any()
    return clean


def _store(rows: Sequence[tuple[int, datetime, float]]) -> None:
    """One statement, however many points: the models' own way would need one for some hundred rows."""
    if not rows:
        return
    table = connection.ops.quote_name(DataPoint._meta.db_table)
    values = "SELECT * FROM unnest(%s::bigint[], %s::timestamptz[], %s::double precision[])"
    postgresql = connection.vendor == "postgresql"
    statement = (
        f"INSERT INTO {table} (metric_id, minute, value) {values if postgresql else 'VALUES (%s, %s, %s)'} "
        "ON CONFLICT (metric_id, minute) DO UPDATE SET value = excluded.value"
    )
    with connection.cursor() as cursor:
        if postgresql:
            cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])
        else:
            adapted = connection.ops.adapt_datetimefield_value
            cursor.executemany(statement, [(key, adapted(at), value) for key, at, value in rows])


def _move_on(metric: Metric, points: Sequence[Point], by: Actor, now: datetime) -> bool:
    """What the metric's row says after these points, sorted by time; whether that differs."""
    before = (metric.last_point_at, metric.last_value, metric.side, metric.hours_until)
    # Late points say nothing about now.
    fresh = [point for point in points if metric.last_point_at is None or point[0] >= metric.last_point_at]
    if fresh:
        crossing = crossing_of(metric, fresh)
        metric.last_point_at, metric.last_value = fresh[-1]
        metric.side = side_of(metric, metric.last_value)
        if crossing is not None:
            _tell(metric, crossing, by, now)
    if metric.hours_until is not None:
        metric.hours_until = min(metric.hours_until, floor_to(points[0][0], _HOUR))
    return before != (metric.last_point_at, metric.last_value, metric.side, metric.hours_until)


def _tell(metric: Metric, crossing: Crossing, by: Actor, now: datetime) -> None:
    journal.record(
        kind="metric.threshold_crossed",
        by=by,
        at=now,
        subject_kind="metric",
        subject_uid=metric.uid,
        subject_label=metric.name,
        page=metric.page,
        after={
            "value": crossing.value,
            "threshold": crossing.threshold,
            "side": crossing.side.value,
            "at": crossing.at,
        },
    )
