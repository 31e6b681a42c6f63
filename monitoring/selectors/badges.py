"""What badges tell of heartbeats: whoever knows a badge's address learns this much and no more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from monitoring.heartbeat_times import reported_status
from monitoring.models import Check
from monitoring.vocabulary import CheckKind
from statuspage.models import Page

# All that the arithmetic of states reads, so that a badge of thousands of checks stays a small read.
_READ = (
    "name",
    "tags",
    "badge_code",
    "state",
    "period_seconds",
    "schedule",
    "schedule_time_zone",
    "grace_seconds",
    "heartbeat__last_ping_at",
    "heartbeat__last_start_at",
    "heartbeat__late_at",
)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many heartbeats there are, and how many of them are in their grace or down."""

    total: int
    grace: int
    down: int

    def word(self, states: int) -> str:
        """`down` if any is; else, of three states, `late` if any is in its grace; else `up`."""
        if self.down:
            return "down"
        return "late" if self.grace and states == 3 else "up"


def tally_of_check(badge_code: UUID, *, now: datetime) -> tuple[Check, Tally] | None:
    """The living heartbeat with this badge, and its state as a tally of one."""
    check = _beating().filter(badge_code=badge_code, page__deleted_at__isnull=True).first()
    return None if check is None else (check, _tally([check], now))


def tally_of_page(badge_key: UUID, tag: str | None, *, now: datetime) -> tuple[Page, Tally] | None:
    """The living page with this badge key, and the tally of its heartbeats (with this tag, unless None)."""
    page = Page.living.filter(badge_key=badge_key).first()
    if page is None:
        return None
    checks = _beating().filter(page=page)
    if tag is None:
        return page, _tally(checks, now)
    # The database narrows it down, in SQLite whatever the case; only whole words count.
    found = [check for check in checks.filter(tags__contains=tag) if tag in check.tags.split(" ")]
    return page, _tally(found, now)


def heartbeat_tags(page: Page) -> list[str]:
    """Every tag that a living heartbeat of the page has, in order; one query."""
    lines = Check.living.filter(page=page, kind=CheckKind.HEARTBEAT).exclude(tags="")
    return sorted({tag for line in lines.order_by().values_list("tags", flat=True) for tag in line.split()})


def _beating() -> QuerySet[Check]:
    checks = Check.living.filter(kind=CheckKind.HEARTBEAT, heartbeat__isnull=False)
    return checks.select_related("heartbeat").only(*_READ).order_by()


def _tally(checks: Iterable[Check], now: datetime) -> Tally:
    words = [reported_status(check, check.heartbeat, now=now, with_started=False) for check in checks]
    return Tally(total=len(words), grace=words.count("grace"), down=words.count("down"))
