"""What came of pings, newest first."""

from django.test import Client
from rest_framework.test import APIClient

from statuspage.models import Page
from tests.api.native.conftest import PAGE
from tests.monitoring.making import make_heartbeat


def test_pings_and_flips_are_listed(client: Client, api: APIClient, page: Page) -> None:
    check = make_heartbeat(page)
    for word in ("", "/fail", ""):
        client.get(f"/ping/{check.code}{word}")
    pings = api.get(f"{PAGE}checks/{check.uid}/pings/?page_size=2").json()
    assert [row["n"] for row in pings["results"]] == [3, 2]
    assert [row["kind"] for row in api.get(pings["next"]).json()["results"]] == ["success"]
    flips = api.get(f"{PAGE}checks/{check.uid}/flips/").json()["results"]
    assert [(row["old"], row["new"]) for row in flips] == [("down", "up"), ("up", "down"), ("new", "up")]
