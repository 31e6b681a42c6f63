"""Results, confirmations, flips, and what they do to components and incidents."""

from dataclasses import replace
from datetime import timedelta

import pytest

from incidents.models import Incident
from incidents.services import component_declare_status, incident_post_update, template_create
from monitoring.models import CheckIncident, CheckRegion, CheckResult, Flip
from monitoring.services import check_pause, check_update, results_record
from statuspage.models import Event, StatusPeriod
from tests.monitoring.making import (
    BY,
    NOW,
    dispatch,
    due_at,
    make_check,
    make_component,
    outcome_of,
    run_once,
    seconds,
)

pytestmark = pytest.mark.django_db


def test_it_keeps_what_was_found(page):
    check = make_check(page)
    run_once(check, ok=False, code="503", error="status 503", latency_ms=12.5)
    result = CheckResult.objects.get()
    assert (result.ok, result.code, result.error, result.latency_ms) == (False, "503", "status 503", 12.5)
    assert (result.connect_ms, result.first_byte_ms, result.tls_ms) == (1.0, 10.0, None)
    row = CheckRegion.objects.get()
    assert (row.last_ok, row.last_code, row.last_latency_ms, row.streak_down) == (False, "503", 12.5, 1)
    assert row.lease_until is None


def test_a_component_follows_its_check_and_dates_the_outage_at_its_first_failure(page):
    component = make_component(page)
    check = make_check(page, component=component, effect_status="partial_outage")
    run_once(check)
    assert check.state == "up"
    first = due_at(check)
    run_once(check, ok=False)
    component.refresh_from_db()
    assert (check.state, component.status) == ("up", "operational")
    run_once(check, ok=False)
    component.refresh_from_db()
    assert (check.state, component.status, component.status_since) == ("down", "partial_outage", first)
    back = due_at(check)
    run_once(check)
    component.refresh_from_db()
    assert (check.state, component.status, component.status_since) == ("up", "operational", back)
    assert [(flip.old, flip.new, flip.silent) for flip in Flip.objects.order_by("pk")] == [
        ("new", "up", True),
        ("up", "down", False),
        ("down", "up", False),
    ]
    period = StatusPeriod.objects.get(status="partial_outage")
    assert (period.started, period.ended) == (first, back)
    assert (period.cause, period.source_uid) == ("check", check.uid)


def test_a_single_failure_changes_nothing_L02(page):
    component = make_component(page)
    check = make_check(page, component=component)
    for ok in (True, False, True, False, True):
        run_once(check, ok=ok)
    assert check.state == "up"
    assert Flip.objects.count() == 1


def test_a_check_without_effect_says_nothing(page):
    component = make_component(page, status=None)
    check = make_check(page, component=component, effect="none", confirm_down=1)
    run_once(check, ok=False)
    component.refresh_from_db()
    assert (check.state, component.status) == ("down", "unknown")


def test_a_good_check_makes_an_unknown_component_operational(page):
    component = make_component(page, status=None)
    run_once(make_check(page, component=component))
    component.refresh_from_db()
    assert component.status == "operational"


def test_two_checks_of_one_component_never_erase_each_other(page):
    component = make_component(page)
    one = make_check(page, component=component, confirm_down=1, effect_status="partial_outage")
    two = make_check(page, component=component, confirm_down=1, effect_status="major_outage")
    run_once(one, ok=False)
    run_once(two, ok=False)
    run_once(two)
    component.refresh_from_db()
    assert component.status == "partial_outage"
    run_once(one)
    component.refresh_from_db()
    assert component.status == "operational"


def test_what_a_person_says_holds_until_the_next_flip(page):
    component = make_component(page)
    check = make_check(page, component=component, confirm_down=1)
    now = run_once(check, ok=False)
    component_declare_status(component=component, status="operational", by=BY, now=now + timedelta(seconds=1))
    run_once(check, ok=False)
    component.refresh_from_db()
    assert component.status == "operational"
    run_once(check)
    run_once(check, ok=False)
    component.refresh_from_db()
    assert component.status == "major_outage"


def test_slowness_shows_as_degraded(page):
    component = make_component(page)
    check = make_check(page, component=component, degraded_over_ms=100)
    run_once(check)
    run_once(check, degraded=True)
    assert check.state == "up"
    run_once(check, degraded=True)
    component.refresh_from_db()
    assert (check.state, component.status) == ("degraded", "degraded_performance")
    run_once(check)
    component.refresh_from_db()
    assert (check.state, component.status) == ("up", "operational")


