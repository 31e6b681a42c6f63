"""Claims as the pure functions see them, and strategies that draw them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from statuspage.status import ClaimSource, Status

T0 = datetime(2026, 1, 1, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return T0 + timedelta(minutes=minutes)


@dataclass(frozen=True)
class Said:
    source: str
    status: str
    started: datetime
    ended: datetime | None = None
    source_uid: str = ""
    stated_at: datetime = T0
    label: str = ""
    message: str = ""
    yields: bool = False


def said(
    source: str,
    status: str,
    start: float,
    end: float | None = None,
    uid: str = "",
    stated: float | None = None,
    yields: bool = False,
) -> Said:
    return Said(
        source=source,
        status=status,
        started=at(start),
        ended=None if end is None else at(end),
        source_uid=uid or source,
        stated_at=at(start if stated is None else stated),
        yields=yields,
    )


moments = st.integers(min_value=0, max_value=200_000_000).map(lambda n: T0 + timedelta(milliseconds=n))


@st.composite
def claims(draw: st.DrawFn) -> Said:
    started = draw(moments)
    ended = draw(st.none() | moments)
    return Said(
        source=draw(st.sampled_from(ClaimSource.values)),
        status=draw(st.sampled_from(Status.values)),
        started=started,
        ended=ended,
        source_uid=draw(st.sampled_from(["a", "b", "c"])),
        stated_at=draw(st.just(started) | moments),
        message=draw(st.sampled_from(["", "said"])),
        yields=draw(st.booleans()),
    )


claim_lists = st.lists(claims(), max_size=12)
