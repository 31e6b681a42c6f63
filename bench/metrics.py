"""Taking in points of metrics, and reading charts: beside the models' own way, and beside single points.

python bench/metrics.py [points]

Uses an SQLite database in a temporary directory, and a PostgreSQL server where one answers.
"""

import sys
import time
from collections.abc import Callable
from datetime import timedelta

from workbench import IS_CHILD, on_postgres, set_up

set_up()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from monitoring import selectors, services  # noqa: E402
from monitoring.metric_spans import MONTH  # noqa: E402
from monitoring.models import DataPoint, Metric  # noqa: E402
from monitoring.services.points import AT_ONCE, Point  # noqa: E402
from statuspage.actor import Actor  # noqa: E402
from statuspage.models import Organization, Page  # noqa: E402

BY = Actor.system()
METRICS = 5
MINUTES = 28 * 24 * 60


def main(count: int = AT_ONCE) -> None:
    """Print the figures."""
    call_command("migrate", verbosity=0)
    organization = Organization.objects.create(name="Bench")
    page = Page.objects.create(organization=organization, name="Bench", slug="bench")
    metrics = [services.metric_create(page=page, name=f"M {n}", by=BY) for n in range(METRICS)]
    now = timezone.now().replace(second=0, microsecond=0)
    points = [(now - timedelta(minutes=ago), ago % 97 + 0.5) for ago in range(MINUTES)]
    mine = _best(lambda: _add(metrics[0], points[:count]))
    plain = _best(lambda: _add_plainly(metrics[0], points[:count]))
    for metric in metrics:
        for start in range(0, MINUTES, AT_ONCE):
            _add(metric, points[start : start + AT_ONCE])
    single = _best(lambda: selectors.metric_series(metrics, span=MONTH, now=now))
    services.metric_hours_build(now=now)
    built = list(selectors.metrics_of_page(page))
    hours = _best(lambda: selectors.metric_series(built, span=MONTH, now=now))
    if IS_CHILD:
        print(mine, plain, single, hours)
        return
    _tell("SQLite", count, [mine, plain, single, hours])
    figures = on_postgres(str(count))
    if figures is not None:
        _tell("PostgreSQL", count, figures)


def _tell(database: str, count: int, figures: list[float]) -> None:
    mine, plain, single, hours = figures
    print(f"{database}: {count} points; {METRICS} metrics with a point a minute for 28 days")
    print(f"points_add                  {mine * 1000:9.1f} ms  one statement for the points")
    print(f"bulk_create that replaces   {plain * 1000:9.1f} ms")
    print(f"ratio                       {plain / mine:9.1f} (higher is better)")
    print(f"month out of hours          {hours * 1000:9.1f} ms")
    print(f"month out of single points  {single * 1000:9.1f} ms")
    print(f"ratio                       {single / hours:9.1f} (higher is better)")


def _add(metric: Metric, points: list[Point]) -> None:
    services.points_add(page=metric.page, points={metric.uid: points}, by=BY)


def _add_plainly(metric: Metric, points: list[Point]) -> None:
    DataPoint.objects.bulk_create(
        [DataPoint(metric=metric, minute=at, value=value) for at, value in points],
        update_conflicts=True,
        unique_fields=["metric", "minute"],
        update_fields=["value"],
    )


def _best(act: Callable[[], object], rounds: int = 5) -> float:
    took = []
    for _round in range(rounds):
        began = time.perf_counter()
        act()
        took.append(time.perf_counter() - began)
    return min(took)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
