"""Whether the parts that Candor consists of are there and moving."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from monitoring.models import Pulse

logger = logging.getLogger(__name__)

STALE_AFTER = timedelta(seconds=20)
"""Pulses come every five seconds; this long without one means that nothing is checked."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part: whether it is well, and in a few plain words how it is."""

    name: str
    ok: bool
    detail: str
    age_seconds: float | None = None


def parts_examine(*, now: datetime) -> list[Part]:
    """Database, migrations, worker and beat. Never raises; what cannot be asked is not well."""
    try:
        missing = migrations_missing()
        if missing:
            first = ", ".join(sorted(f"{app}.{name}" for app, name in missing)[:3])
            return [
                Part("database", True, "answers"),
                Part("migrations", False, f"{len(missing)} not applied, such as {first}"),
                *(
                    Part(name, False, "unknown until the migrations are applied")
                    for name in ("worker", "beat")
                ),
            ]
        return [Part("database", True, "answers"), Part("migrations", True, "all applied"), *_pulses(now)]
    except DatabaseError as error:
        logger.warning("The database does not answer: %s", error)
        return [
            Part("database", False, "does not answer"),
            *(
                Part(name, False, "unknown while the database is away")
                for name in ("migrations", "worker", "beat")
            ),
        ]


def migrations_missing() -> set[tuple[str, str]]:
    """Migrations (app, name) that the code has and the database has not; raises what the database raises."""
    return set(_known_migrations() - set(MigrationRecorder(connection).applied_migrations()))


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations or ())


def _pulses(now: datetime) -> list[Part]:
    seen = dict(Pulse.objects.filter(name__in=("worker", "beat")).values_list("name", "at"))
    return [_pulse(name, seen.get(name), now) for name in ("worker", "beat")]


def _pulse(name: str, at: datetime | None, now: datetime) -> Part:
    if at is None:
        return Part(name, False, "never seen")
    age = max(0.0, (now - at).total_seconds())
    well = now - at <= STALE_AFTER
    return Part(name, well, "alive" if well else f"last seen {age:.0f} s ago", round(age, 1))
