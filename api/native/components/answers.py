"""What components, their history and their uptime look like from the outside."""

import string
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from hashlib import blake2b
from typing import Any, Protocol, TypedDict

from api.native.values import Day, Percentage, Slug, Stamp, Uid, day_or_none, stamp, stamp_or_none
from api.native.words import CauseWord, SourceWord, StatusWord
from statuspage.ids import UID_LENGTH
from statuspage.models import Component, StatusPeriod
from statuspage.selectors import UptimeReport
from statuspage.timeline import Span

_DIGITS = string.digits + string.ascii_lowercase


class ClaimAnswer(TypedDict):
    """Who says what about a component; the shown status is the worst of those that count."""

    source: SourceWord
    id: str
    status: StatusWord
    since: Stamp
    message: str


class ComponentAnswer(TypedDict):
    """A part of the service. `claims` are the open statements that its status comes from."""

    id: Uid
    name: str
    slug: Slug
    description: str
    group: Uid | None
    status: StatusWord
    since: Stamp | None
    claims: list[ClaimAnswer]
    position: int
    showcase: bool
    visible: bool
    only_show_if_degraded: bool
    start_date: Day | None
    created_at: Stamp
    updated_at: Stamp


PeriodAnswer = TypedDict(
    "PeriodAnswer",
    {
        "id": str,
        "status": StatusWord,
        "from": Stamp,
        "to": Stamp | None,
        "seconds": int,
        "cause": CauseWord,
        "source": str,
        "message": str,
    },
)
PeriodAnswer.__doc__ = """A span in which one status was shown for one reason; `to` is null while it lasts."""


class StatusSeconds(TypedDict):
    """Whole seconds per status; they add up to the window."""

    operational: int
    under_maintenance: int
    degraded_performance: int
    partial_outage: int
    major_outage: int
    unavailable: int
    no_data: int


UptimeAnswer = TypedDict(
    "UptimeAnswer",
    {
        "from": Stamp,
        "to": Stamp,
        "uptime": Percentage | None,
        "seconds": StatusSeconds,
        "periods": list[PeriodAnswer],
    },
)
UptimeAnswer.__doc__ = """A window's uptime (null when nothing was measured) and the periods behind it."""


class ShownComponent(Protocol):
    """What is shown of a component: the fields of the model, or of a row of its table."""

    @property
    def uid(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def slug(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def status_since(self) -> datetime | None: ...
    @property
    def position(self) -> int: ...
    @property
    def showcase(self) -> bool: ...
    @property
    def visible(self) -> bool: ...
    @property
    def only_show_if_degraded(self) -> bool: ...
    @property
    def start_date(self) -> date | None: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def updated_at(self) -> datetime: ...


class ShownClaim(Protocol):
    """What is shown of a claim."""

    @property
    def source(self) -> str: ...
    @property
    def source_uid(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def started(self) -> datetime: ...
    @property
    def message(self) -> str: ...


def component_answer(
    component: ShownComponent, *, group: str | None, claims: Iterable[ShownClaim]
) -> ComponentAnswer:
    """`group` is the uid of its group, `claims` are its open ones."""
    return {
        "id": Uid(component.uid),
        "name": component.name,
        "slug": Slug(component.slug),
        "description": component.description,
        "group": None if group is None else Uid(group),
        "status": StatusWord(component.status),
        "since": stamp_or_none(component.status_since),
        "claims": [
            {
                "source": SourceWord(claim.source),
                "id": claim.source_uid,
                "status": StatusWord(claim.status),
                "since": stamp(claim.started),
                "message": claim.message,
            }
            for claim in claims
        ],
        "position": component.position,
        "showcase": component.showcase,
        "visible": component.visible,
        "only_show_if_degraded": component.only_show_if_degraded,
        "start_date": day_or_none(component.start_date),
        "created_at": stamp(component.created_at),
        "updated_at": stamp(component.updated_at),
    }


def period_answer(component: Component, span: Span | StatusPeriod, *, now: datetime) -> PeriodAnswer:
    """One span of a component's history; its length is counted up to `now` while it lasts."""
    return {
        "id": _period_id(component.uid, span.started),
        "status": StatusWord(span.status),
        "from": stamp(span.started),
        "to": stamp_or_none(span.ended),
        "seconds": int(((span.ended or now) - span.started).total_seconds()),
        "cause": CauseWord(span.cause),
        "source": span.source_uid,
        "message": span.message,
    }


def uptime_answer(component: Component, report: UptimeReport, *, now: datetime) -> UptimeAnswer:
    """A report with the periods that it comes from, oldest first."""
    return {
        "from": stamp(report.tally.start),
        "to": stamp(report.tally.end),
        "uptime": None if report.tally.uptime is None else Percentage(report.tally.uptime),
        "seconds": _seconds(report.tally.seconds),
        "periods": [period_answer(component, span, now=now) for span in report.spans],
    }


def _seconds(counted: Mapping[str, int]) -> StatusSeconds:
    return {
        "operational": counted["operational"],
        "under_maintenance": counted["under_maintenance"],
        "degraded_performance": counted["degraded_performance"],
        "partial_outage": counted["partial_outage"],
        "major_outage": counted["major_outage"],
        "unavailable": counted["unavailable"],
        "no_data": counted["no_data"],
    }


def _period_id(component_uid: str, started: datetime) -> Uid:
    # Periods are rebuilt from claims at any time, so their id follows from what they are.
    number = int.from_bytes(
        blake2b(f"{component_uid} {started.isoformat()}".encode(), digest_size=8).digest()
    )
    letters = []
    for _place in range(UID_LENGTH):
        number, digit = divmod(number, len(_DIGITS))
        letters.append(_DIGITS[digit])
    return Uid("".join(letters))


EXAMPLE: dict[str, Any] = {
    "id": "kctbh9vrtdwd",
    "name": "REST API",
    "slug": "rest-api",
    "description": "",
    "group": "g7k2m0c5x9aq",
    "status": "major_outage",
    "since": "2026-11-21T10:00:00Z",
    "claims": [
        {
            "source": "check",
            "id": "c3n8v1q6z0wp",
            "status": "major_outage",
            "since": "2026-11-21T10:00:00Z",
            "message": "",
        }
    ],
    "position": 1,
    "showcase": True,
    "visible": True,
    "only_show_if_degraded": False,
    "start_date": "2026-01-01",
    "created_at": "2026-11-01T09:00:00Z",
    "updated_at": "2026-11-21T10:00:00Z",
}

PERIOD_EXAMPLE: dict[str, Any] = {
    "id": "x2k9d0s7v4jq",
    "status": "major_outage",
    "from": "2026-11-21T10:00:00Z",
    "to": None,
    "seconds": 840,
    "cause": "check",
    "source": "c3n8v1q6z0wp",
    "message": "",
}

UPTIME_EXAMPLE: dict[str, Any] = {
    "from": "2026-08-23T10:14:00Z",
    "to": "2026-11-21T10:14:00Z",
    "uptime": 99.989,
    "seconds": {
        "operational": 7767960,
        "under_maintenance": 7200,
        "degraded_performance": 0,
        "partial_outage": 0,
        "major_outage": 840,
        "unavailable": 0,
        "no_data": 0,
    },
    "periods": [PERIOD_EXAMPLE],
}
