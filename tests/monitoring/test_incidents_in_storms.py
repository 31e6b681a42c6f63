"""Checks that fail together share one incident."""

from datetime import timedelta

import pytest

from incidents.models import Incident
from incidents.services import (
    incident_post_update,
    incident_publish,
    maintenance_complete,
    maintenance_schedule,
    maintenance_start,
    template_create,
)
from monitoring.models import CheckIncident
from monitoring.services import check_pause, incidents_open_held
from monitoring.services.flips import check_flip, check_lock
from statuspage import journal
from statuspage.models import Event
from tests.monitoring.making import BY, NOW, make_check, make_component, seconds

pytestmark = pytest.mark.django_db

SEVERAL = "Several components are not working"


@pytest.fixture
def watched(page):
    """Makes checks that open incidents, each of a component of its own unless one is given."""

    def make(name, **settings):
        component = settings.pop("component", None) or make_component(page, name)
        return make_check(page, name=name, component=component, **{"effect": "incident", **settings})

    return make


def _flip(at, state, *checks):
    for check in checks:
        with journal.transaction(seconds(at)) as now:
            row = check_lock(check.pk)
            assert row is not None
            check_flip(row, new=state, error="refused", since=now, now=now)


def _statuses(incident):
    return dict(incident.affected.order_by("component__name").values_list("component__name", "status"))


def test_checks_that_fail_together_open_one_incident_with_one_update_L04(watched):
    checks = [watched(name) for name in "ABCD"]
    for n, check in enumerate(checks):
        _flip(n, "down", check)
    incident = Incident.objects.get()
    assert incident.name == SEVERAL
    assert _statuses(incident) == dict.fromkeys("ABCD", "major_outage")
    assert [update.kind for update in incident.updates.order_by("pk")] == ["opening", "auto"]
    told = Event.objects.filter(subject_uid=incident.uid).order_by("pk")
    assert list(told.values_list("kind", "after__deliver")) == [
        ("incident.opened", True),
        ("incident.updated", True),
        ("incident.edited", False),
        ("incident.edited", False),
    ]
    assert {event.actor_kind for event in told} == {"check"}


def test_the_last_check_that_recovers_resolves_it_L04(watched):
    checks = [watched(name) for name in "ABC"]
    _flip(0, "down", *checks)
    _flip(60, "up", *checks[:2])
    incident = Incident.objects.get()
    assert incident.status == "investigating"
    assert _statuses(incident) == {"A": "operational", "B": "operational", "C": "major_outage"}
    for check in checks:
        check.component.refresh_from_db()
    assert [check.component.status for check in checks] == ["operational", "operational", "major_outage"]
    _flip(120, "up", checks[2])
    incident.refresh_from_db()
    assert incident.status == "resolved"
    assert incident.updates.latest("pk").body == "Everything is working again."
    assert not CheckIncident.objects.filter(closed_at=None).exists()


def test_what_fails_later_has_an_incident_of_its_own(watched):
    first, second = watched("A"), watched("B")
    _flip(0, "down", first)
    _flip(60, "down", second)
    assert list(Incident.objects.order_by("pk").values_list("name", flat=True)) == [
        "A is not working",
        "B is not working",
    ]


def test_a_storm_does_not_go_on_for_ever(watched):
    checks = [watched(name) for name in "ABC"]
    for at, check in zip((0, 40, 80), checks, strict=True):
        _flip(at, "down", check)
    assert Incident.objects.count() == 2


def test_what_fails_again_comes_back_to_its_incident(watched):
    first, second = watched("A"), watched("B")
    _flip(0, "down", first, second)
    _flip(100, "up", first)
    _flip(200, "down", first)
    incident = Incident.objects.get()
    assert _statuses(incident) == dict.fromkeys("AB", "major_outage")
    assert incident.updates.count() == 2
    _flip(300, "up", second)
    incident.refresh_from_db()
    assert incident.status == "investigating"
    _flip(400, "up", first)
    incident.refresh_from_db()
    assert incident.status == "resolved"


def test_nobody_joins_what_a_person_has_touched_L10(watched):
    first, second = watched("A"), watched("B")
    _flip(0, "down", first)
    incident = Incident.objects.get()
    incident_post_update(incident=incident, body="We look.", by=BY, now=seconds(5))
    _flip(10, "down", second)
    assert Incident.objects.count() == 2
    assert _statuses(incident) == {"A": "major_outage"}


def test_automation_leaves_a_shared_incident_to_the_person_who_touched_it_L10(watched):
    first, second = watched("A"), watched("B")
    _flip(0, "down", first, second)
    incident = Incident.objects.get()
    incident_post_update(incident=incident, body="We look.", by=BY, now=seconds(5))
    before = Event.objects.filter(subject_uid=incident.uid).count()
    _flip(60, "up", first, second)
    incident.refresh_from_db()
    assert (incident.status, _statuses(incident)) == ("investigating", dict.fromkeys("AB", "major_outage"))
    assert Event.objects.filter(subject_uid=incident.uid).count() == before
    assert CheckIncident.objects.filter(closed_at=None).count() == 2


def test_two_checks_of_one_component_say_it_once(page, watched):
    component = make_component(page)
    checks = [watched(name, component=component) for name in "AB"]
    _flip(0, "down", *checks)
    incident = Incident.objects.get()
    assert (incident.name, incident.updates.count()) == ("API is not working", 1)
    _flip(60, "up", checks[0])
    assert _statuses(incident) == {"API": "major_outage"}
    _flip(120, "up", checks[1])
    incident.refresh_from_db()
    assert incident.status == "resolved"


def test_a_draft_is_joined_by_what_drafts_and_tells_nobody(watched):
    drafting = [watched(name, effect="draft_incident") for name in "ABC"]
    _flip(0, "down", *drafting, watched("D"))
    draft = Incident.objects.get(draft=True)
    assert (draft.name, list(_statuses(draft)), draft.updates.count()) == (SEVERAL, ["A", "B", "C"], 1)
    assert Incident.objects.get(draft=False).name == "D is not working"
    incident_publish(incident=draft, by=BY, now=seconds(30))


def test_each_template_has_its_own_incident(page, watched):
    template = template_create(page=page, name="Down", title="Payment trouble", by=BY)
    checks = [watched("A", template=template), watched("B"), watched("C", template=template)]
    _flip(0, "down", *checks)
    assert [sorted(_statuses(incident)) for incident in Incident.objects.order_by("pk")] == [
        ["A", "C"],
        ["B"],
    ]


def test_a_paused_check_no_longer_keeps_a_shared_incident_open(watched):
    first, second = watched("A"), watched("B")
    _flip(0, "down", first, second)
    check_pause(check=first, by=BY, now=seconds(30))
    _flip(60, "up", second)
    assert Incident.objects.get().status == "resolved"


def test_what_maintenance_held_back_opens_one_incident_L05(page, watched):
    checks = [watched(name) for name in "ABC"]
    planned = maintenance_schedule(
        page=page,
        name="Upgrade",
        body="We upgrade.",
        scheduled_for=NOW + timedelta(minutes=1),
        scheduled_until=NOW + timedelta(hours=1),
        components=[check.component for check in checks],
        by=BY,
        now=NOW,
    )
    maintenance = maintenance_start(maintenance=planned, by=BY, now=seconds(1))
    _flip(60, "down", *checks)
    maintenance_complete(maintenance=maintenance, by=BY, now=seconds(120))
    assert [incidents_open_held(now=seconds(121)), incidents_open_held(now=seconds(122))] == [3, 0]
    assert Incident.objects.get(kind="incident").name == SEVERAL
