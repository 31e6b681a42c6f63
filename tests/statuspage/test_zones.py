import pytest

from statuspage.zones import zone_current, zone_names


@pytest.mark.parametrize(
    ("name", "current"),
    [
        ("Europe/Kiev", "Europe/Kyiv"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("US/Eastern", "America/New_York"),
        ("Zulu", "Etc/UTC"),
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


def test_every_name_leads_to_one_that_stays() -> None:
    current = {zone_current(name) for name in zone_names()}
    assert current <= zone_names()
    assert {zone_current(name) for name in current} == current
