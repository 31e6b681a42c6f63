"""What a check does while its component is under maintenance."""

from datetime import timedelta

import pytest

from incidents.models import Incident
from incidents.services import maintenance_complete, maintenance_schedule, maintenance_start
from monitoring.services import incidents_open_held
from tests.monitoring.making import BY, NOW, make_check, make_component, run_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def component(page):
    return make_component(page)


@pytest.fixture
def maintenance(page, component):
    planned = maintenance_schedule(
        page=page,
        name="Upgrade",
        body="We upgrade.",
        scheduled_for=NOW + timedelta(minutes=1),
        scheduled_until=NOW + timedelta(hours=1),
        components=[component],
        by=BY,
        now=NOW,
    )
    return maintenance_start(maintenance=planned, by=BY, now=NOW + timedelta(seconds=1))


@pytest.mark.parametrize("effect", ["status", "draft_incident", "incident"])
def test_a_check_that_fails_during_maintenance_shows_maintenance(page, component, maintenance, effect):
    check = make_check(page, component=component, effect=effect, confirm_down=1)
    now = run_once(check, ok=False)
    component.refresh_from_db()
    assert (check.state, component.status) == ("down", "under_maintenance")
    assert incidents_open_held(now=now) == 0
    assert not Incident.objects.filter(kind="incident").exists()


def test_what_is_still_down_afterwards_opens_its_incident_once(page, component, maintenance):
    check = make_check(page, component=component, effect="incident", confirm_down=1)
    now = run_once(check, ok=False) + timedelta(seconds=1)
    maintenance_complete(maintenance=maintenance, by=BY, now=now)
    assert [incidents_open_held(now=now + timedelta(seconds=n)) for n in (1, 2)] == [1, 0]
    incident = Incident.objects.get(kind="incident")
    assert incident.started_at == now
    component.refresh_from_db()
    assert component.status == "major_outage"


def test_what_recovers_in_time_opens_none(page, component, maintenance):
    check = make_check(page, component=component, effect="incident", confirm_down=1)
    run_once(check, ok=False)
    now = run_once(check) + timedelta(seconds=1)
    maintenance_complete(maintenance=maintenance, by=BY, now=now)
    assert incidents_open_held(now=now) == 0
    assert not Incident.objects.filter(kind="incident").exists()
