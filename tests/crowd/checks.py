"""Checks with what they found, and metrics."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Model

from monitoring.models import (
    Check,
    CheckRegion,
    CheckResult,
    CheckRollup,
    DataPoint,
    Flip,
    HeartbeatState,
    Metric,
    Ping,
)
from statuspage.models import (
    Component,
)
from tests.crowd.ground import BATCH, Ground

_STATES = ("up", "up", "up", "up", "up", "up", "down", "degraded", "paused", "new")


def checks_laid(on: Ground, components: Sequence[Component]) -> list[Check]:
    """One in ten is a heartbeat; each has a region or pings, tags, and flips."""
    rows = []
    for n, word in on.words(on.sizes.checks):
        given: dict[str, Any] = {
            "page": on.page,
            "name": f"Check {word}",
            "description": "Looks at what people look at first.",
            "tags": f"prod team-{n % 12} zone-{n % 5}",
            "component": components[n % len(components)] if n % 4 else None,
            "state": _STATES[n % 10],
            "state_since": on.ago(hours=n % 90 + 1),
        }
        rows.append(
            Check(kind="heartbeat", period_seconds=3600, grace_seconds=600, **given)
            if n % 10 == 3
            else Check(
                kind=("http", "tcp")[n % 7 == 4],
                target={"url": f"https://service-{n}.example.com/health"}
                if n % 7 != 4
                else {"host": f"db-{n}.example.com", "port": 5432},
                interval_seconds=60,
                timeout_seconds=10,
                anchor=on.ago(days=30),
                **given,
            )
        )
    rows = Check.objects.bulk_create(rows, BATCH)
    probed = [row for row in rows if row.kind != "heartbeat"]
    CheckRegion.objects.bulk_create(
        (
            CheckRegion(
                check_row=row,
                next_slot=on.now + timedelta(seconds=n % 60),
                last_slot=on.ago(minutes=1),
                last_ok=row.state != "down",
                last_latency_ms=20 + n % 300,
                last_code="200",
                last_error="It did not answer within 10 s." if row.state == "down" else "",
            )
            for n, row in enumerate(probed)
        ),
        BATCH,
    )
    beats = [row for row in rows if row.kind == "heartbeat"]
    heartbeat = _pings_laid(on, beats)
    named = Check.objects.get(uid=on.names["check"])
    Flip.objects.bulk_create(
        (
            Flip(check_row=row, at=on.ago(hours=n % 90 + 1 + 2 * step), old="up", new="down")
            for n, row in enumerate((*rows, *[named, heartbeat] * on.sizes.few))
            for step in range(2)
        ),
        BATCH,
    )
    _results_laid(on, probed, named)
    return rows


def metrics_laid(on: Ground, components: Sequence[Component]) -> None:
    """With two hours of points each."""
    rows = Metric.objects.bulk_create(
        Metric(
            page=on.page,
            name=f"Errors {word}",
            component=components[n % len(components)],
            suffix="ms",
            display=n % 5 == 0,
            last_point_at=on.ago(minutes=1),
            last_value=4,
        )
        for n, word in on.words(on.sizes.few)
    )
    at = on.ago(minutes=0).replace(second=0)
    DataPoint.objects.bulk_create(
        (
            DataPoint(metric=row, minute=at - timedelta(minutes=n), value=n % 17)
            for row in rows
            for n in range(120)
        ),
        BATCH,
    )


def _pings_laid(on: Ground, beats: Sequence[Check]) -> Check:
    """Five pings of each, and more of the named one."""
    HeartbeatState.objects.bulk_create(
        (HeartbeatState(check_row=row, ping_count=5, last_ping_at=on.ago(minutes=9)) for row in beats),
        BATCH,
    )
    Ping.objects.bulk_create(
        (
            Ping(check_row=row, n=n, at=on.ago(minutes=60 * (5 - n) + 9), duration_ms=900)
            for row in beats
            for n in range(1, 6)
        ),
        BATCH,
    )
    heartbeat = Check.objects.get(uid=on.names["heartbeat"])
    count = Ping.objects.filter(check_row=heartbeat).count()
    Ping.objects.bulk_create(
        Ping(check_row=heartbeat, n=count + n + 1, at=on.ago(minutes=5), body=b"Done " * 100)
        for n in range(on.sizes.results)
    )
    HeartbeatState.objects.filter(check_row=heartbeat).update(ping_count=count + on.sizes.results)
    return heartbeat


def _results_laid(on: Ground, probed: Sequence[Check], named: Check) -> None:
    """The same every minute, hour and day of all: the database copies them; the named check has more."""
    first, *others = probed
    at = on.ago(minutes=1).replace(second=0)
    hour = at.replace(minute=0)
    slots = [
        *((first, at - timedelta(minutes=n)) for n in range(on.sizes.results)),
        *((named, at - timedelta(minutes=20 + n)) for n in range(on.sizes.results * 30)),
    ]
    CheckResult.objects.bulk_create(
        (
            CheckResult(
                check_row=row,
                slot=slot,
                ok=slot.minute % 20 != 7,
                latency_ms=20 + slot.minute,
                dns_ms=1.5,
                connect_ms=4,
                tls_ms=9,
                first_byte_ms=15,
                code="200",
            )
            for row, slot in slots
        ),
        BATCH,
        ignore_conflicts=True,
    )
    starts = [
        *(("hour", hour - timedelta(hours=n + 1)) for n in range(on.sizes.hours)),
        *(("day", hour.replace(hour=0) - timedelta(days=n + 1)) for n in range(on.sizes.days)),
    ]
    CheckRollup.objects.bulk_create(
        (
            CheckRollup(
                check_row=row,
                period=period,
                start=start,
                runs=60,
                ups=59,
                latency_min_ms=20,
                latency_mean_ms=40,
                latency_max_ms=90,
                latency_p50_ms=38,
                latency_p95_ms=80,
                latency_p99_ms=88,
            )
            for row in (first, named)
            for period, start in starts
        ),
        BATCH,
        ignore_conflicts=True,
    )
    for model in (CheckResult, CheckRollup):
        _copy(model, first, others)


def _copy(model: type[Model], of: Check, to: Sequence[Check]) -> None:
    """The rows of one check once more for each of the others, as one statement."""
    if not to:
        return
    columns = ", ".join(
        field.attname for field in model._meta.concrete_fields if field.name not in ("id", "check_row")
    )
    table = model._meta.db_table
    their = "select id from monitoring_check where id between %s and %s and kind <> 'heartbeat'"
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {table} (check_row_id, {columns})"
            f" select checks.id, {columns} from {table} cross join ({their}) checks where check_row_id = %s",
            [to[0].pk, to[-1].pk, of.pk],
        )
