"""When checks are due: pure arithmetic on slots, without drift."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta


def anchor_of(uid: str, interval_seconds: int, now: datetime) -> datetime:
    """The origin of a check's slots: a phase of its own within one interval after `now`.

    The phase follows from the uid, so that checks made in one go do not all run in the same second.
    """
    share = int.from_bytes(hashlib.blake2b(uid.encode(), digest_size=4).digest()) / 2**32
    return now + timedelta(seconds=round(share * interval_seconds, 3))


def slot_after(anchor: datetime, interval_seconds: int, moment: datetime) -> datetime:
    """The first slot later than a moment; slots are `anchor + n × interval` for every whole n."""
    interval = timedelta(seconds=interval_seconds)
    return anchor + ((moment - anchor) // interval + 1) * interval


def slot_to_run(due: datetime, anchor: datetime, interval_seconds: int, now: datetime) -> datetime:
    """The slot to run for a check that has been due since `due`.

    When a whole interval was missed, only the latest slot is made up for; the others stay gaps.
    """
    interval = timedelta(seconds=interval_seconds)
    if now - due < interval:
        return due
    return max(due, slot_after(anchor, interval_seconds, now) - interval)
