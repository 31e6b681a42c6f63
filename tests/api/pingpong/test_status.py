"""The page as a whole: its phrase and its colour."""

from datetime import timedelta

import pytest
from django.utils import timezone

from api.pingpong.vocabulary import STATUS_COLORS, page_phrase
from incidents.services import incident_open, maintenance_schedule
from statuspage.status import Status
from tests.api.pingpong.conftest import BY, Acme, PingPongClient

UP, MAINTAINED, DOWN, SOME = (
    ("All systems operational", "green"),
    ("Under maintenance", "gray"),
    ("All systems down", "red"),
    ("Some systems have issues", "orange"),
)


@pytest.mark.parametrize(
    ("statuses", "maintained", "incident", "told"),
    [
        ([], False, False, UP),
        (["operational"], False, False, UP),
        (["operational"], False, True, UP),
        (["operational"], True, False, MAINTAINED),
        (["operational"], True, True, SOME),
        (["operational", "under_maintenance"], False, False, MAINTAINED),
        (["operational", "under_maintenance"], True, True, SOME),
        (["under_maintenance", "partial_outage"], True, False, SOME),
        (["operational", "degraded_performance"], False, False, SOME),
        (["operational", "unknown"], False, False, SOME),
        (["major_outage", "operational"], False, True, SOME),
        (["major_outage", "unavailable"], False, True, DOWN),
        (["major_outage", "under_maintenance"], True, True, SOME),
    ],
)
def test_sums_up_what_components_show(
    statuses: list[str], maintained: bool, incident: bool, told: tuple[str, str]
):
    assert page_phrase(statuses, is_maintained=maintained, has_incident=incident) == told


def test_every_status_has_a_colour():
    assert set(STATUS_COLORS) == set(Status.values)


@pytest.mark.django_db
def test_tells_what_the_page_shows(pp: PingPongClient, acme: Acme):
    # What is wrong with a component that the page does not show plays no part.
    assert told(pp) == UP
    incident_open(page=acme.page, name="Down", body="b", components={acme.api: "major_outage"}, by=BY)
    assert told(pp) == DOWN
    pp.put(f"/components/{acme.db.uid}", {"showcased": True})
    assert told(pp) == SOME


@pytest.mark.django_db
def test_tells_of_maintenance_that_runs(pp: PingPongClient, acme: Acme):
    now = timezone.now()
    maintenance_schedule(
        page=acme.page,
        name="Move",
        scheduled_for=now - timedelta(minutes=5),
        scheduled_until=now + timedelta(hours=1),
        components=[acme.api],
        status="in_progress",
        by=BY,
    )
    assert told(pp) == MAINTAINED
    incident_open(page=acme.page, name="Odd", body="b", by=BY)
    assert told(pp) == SOME


def told(pp: PingPongClient) -> tuple[str, ...]:
    """What the door says of the page."""
    answer = pp.get("/status")
    assert answer.status_code == 200
    assert list(answer.json()) == ["status", "status_color"]
    return tuple(answer.json().values())
