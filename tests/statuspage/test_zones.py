from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from statuspage.zones import zone_current, zone_names


@pytest.mark.parametrize(
    ("name", "current"),
    [
        ("Europe/Kiev", "Europe/Kyiv"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("US/Eastern", "America/New_York"),
        ("Canada/Eastern", "America/Toronto"),
        ("Japan", "Asia/Tokyo"),
        ("Zulu", "Etc/UTC"),
        ("GMT0", "Etc/GMT"),
        # Not the places in other countries whose clocks they share.
        ("Iceland", "Atlantic/Reykjavik"),
        ("Pacific/Truk", "Pacific/Chuuk"),
        ("America/Virgin", "America/St_Thomas"),
        # No places at all.
        ("EST", "EST"),
        ("MST", "MST"),
        ("HST", "HST"),
        ("CET", "CET"),
        ("GMT", "GMT"),
        ("UTC", "UTC"),
        ("Etc/UTC", "Etc/UTC"),
        ("Europe/Berlin", "Europe/Berlin"),
        # One clock with Berlin, and a place of its own.
        ("Europe/Oslo", "Europe/Oslo"),
        ("Mars/Base", "Mars/Base"),
    ],
)
def test_it_knows_todays_name(name: str, current: str) -> None:
    assert zone_current(name) == current


def test_a_changed_name_keeps_its_clock() -> None:
    moments = [datetime(year, month, 1, tzinfo=UTC) for year in (2000, 2026) for month in (1, 7)]
    for name in zone_names():
        now = ZoneInfo(zone_current(name))
        offsets = {(m.astimezone(ZoneInfo(name)).utcoffset(), m.astimezone(now).utcoffset()) for m in moments}
        assert all(old == new for old, new in offsets), name


def test_every_name_leads_to_one_that_stays() -> None:
    current = {zone_current(name) for name in zone_names()}
    assert current <= zone_names()
    assert {zone_current(name) for name in current} == current
