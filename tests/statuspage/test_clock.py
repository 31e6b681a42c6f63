from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from statuspage.clock import iso_milliseconds


@pytest.mark.parametrize(
    ("moment", "zone", "text"),
    [
        ("2026-11-21T10:02:00.123987+00:00", "UTC", "2026-11-21T10:02:00.123Z"),
        ("2026-11-21T10:02:00+00:00", "Etc/UTC", "2026-11-21T10:02:00.000Z"),
        ("2026-11-21T10:02:00+00:00", "Europe/London", "2026-11-21T10:02:00.000+00:00"),
        ("2026-06-21T10:02:00+00:00", "Europe/London", "2026-06-21T11:02:00.000+01:00"),
        ("2026-11-21T01:02:00+00:00", "America/Los_Angeles", "2026-11-20T17:02:00.000-08:00"),
        ("2026-11-21T10:02:00+00:00", "Asia/Kathmandu", "2026-11-21T15:47:00.000+05:45"),
    ],
)
def test_a_time_has_milliseconds_and_the_offset_of_its_zone(moment: str, zone: str, text: str) -> None:
    told = iso_milliseconds(datetime.fromisoformat(moment), ZoneInfo(zone))
    assert told == text
    cut = datetime.fromisoformat(moment)
    assert datetime.fromisoformat(told).astimezone(UTC) == cut.replace(
        microsecond=cut.microsecond // 1000 * 1000
    )
