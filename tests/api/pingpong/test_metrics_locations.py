"""Where metrics are checked from."""

import pytest
from pytest_django import Settings

from api.pingpong.vocabulary import LOCATIONS
from monitoring.models import Check, CheckRegion
from monitoring.services import check_create
from tests.api.pingpong.conftest import BY, Acme, PingPongClient

pytestmark = pytest.mark.django_db

URL = "http://127.0.0.1:9/health"


def regions() -> list[str]:
    """Where the one check is run."""
    told = list(CheckRegion.objects.order_by("region").values_list("region", flat=True))
    assert sorted(Check.objects.get().regions) == told
    return told


@pytest.mark.any_database
@pytest.mark.parametrize("word", LOCATIONS)
def test_knows_every_location_in_any_case(pp: PingPongClient, acme: Acme, settings: Settings, word: str):
    slug = word.lower().replace(" ", "-")
    settings.CANDOR_REGIONS = ("default", slug)
    made = pp.post("/metrics", {"name": "Shop", "url": URL, "location": word.upper()}).json()
    assert (made["location"], Check.objects.get().location, regions()) == (word, word, [slug])


def test_what_no_region_serves_is_kept_and_checked_from_the_default_one(
    pp: PingPongClient, acme: Acme, settings: Settings
):
    settings.CANDOR_REGIONS = ("eu", "japan")
    made = pp.post("/metrics", {"name": "Shop", "url": URL, "location": "Brazil"}).json()
    path = f"/metrics/{made['id']}"
    assert (made["location"], regions()) == ("Brazil", ["eu"])
    assert (pp.put(path, {"location": "Japan"}).json()["location"], regions()) == ("Japan", ["japan"])
    assert (pp.put(path, {"location": "Italy"}).json()["location"], regions()) == ("Italy", ["eu"])
    # A worker goes into service there: said again, the location counts.
    settings.CANDOR_REGIONS = ("eu", "italy")
    assert (pp.put(path, {"location": "Italy"}).json()["location"], regions()) == ("Italy", ["italy"])


def test_refuses_what_no_region_serves_where_that_is_asked_for(
    pp: PingPongClient, acme: Acme, settings: Settings
):
    settings.CANDOR_REGIONS = ("eu", "japan")
    lost = pp.post("/metrics", {"name": "Shop", "url": URL, "location": "Brazil"}).json()
    settings.CANDOR_STRICT_REGIONS = True
    told = {"location": ["No worker checks from Italy. The regions are: eu, japan."]}
    answer = pp.post("/metrics", {"name": "Cart", "location": "Italy"})
    assert (answer.status_code, answer.json()) == (400, told)
    assert pp.put(f"/metrics/{lost['id']}", {"location": "Italy"}).json() == told
    # What it reads as may be sent back, and it may move to a place that is served.
    assert pp.put(f"/metrics/{lost['id']}", lost).json() == lost
    assert pp.put(f"/metrics/{lost['id']}", {"location": "japan"}).json()["location"] == "Japan"
    assert pp.post("/metrics", {"name": "Cart"}).status_code == 201


def test_a_check_of_another_door_reads_as_its_region_and_stays_where_it_is(
    pp: PingPongClient, acme: Acme, settings: Settings
):
    settings.CANDOR_REGIONS = ("default", "sweden", "singapore")
    check = check_create(
        page=acme.page,
        kind="http",
        target={"url": URL},
        name="Shop",
        regions=["default", "sweden", "singapore"],
        quorum=2,
        location="Rack 4",
        by=BY,
    )
    path = f"/metrics/{check.uid}"
    shown = pp.get(path).json()
    assert shown["location"] == "Sweden"
    assert pp.put(path, shown).json() == shown
    check.refresh_from_db()
    assert (check.location, check.quorum, len(regions())) == ("Rack 4", 2, 3)
    pp.put(path, {"location": "Singapore"})
    check.refresh_from_db()
    assert (check.location, check.quorum, regions()) == ("Singapore", None, ["singapore"])