@pytest.mark.parametrize(("effect", "draft"), [("incident", False), ("draft_incident", True)])
def test_a_failure_opens_an_incident_and_recovery_resolves_it(page, effect, draft):
    component = make_component(page)
    check = make_check(page, component=component, effect=effect, confirm_down=1)
    run_once(check)
    slot = due_at(check)
    run_once(check, ok=False)
    incident = Incident.objects.get()
    assert (incident.origin, incident.draft, incident.started_at) == ("check", draft, slot)
    assert "127.0.0.1" not in incident.name + incident.updates.get().body
    run_once(check, ok=False)
    assert Incident.objects.count() == 1
    run_once(check)
    incident.refresh_from_db()
    component.refresh_from_db()
    assert (incident.status, component.status) == ("resolved", "operational")
    assert CheckIncident.objects.get().closed_at is not None
    run_once(check, ok=False)
    assert Incident.objects.count() == 2


def test_an_incident_is_worded_by_its_template(page):
    component = make_component(page)
    template = template_create(page=page, name="Down", title="{{component}} fails", body="{{error}}", by=BY)
    check = make_check(page, component=component, effect="incident", template=template, confirm_down=1)
    run_once(check, ok=False)
    incident = Incident.objects.get()
    assert (incident.name, incident.updates.get().body) == ("API fails", "connection refused")


def test_automation_never_closes_what_a_person_touched_L10(page):
    check = make_check(page, component=make_component(page), effect="incident", confirm_down=1)
    now = run_once(check, ok=False)
    incident = Incident.objects.get()
    incident_post_update(incident=incident, body="We look.", by=BY, now=now + timedelta(seconds=1))
    run_once(check)
    incident.refresh_from_db()
    assert (check.state, incident.status) == ("up", "investigating")


def test_what_failed_on_our_side_leaves_a_gap_L08(page):
    component = make_component(page)
    check = make_check(page, component=component, confirm_down=1)
    run_once(check)
    for _ in range(3):
        run_once(check, ok=False, our_side=True, code="our_side")
    component.refresh_from_db()
    assert (check.state, component.status) == ("up", "operational")
    assert CheckResult.objects.count() == 1
    assert CheckRegion.objects.get().streak_down == 0


def test_regions_decide_by_quorum(page, settings):
    settings.CANDOR_REGIONS = ("eu", "us", "asia")
    check = make_check(page, regions=["eu", "us", "asia"], confirm_down=1)
    for region in ("eu", "us", "asia"):
        run_once(check, region=region)
    run_once(check, region="eu", ok=False)
    assert check.state == "up"
    run_once(check, region="us", ok=False)
    assert check.state == "down"
    run_once(check, region="eu")
    assert check.state == "up"


def test_moving_a_failing_check_moves_what_it_says(page):
    one, two = make_component(page, "One"), make_component(page, "Two")
    check = make_check(page, component=one, confirm_down=1)
    now = run_once(check, ok=False)
    check_update(check=check, changes={"component": two}, by=BY, now=now + timedelta(seconds=1))
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.status, two.status) == ("operational", "major_outage")
    check_update(check=check, changes={"effect": "none"}, by=BY, now=now + timedelta(seconds=2))
    two.refresh_from_db()
    assert two.status == "operational"


def test_a_paused_check_says_nothing(page):
    component = make_component(page)
    check = make_check(page, component=component, confirm_down=1)
    now = run_once(check, ok=False)
    check_pause(check=check, by=BY, now=now + timedelta(seconds=1))
    component.refresh_from_db()
    assert component.status == "operational"


def test_a_flip_is_told_once(page):
    component = make_component(page)
    check = make_check(page, component=component, confirm_down=1)
    run_once(check)
    now = run_once(check, ok=False)
    event = Event.objects.filter(kind="check.flipped").order_by("-pk")[0]
    assert event.after is not None
    assert (event.before, event.after["state"]) == ({"state": "up"}, "down")
    assert event.after["error"] == "connection refused"
    assert (event.actor_kind, event.actor_uid, event.at) == ("check", check.uid, now)
    assert Event.objects.filter(kind="component.status_changed", subject_uid=component.uid).count() == 1


def test_outcomes_of_nobody_are_ignored(page):
    check = make_check(page)
    (spec,) = dispatch(NOW)
    stranger = outcome_of(spec, ok=False)
    for foreign in (
        replace(stranger, check_uid="nobody000000"),
        replace(stranger, region="moon"),
        replace(stranger, version=check.version + 1),
        replace(stranger, slot=seconds(61)),
    ):
        assert results_record(outcomes=[foreign], now=seconds(2)).results == 0
    assert results_record(outcomes=[], now=seconds(2)).results == 0
    assert not CheckResult.objects.exists()
