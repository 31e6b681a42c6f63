"""What badges tell of heartbeats: whoever knows a badge's address learns this much and no more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from uuid import UUID

from django.db.models import QuerySet

from monitoring.heartbeat_times import reported_status
from monitoring.models import Check
from monitoring.vocabulary import CheckKind
from statuspage.models import Page

KEPT_FOR = timedelta(seconds=1)
MOST_KEPT = 1000
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
    """The living page with this badge key, and the tally of its heartbeats (with this tag, unless None).

    Anybody may ask for it at any time, so a tally counts for `KEPT_FOR` in this process.
    """
    page = Page.living.filter(badge_key=badge_key).first()
    if page is None:
        return None
    kept = _kept_for((badge_key, tag))
    # Whoever asks meanwhile waits for the one that counts, and does not count the same again.
    with kept.lock:
        if kept.tally is None or abs(now - kept.at) >= KEPT_FOR:
            kept.tally, kept.at = _tally(_with_tag(page, tag), now), now
        return page, kept.tally


def tallies_forget() -> None:
    """Count anew what is asked for next."""
    _tallies.clear()


def heartbeat_tags(page: Page) -> list[str]:
    """Every tag that a living heartbeat of the page has, in order; one query."""
    lines = Check.living.filter(page=page, kind=CheckKind.HEARTBEAT).exclude(tags="")
    return sorted({tag for line in lines.order_by().values_list("tags", flat=True) for tag in line.split()})


class _Kept:
    """A tally and when it was counted."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.tally: Tally | None = None
        self.at = datetime.min.replace(tzinfo=UTC)


_tallies: dict[tuple[UUID, str | None], _Kept] = {}


def _kept_for(key: tuple[UUID, str | None]) -> _Kept:
    if len(_tallies) >= MOST_KEPT and key not in _tallies:
        _tallies.clear()
    return _tallies.setdefault(key, _Kept())


def _with_tag(page: Page, tag: str | None) -> Iterable[Check]:
    checks = _beating().filter(page=page)
    if tag is None:
        return checks
    # The database narrows it down, in SQLite whatever the case; only whole words count.
    return [check for check in checks.filter(tags__contains=tag) if tag in check.tags.split(" ")]


def _beating() -> QuerySet[Check]:
    checks = Check.living.filter(kind=CheckKind.HEARTBEAT, heartbeat__isnull=False)
    return checks.select_related("heartbeat").only(*_READ).order_by()


def _tally(checks: Iterable[Check], now: datetime) -> Tally:
    words = [reported_status(check, check.heartbeat, now=now, with_started=False) for check in checks]
    return Tally(total=len(words), grace=words.count("grace"), down=words.count("down"))
