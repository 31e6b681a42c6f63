"""Slots: spread, without drift, and one catch-up."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.slots import anchor_of, slot_after, slot_to_run
from statuspage.ids import new_uid
from tests.monitoring.making import NOW, seconds


def test_it_spreads_checks_that_are_made_together_T04():
    anchors = [anchor_of(new_uid(), 60, NOW) for _ in range(6000)]
    starts = Counter(int((anchor - NOW).total_seconds()) for anchor in anchors)
    assert min(anchors) >= NOW
    assert max(anchors) < seconds(60)
    assert max(starts.values()) / (6000 / 60) < 1.5


@given(st.integers(5, 86_400), st.integers(-10_000, 10_000_000), st.integers(0, 999_999))
def test_it_never_drifts_T05(interval, later, microseconds):
    moment = NOW + timedelta(seconds=later, microseconds=microseconds)
    slot = slot_after(NOW, interval, moment)
    assert moment < slot <= moment + timedelta(seconds=interval)
    assert (slot - NOW) % timedelta(seconds=interval) == timedelta()
    assert slot_after(NOW, interval, slot) == slot + timedelta(seconds=interval)


@pytest.mark.parametrize(
    ("due", "now", "slot"),
    [
        (0, 0.2, 0),
        (60, 60.1, 60),
        (60, 119.9, 60),
        (60, 120, 120),
        (60, 360.5, 360),
        (7, 8, 7),
        (7, 66, 7),
        (7, 67, 60),
    ],
)
def test_it_makes_up_for_the_latest_slot_alone(due, now, slot):
    assert slot_to_run(seconds(due), NOW, 60, seconds(now)) == seconds(slot)
