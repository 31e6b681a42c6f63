"""A check that is pinged all the time is told to wait, and the database being away is told."""

from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from monitoring.models import Check
from statuspage.models import Page
from tests.api.healthchecks.pings.conftest import pings_of
from tests.monitoring.making import make_heartbeat


def test_one_check_is_held_back_and_no_other(
    client: Client, page: Page, check: Check, settings: Settings
) -> None:
    settings.CANDOR_PING_RATE = 3
    for address in (f"{check.code}", f"{check.code}/start", f"{page.ping_key}/nightly"):
        assert client.get(f"/ping/{address}").status_code == 200
    refused = client.get(f"/ping/{check.code}")
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert refused["Access-Control-Allow-Origin"] == "*"
    assert len(pings_of(check)) == 3
    assert client.get(f"/ping/{make_heartbeat(page).code}").status_code == 200


def test_without_a_limit_nothing_is_counted(client: Client, check: Check, settings: Settings) -> None:
    settings.CANDOR_PING_RATE = 0
    assert {client.get(f"/ping/{check.code}").status_code for _ in range(5)} == {200}


def test_it_says_so_when_the_database_is_away(client: Client, check: Check) -> None:
    def away(*args: object) -> None:
        raise OperationalError("gone")

    with connection.execute_wrapper(away):
        answer = client.get(f"/ping/{check.code}")
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert answer["Content-Type"].startswith("text/plain")
    assert pings_of(check) == []
