"""HTTP checks that have no address yet."""

from typing import Any

import pytest

from monitoring.models import Check, CheckRegion, Flip
from monitoring.probes import ProbeSpec
from monitoring.services import (
    check_create,
    check_pause,
    check_resume,
    check_run_now,
    check_update,
    checks_dispatch,
    results_record,
)
from statuspage.exceptions import Conflict, Invalid
from statuspage.models import Event, Page, StatusClaim
from tests.monitoring.making import (
    BY,
    NOW,
    URL,
    due_at,
    make_check,
    make_component,
    outcome_of,
    run_once,
    seconds,
)

pytestmark = pytest.mark.django_db


def addressless(page: Page, **settings: Any) -> Check:
    return make_check(page, target={"url": None}, **settings)


def told(check: Check) -> tuple[str, bool]:
    check.refresh_from_db()
    return check.state, check.awaits_address


def give(check: Check, url: str | None, at: float = 1) -> None:
    check_update(check=check, changes={"target": {"url": url}}, by=BY, now=seconds(at))


def test_it_is_stored_paused_and_nothing_is_due(page):
    check = addressless(page)
    assert told(check) == ("paused", True)
    assert check.target["url"] is None
    assert checks_dispatch(now=seconds(3600)) == []
    assert CheckRegion.objects.get().next_slot is None


@pytest.mark.parametrize("target", [{}, {"url": ""}, {"method": "GET"}])
def test_it_has_to_be_said_that_there_is_none(page, target):
    with pytest.raises(Invalid) as refused:
        make_check(page, target=target)
    assert [(error.pointer, error.code) for error in refused.value.errors] == [("/target/url", "required")]


def test_it_begins_by_itself_when_it_is_given_one(page):
    check = addressless(page)
    give(check, URL, at=5)
    assert told(check) == ("new", False)
    assert due_at(check) == seconds(5)
    run_once(check)
    assert check.state == "up"
    assert list(Event.objects.order_by("pk").values_list("kind", flat=True))[:3] == [
        "check.created",
        "check.updated",
        "check.resumed",
    ]


def test_other_changes_and_a_refused_address_leave_it_waiting(page):
    check = addressless(page)
    check_update(check=check, changes={"name": "Shop", "interval_seconds": 30}, by=BY, now=seconds(1))
    with pytest.raises(Invalid):
        give(check, "http://169.254.169.254/")
    assert told(check) == ("paused", True)
    assert CheckRegion.objects.get().next_slot is None


def test_what_a_person_paused_stays_paused_when_it_is_given_one(page):
    born_paused = addressless(page, paused=True)
    paused_later = addressless(page)
    check_pause(check=paused_later, by=BY, now=seconds(1))
    assert Event.objects.filter(kind="check.paused", subject_uid=paused_later.uid).count() == 1
    for check in (born_paused, paused_later):
        assert told(check) == ("paused", False)
        give(check, URL)
        assert told(check) == ("paused", False)
        check_resume(check=check, by=BY, now=seconds(2))
        assert told(check) == ("new", False)


def test_it_cannot_be_resumed_or_run_without_one(page):
    for check in (addressless(page), addressless(page, paused=True)):
        before = told(check)
        with pytest.raises(Conflict) as not_resumed:
            check_resume(check=check, by=BY)
        with pytest.raises(Conflict) as not_run:
            check_run_now(check=check)
        assert {not_resumed.value.code, not_run.value.code} == {"no_address"}
        assert told(check) == before


def test_one_that_loses_its_address_waits_for_another(page):
    component = make_component(page)
    check = make_check(page, component=component, confirm_down=1)
    run_once(check, ok=False)
    assert StatusClaim.objects.filter(source="check", ended__isnull=True).exists()
    give(check, None, at=200)
    assert told(check) == ("paused", True)
    assert not StatusClaim.objects.filter(source="check", ended__isnull=True).exists()
    assert CheckRegion.objects.get().next_slot is None
    assert Flip.objects.filter(new="paused", silent=True).exists()
    give(check, URL, at=300)
    assert told(check) == ("new", False)


def test_one_that_a_person_paused_and_that_loses_its_address_stays_paused(page):
    check = make_check(page, paused=True)
    give(check, None, at=1)
    give(check, URL, at=2)
    assert told(check) == ("paused", False)


def test_a_late_result_of_before_changes_nothing(page):
    check = make_check(page, confirm_down=1)
    spec = ProbeSpec(check.uid, check.version, "default", NOW, check.kind, check.target, 10)
    give(check, None)
    results_record(outcomes=[outcome_of(spec, ok=False)], now=seconds(2))
    assert told(check) == ("paused", True)
    assert CheckRegion.objects.get().last_slot is None


def test_it_may_be_said_when_it_was_made(page):
    made = NOW.replace(year=2020)
    check = check_create(page=page, kind="http", target={"url": URL}, created_at=made, by=BY, now=NOW)
    check.refresh_from_db()
    assert check.created_at == made
    check_update(check=check, changes={"created_at": made.replace(year=2021)}, by=BY, now=seconds(1))
    check_update(check=check, changes={"created_at": made.replace(year=2021)}, by=BY, now=seconds(2))
    check.refresh_from_db()
    assert check.created_at.year == 2021
    event = Event.objects.get(kind="check.updated")
    assert event.before is not None
    assert event.before["created_at"].startswith("2020-")
    with pytest.raises(Invalid) as refused:
        check_update(check=check, changes={"created_at": seconds(3600)}, by=BY, now=NOW)
    assert [(error.pointer, error.code) for error in refused.value.errors] == [
        ("/created_at", "in_the_future")
    ]
