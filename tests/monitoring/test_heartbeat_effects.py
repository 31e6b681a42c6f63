"""A heartbeat moves its component and opens an incident like any other check."""

import pytest

from incidents.models import Incident
from monitoring.models import Pulse
from monitoring.services import check_pause, heartbeats_tick
from tests.monitoring.making import BY, make_component, make_heartbeat, ping, seconds

pytestmark = pytest.mark.django_db


@pytest.fixture
def component(page):
    return make_component(page)


@pytest.fixture
def check(page, component):
    check = make_heartbeat(page, component=component, effect="incident", effect_status="partial_outage")
    ping(check, seconds(0))
    return check


def status(component):
    component.refresh_from_db()
    return component.status


def late(now):
    Pulse.objects.filter(name="heartbeats").update(at=now)
    heartbeats_tick(now=now)


def test_a_failure_opens_an_incident_and_the_next_success_resolves_it(check, component):
    ping(check, seconds(100), "fail", body=b"secret /srv/backup is full")
    incident = Incident.objects.get()
    assert (status(component), incident.status, incident.started_at) == (
        "partial_outage",
        "investigating",
        seconds(100),
    )
    assert "secret" not in "".join(incident.updates.values_list("body", flat=True))
    ping(check, seconds(200), "fail")
    assert Incident.objects.count() == 1
    ping(check, seconds(300))
    incident.refresh_from_db()
    assert (status(component), incident.status, incident.resolved_at) == (
        "operational",
        "resolved",
        seconds(300),
    )


def test_lateness_opens_one_that_began_with_the_end_of_the_grace(check, component):
    late(seconds(4209))
    assert (status(component), Incident.objects.get().started_at) == ("partial_outage", seconds(4200))
    assert component.periods.latest("started").started == seconds(4200)
    ping(check, seconds(5000))
    assert (status(component), Incident.objects.get().status) == ("operational", "resolved")


def test_a_first_ping_that_tells_of_a_failure_counts(page, component):
    ping(make_heartbeat(page, component=component, effect="draft_incident"), seconds(1), "fail")
    assert (status(component), Incident.objects.get().draft) == ("major_outage", True)


def test_a_pause_leaves_the_incident_to_people(check):
    ping(check, seconds(100), "fail")
    check_pause(check=check, by=BY, now=seconds(200))
    ping(check, seconds(300))
    assert Incident.objects.get().status == "investigating"


def test_a_paused_one_says_nothing_until_a_run_has_ended(page, component):
    check = make_heartbeat(page, component=component)
    ping(check, seconds(0), "fail")
    assert status(component) == "major_outage"
    check_pause(check=check, by=BY, now=seconds(200))
    ping(check, seconds(300), "start")
    ping(check, seconds(310), "log")
    assert status(component) == "operational"
    ping(check, seconds(320), "fail")
    assert status(component) == "major_outage"
