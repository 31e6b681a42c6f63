"""What is live overrides the stored status of a component, and lets go of it when it ends."""

from datetime import timedelta

import pytest
from django.utils import timezone

from api.pingpong.values import zulu
from incidents.services import incidents_tick
from statuspage.models import Component
from statuspage.services import component_delete
from tests.api.pingpong.conftest import BY, Acme, PingPongClient
from tests.api.pingpong.stories import opened, planned, said, status_of

pytestmark = pytest.mark.django_db


def store(pp: PingPongClient, acme: Acme, status: str) -> str:
    """Gives what is shown after."""
    return str(pp.put(f"/components/{acme.api.uid}/status", {"status": status}).json()["status"])


def hours(count: float) -> str:
    return zulu(timezone.now() + timedelta(hours=count))


@pytest.mark.parametrize("meanwhile", ["Operational", "Minor issues", "Unavailable"])
def test_an_incident_is_shown_until_it_ends(pp: PingPongClient, acme: Acme, meanwhile: str):
    assert store(pp, acme, "Major issues") == "Major issues"
    made = opened(pp, acme)
    assert status_of(pp, acme) == "Critical state"
    assert store(pp, acme, meanwhile) == "Critical state"
    assert made["affected_components"][0]["status"] == "Critical state"
    said(pp, made, "Resolved")
    assert status_of(pp, acme) == meanwhile


def test_an_incident_that_is_milder_than_what_is_stored_is_shown_too(pp: PingPongClient, acme: Acme):
    store(pp, acme, "Unavailable")
    made = opened(pp, acme, affected_components=[{"id": acme.api.uid, "status": "Minor issues"}])
    assert (status_of(pp, acme), pp.get("/status").json()["status"]) == (
        "Minor issues",
        "Some systems have issues",
    )
    pp.put(f"/incidents/{made['id']}", {"affected_components": []})
    assert status_of(pp, acme) == "Unavailable"


def test_a_maintenance_is_shown_from_its_start_to_its_end(pp: PingPongClient, acme: Acme):
    store(pp, acme, "Major issues")
    planned(pp, acme, hours(1), hours(2))
    assert status_of(pp, acme) == "Major issues"
    incidents_tick(now=timezone.now() + timedelta(minutes=61))
    assert status_of(pp, acme) == "Maintenance mode"
    assert pp.get("/status").json() == {"status": "Under maintenance", "status_color": "gray"}
    incidents_tick(now=timezone.now() + timedelta(minutes=121))
    assert status_of(pp, acme) == "Major issues"


def test_what_is_stored_while_a_maintenance_runs_is_shown_after_it(pp: PingPongClient, acme: Acme):
    planned(pp, acme, hours(-1), hours(1))
    assert store(pp, acme, "Critical state") == "Maintenance mode"
    incidents_tick(now=timezone.now() + timedelta(minutes=61))
    assert status_of(pp, acme) == "Critical state"


def test_the_worse_one_of_an_incident_and_a_maintenance_is_shown(pp: PingPongClient, acme: Acme):
    planned(pp, acme, hours(-1), hours(1))
    made = opened(pp, acme)
    assert status_of(pp, acme) == "Critical state"
    said(pp, made, "Resolved")
    assert status_of(pp, acme) == "Maintenance mode"


def test_a_component_that_was_made_here_is_overridden_as_well(pp: PingPongClient, acme: Acme):
    made = pp.post("/components", {"name": "Search", "status": "Unavailable"}).json()
    named = [{"id": made["id"], "status": "Operational"}]
    told = opened(pp, acme, affected_components=named)
    assert told["affected_components"][0]["status"] == "Operational"


def test_a_component_that_is_deleted_stays_with_the_past_and_can_be_sent_back(pp: PingPongClient, acme: Acme):
    made = opened(pp, acme)
    said(pp, made, "Resolved")
    component_delete(component=Component.objects.get(pk=acme.api.pk), by=BY)
    told = pp.get(f"/incidents/{made['id']}").json()
    assert [row["name"] for row in told["affected_components"]] == ["API"]
    assert pp.put(f"/incidents/{made['id']}", told).json() == told
    fresh = pp.post("/incidents", {"title": "Other", "affected_components": [acme.api.uid]})
    assert list(fresh.json()) == ["affected_components"]
