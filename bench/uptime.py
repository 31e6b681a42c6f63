"""Bars and uptime of 50 components over 90 days: one packed query beside one query per component and day.

python bench/uptime.py [components] [flips per component]

Uses an SQLite database in a temporary directory, or CANDOR_DATABASE_URL inside a transaction that is rolled
back.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
_data = tempfile.TemporaryDirectory(prefix="candor-bench-")
os.environ.setdefault("CANDOR_DATA", _data.name)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import Q  # noqa: E402

from statuspage import selectors  # noqa: E402
from statuspage.models import Component, Organization, Page, StatusPeriod  # noqa: E402
from statuspage.uptime import tally  # noqa: E402

DAYS = 90
START = datetime(2026, 1, 1, tzinfo=UTC)
NOW = START + timedelta(days=DAYS + 10, hours=9)


def main(components: int = 50, flips: int = 10) -> None:
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        page, rows = _fill(components, flips)
        bars = _best(lambda: selectors.bars_of_components(rows, page=page, days=DAYS, now=NOW))
        windows = _best(lambda: selectors.uptime_of_components(rows, now=NOW))
        naive = _best(lambda: _query_per_day(rows), rounds=1)
        transaction.set_rollback(True)
    print(f"{connection.vendor}: {components} components x {DAYS} days, {flips} outages each")
    print(f"bars, packed                {bars * 1000:9.2f} ms  1 query")
    print(f"uptime over four windows    {windows * 1000:9.2f} ms  1 query")
    print(f"bars, a query per day       {naive * 1000:9.2f} ms  {components * DAYS} queries")
    print(f"ratio of the bars           {naive / bars:9.1f} (higher is better)")


def _fill(components: int, flips: int) -> tuple[Page, list[Component]]:
    organization = Organization.objects.create(name="Bench")
    page = Page.objects.create(organization=organization, name="Bench", slug="bench")
    rows = Component.objects.bulk_create(
        Component(page=page, name=f"c{n}", slug=f"c{n}", status="operational") for n in range(components)
    )
    step = (NOW - START) / (flips + 1)
    periods = []
    for number, row in enumerate(rows):
        since = START
        for flip in range(1, flips + 1):
            down = START + flip * step + timedelta(seconds=number)
            up = down + timedelta(minutes=7)
            periods.append(StatusPeriod(component=row, status="operational", started=since, ended=down))
            periods.append(StatusPeriod(component=row, status="major_outage", started=down, ended=up))
            since = up
        periods.append(StatusPeriod(component=row, status="operational", started=since))
    StatusPeriod.objects.bulk_create(periods)
    return page, rows


def _query_per_day(rows: list[Component]) -> None:
    midnight = NOW.replace(hour=0)
    for row in rows:
        for back in range(DAYS):
            start = midnight - timedelta(days=back)
            end = min(start + timedelta(days=1), NOW)
            periods = row.periods.filter(Q(ended__isnull=True) | Q(ended__gt=start), started__lt=end)
            tally(list(periods), start=start, end=end)


def _best(act: Callable[[], object], rounds: int = 15) -> float:
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        act()
        times.append(time.perf_counter() - started)
    return min(times)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:3]))
