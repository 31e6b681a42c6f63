"""Time zones as pages at Statuspage call them."""

import pytest

from statuspage.zones import zone_spoken


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("Berlin", "Europe/Berlin"),
        ("Pacific Time (US & Canada)", "America/Los_Angeles"),
        ("UTC", "UTC"),
        ("Etc/UTC", "Etc/UTC"),
        ("Europe/Berlin", "Europe/Berlin"),
        ("Hong Kong", "Asia/Hong_Kong"),
        ("Kyiv", "Europe/Kyiv"),
        ("Buenos Aires", "America/Argentina/Buenos_Aires"),
        ("Singapore", "Singapore"),
        ("Istanbul", "Europe/Istanbul"),
        ("Samoa", "Pacific/Apia"),
        ("St. Petersburg", "Europe/Moscow"),
        ("Nuku'alofa", "Pacific/Tongatapu"),
        ("Mumbai", "Asia/Kolkata"),
        # What means nothing, or could be more than one, stays for whoever judges it.
        ("Atlantis", "Atlantis"),
        ("", ""),
        ("GMT+5", "GMT+5"),
    ],
)
def test_it_knows_what_is_meant(said: str, zone: str) -> None:
    assert zone_spoken(said) == zone
