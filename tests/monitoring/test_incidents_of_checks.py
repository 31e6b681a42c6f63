"""When a check opens an incident, and when it does not."""

from datetime import timedelta

import pytest

from incidents.models import Incident, IncidentTemplate
from incidents.services import (
    incident_delete,
    incident_post_update,
    incident_resolve,
    template_create,
)
from monitoring.models import CheckIncident
from statuspage.services import page_create
from tests.monitoring.making import BY, make_check, make_component, run_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def component(page):
    return make_component(page)


@pytest.fixture
def check(page, component):
    check = make_check(page, component=component, effect="incident", confirm_down=1)
    run_once(check)
    return check


def _flap(check):
    """Up and down again; gives a moment after both."""
    run_once(check)
    return run_once(check, ok=False) + timedelta(seconds=1)


def test_flapping_opens_no_second_incident_while_a_person_has_the_first_in_hand(check):
    now = run_once(check, ok=False) + timedelta(seconds=1)
    incident = Incident.objects.get()
    incident_post_update(incident=incident, body="We look.", status="identified", by=BY, now=now)
    for _ in range(3):
        now = _flap(check)
    incident.refresh_from_db()
    assert (Incident.objects.count(), incident.status) == (1, "identified")
    assert CheckIncident.objects.get().closed_at is None


@pytest.mark.parametrize("end", [incident_resolve, incident_delete])
def test_the_next_failure_opens_one_again_once_the_person_has_ended_the_first(check, end):
    now = run_once(check, ok=False) + timedelta(seconds=1)
    incident = Incident.objects.get()
    incident_post_update(incident=incident, body="We look.", by=BY, now=now)
    now = _flap(check)
    end(incident=Incident.objects.get(), by=BY, now=now)
    assert Incident.objects.count() == 1
    now = _flap(check)
    assert Incident.objects.exclude(pk=incident.pk).get().status == "investigating"
    assert [tie.closed_at is None for tie in CheckIncident.objects.order_by("pk")] == [False, True]
    run_once(check)
    assert not CheckIncident.objects.filter(closed_at=None).exists()


def test_an_incident_fits_its_title_however_long_the_words(page):
    component = make_component(page, name="x" * 250)
    check = make_check(page, component=component, effect="incident", confirm_down=1)
    run_once(check, ok=False)
    component.refresh_from_db()
    assert (check.state, component.status) == ("down", "major_outage")
    assert Incident.objects.get().name == "x" * 250 + " is…"


def test_an_incident_fits_its_template_however_long_the_error(page, component):
    template = template_create(
        page=page, name="Down", title="{{component}}: {{error}}", body="{{error}} " * 100, by=BY
    )
    check = make_check(page, component=component, effect="incident", template=template, confirm_down=1)
    run_once(check, ok=False, error="got\x1b[0m\n" + "503, " * 100)
    incident = Incident.objects.get()
    assert incident.name.startswith("API: got[0m 503, 503,")
    assert len(incident.name) <= 255
    assert len(incident.updates.get().body) <= 25_000


def test_an_incident_that_is_refused_does_not_hide_the_outage(page, component, caplog):
    template = template_create(page=page, name="Down", title="Down", by=BY)
    check = make_check(page, component=component, effect="incident", template=template, confirm_down=1)
    elsewhere = page_create(organization=page.organization, name="Other", slug="other", by=BY)
    IncidentTemplate.objects.update(page=elsewhere)
    run_once(check, ok=False)
    component.refresh_from_db()
    assert (check.state, component.status) == ("down", "major_outage")
    assert not Incident.objects.exists()
    assert "could not be opened" in caplog.text
