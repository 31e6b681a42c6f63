import pytest
from pytest_django import DjangoAssertNumQueries

from statuspage import services
from statuspage.exceptions import Conflict, Invalid
from statuspage.models import Component, Event, StatusClaim
from tests.statuspage.making import BY, CHECK, make_component, make_page, minutes

pytestmark = pytest.mark.django_db


@pytest.fixture
def component() -> Component:
    return make_component(make_page(), status=None)


def _set(
    component: Component, source: str, status: str, minute: float, uid: str = "", **extra: object
) -> StatusClaim:
    by = CHECK if source == "check" else BY
    return services.claim_set(
        component=component,
        source=source,
        source_uid=uid,
        status=status,
        by=by,
        now=minutes(minute),
        **extra,  # type: ignore[arg-type]
    )


def _periods(component: Component) -> list[tuple[str, float, float | None]]:
    return [
        (
            period.status,
            (period.started - minutes(0)).total_seconds() / 60,
            None if period.ended is None else (period.ended - minutes(0)).total_seconds() / 60,
        )
        for period in component.periods.order_by("started")
    ]


def _changes(component: Component) -> list[tuple[str, str, str]]:
    events = Event.objects.filter(kind="component.status_changed", subject_uid=component.uid).order_by(
        "sequence"
    )
    return [(e.before["status"], e.after["status"], e.after["cause"]) for e in events if e.before and e.after]


def test_it_follows_a_check_and_journals_what_changes(component: Component) -> None:
    _set(component, "check", "operational", 0, "ping")
    _set(component, "check", "major_outage", 10, "ping", message="refused")
    _set(component, "check", "major_outage", 11, "ping", message="refused")
    _set(component, "check", "operational", 20, "ping")
    assert _periods(component) == [
        ("operational", 0, 10),
        ("major_outage", 10, 20),
        ("operational", 20, None),
    ]
    assert component.status == "operational"
    assert component.status_since == minutes(20)
    component.refresh_from_db()
    assert component.status == "operational"
    assert _changes(component) == [
        ("unknown", "operational", "check"),
        ("operational", "major_outage", "check"),
        ("major_outage", "operational", "check"),
    ]
    assert services.periods_differ(component=component) == []


def test_two_checks_do_not_erase_each_other(component: Component) -> None:
    _set(component, "check", "major_outage", 0, "a")
    _set(component, "check", "degraded_performance", 1, "b")
    _set(component, "check", "operational", 2, "b")
    assert component.status == "major_outage"
    _set(component, "check", "operational", 3, "a")
    assert component.status == "operational"


def test_a_person_speaks_last_until_the_next_flip(component: Component) -> None:
    _set(component, "check", "major_outage", 0, "a")
    _set(component, "manual", "operational", 5)
    assert component.status == "operational"
    _set(component, "check", "major_outage", 6, "a", message="still so, in other words")
    assert component.status == "operational"
    _set(component, "check", "degraded_performance", 7, "a")
    assert component.status == "degraded_performance"
    # Saying the same again is a statement of its own.
    _set(component, "manual", "operational", 8)
    assert component.status == "operational"
    assert StatusClaim.objects.filter(source="manual", ended=None).count() == 1


def test_a_late_flip_counts_from_when_it_was_seen(component: Component) -> None:
    _set(component, "check", "operational", 0, "a")
    _set(component, "manual", "operational", 11)
    _set(component, "check", "major_outage", 12, "a", at=minutes(10))
    assert component.status == "major_outage"
    assert _periods(component) == [("operational", 0, 11), ("major_outage", 11, None)]


def test_maintenance_masks_a_failing_check(component: Component) -> None:
    _set(component, "check", "operational", 0, "a")
    _set(component, "maintenance", "under_maintenance", 1, "m")
    _set(component, "check", "major_outage", 2, "a")
    assert component.status == "under_maintenance"
    services.claim_release(component=component, source="maintenance", source_uid="m", by=BY, now=minutes(3))
    assert component.status == "major_outage"


@pytest.mark.parametrize(("keep", "after"), [(True, "partial_outage"), (False, "operational")])
def test_an_ended_incident_keeps_or_releases(component: Component, keep: bool, after: str) -> None:
    other = make_component(component.page, "Web")
    _set(component, "check", "operational", 0, "a")
    _set(component, "incident", "partial_outage", 1, "i")
    _set(other, "incident", "major_outage", 1, "i")
    end = services.claims_keep if keep else services.claims_release
    assert end(source="incident", source_uid="i", by=BY, now=minutes(5)) == [component, other]
    component.refresh_from_db()
    assert component.status == after
    assert services.periods_differ(component=component) == []
    if keep:
        assert _periods(component)[-1] == ("partial_outage", 5, None)
        assert component.status_since == minutes(1)


def test_a_backdated_claim_rewrites_the_past_but_not_its_own_last_words(component: Component) -> None:
    _set(component, "check", "operational", 0, "a")
    _set(component, "incident", "major_outage", 20, "i", at=minutes(5))
    assert _periods(component) == [("operational", 0, 5), ("major_outage", 5, None)]
    services.claim_release(component=component, source="incident", source_uid="i", by=BY, now=minutes(30))
    _set(component, "incident", "partial_outage", 40, "i", at=minutes(10))
    assert _periods(component)[1:] == [("major_outage", 5, 30), ("partial_outage", 30, None)]


def test_it_says_nothing_new_without_a_query_too_many(
    component: Component, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    _set(component, "check", "operational", 0, "a")
    with django_assert_max_num_queries(4):
        _set(component, "check", "operational", 1, "a")
    with django_assert_max_num_queries(18):
        _set(component, "check", "major_outage", 2, "a")


def test_it_refuses_what_makes_no_sense(component: Component) -> None:
    with pytest.raises(Invalid) as caught:
        services.claim_set(component=component, source="rumour", status="broken", label="a\0", by=BY)
    assert [error.pointer for error in caught.value.errors] == ["/source", "/status", "/label"]
    with pytest.raises(Invalid):
        _set(component, "check", "operational", 0, "a", at=minutes(1))
    assert services.claim_release(component=component, source="check", source_uid="no", by=BY) is None
    services.component_delete(component=component, by=BY)
    with pytest.raises(Conflict):
        _set(component, "manual", "operational", 9)
