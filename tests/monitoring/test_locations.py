"""Which region checks a place."""

import pytest

from monitoring.locations import region_of_location, regions_for_location
from statuspage.exceptions import Invalid


@pytest.mark.parametrize(
    ("location", "region"),
    [
        ("US West", "us-west"),
        ("us west", "us-west"),
        ("US East", "us_east"),
        ("United Kingdom", "United-Kingdom"),
        ("Brazil", None),
        ("default", "default"),
        ("", None),
        ("!", None),
    ],
)
def test_it_finds_the_region_that_is_named_like_a_place(settings, location, region):
    settings.CANDOR_REGIONS = ("default", "us-west", "us_east", "United-Kingdom")
    assert region_of_location(location) == region
    assert regions_for_location(location) == [region or "default"]


def test_it_refuses_a_place_without_a_region_where_that_is_asked_for(settings):
    settings.CANDOR_REGIONS = ("eu", "japan")
    settings.CANDOR_STRICT_REGIONS = True
    assert regions_for_location("Japan") == ["japan"]
    with pytest.raises(Invalid) as refused:
        regions_for_location("Brazil")
    (error,) = refused.value.errors
    assert (error.pointer, error.code) == ("/location", "unserved_location")
    assert error.detail == "No worker checks from Brazil. The regions are: eu, japan."
