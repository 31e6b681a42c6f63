from typing import Any

import pytest

from statuspage import services
from statuspage.exceptions import Conflict, Invalid
from statuspage.models import Component, Event, StatusClaim
from tests.rows import each
from tests.statuspage.making import BY, make_component, make_page, minutes

pytestmark = pytest.mark.django_db


@pytest.fixture
def component() -> Component:
    """Up for ten minutes, down for ten, up since."""
    row = make_component(make_page(), status=None)
    for minute, status in ((0, "operational"), (10, "major_outage"), (20, "operational")):
        services.claim_set(
            component=row, source="check", source_uid="a", status=status, by=BY, now=minutes(minute)
        )
    return row


def _periods(component: Component) -> list[tuple[str, float]]:
    return [
        (period.status, (period.started - minutes(0)).total_seconds() / 60)
        for period in component.periods.order_by("started")
    ]


def _correct(component: Component, start: float, end: float, now: float = 60, **what: Any) -> Any:
    return services.history_correct(
        component=component,
        start=minutes(start),
        end=minutes(end),
        reason="Seen in the logs",
        by=BY,
        now=minutes(now),
        **what,
    )


def test_it_states_what_a_span_was_really_like(component: Component) -> None:
    done = _correct(component, 5, 15, status="degraded_performance")
    assert _periods(component) == [
        ("operational", 0),
        ("degraded_performance", 5),
        ("major_outage", 15),
        ("operational", 20),
    ]
    assert services.periods_differ(component=component) == []
    assert [period["status"] for period in done.before] == ["operational", "major_outage"]
    event = Event.objects.get(kind="component.history_corrected")
    assert event.after is not None
    assert event.after["reason"] == "Seen in the logs"
    assert event.before is not None
    assert [period["status"] for period in event.before["periods"]] == ["operational", "major_outage"]
    assert component.status == "operational"


def test_it_takes_a_span_out(component: Component) -> None:
    _correct(component, 10, 20, void=True)
    assert _periods(component) == [("operational", 0), ("unknown", 10), ("operational", 20)]
    voided = StatusClaim.objects.exclude(voided_at=None)
    assert [claim.void_reason for claim in voided] == ["Seen in the logs"]


def test_it_cuts_a_claim_that_is_still_open_and_lets_it_go_on(component: Component) -> None:
    _correct(component, 30, 40, status="partial_outage")
    assert _periods(component)[2:] == [("operational", 20), ("partial_outage", 30), ("operational", 40)]
    pieces = StatusClaim.objects.filter(source="check", status="operational", started__gte=minutes(20))
    assert {claim.stated_at for claim in pieces} == {minutes(20)}
    services.claim_set(
        component=component, source="check", source_uid="a", status="major_outage", by=BY, now=minutes(61)
    )
    assert component.status == "major_outage"


def test_it_corrects_up_to_now_and_tells_when_the_present_changes(component: Component) -> None:
    _correct(component, 50, 60, status="partial_outage")
    assert component.status == "operational"
    services.claim_void(
        claim=StatusClaim.objects.get(ended=None), reason="Wrong target", by=BY, now=minutes(61)
    )
    component.refresh_from_db()
    assert component.status == "unknown"
    last = Event.objects.filter(kind="component.status_changed").latest("pk")
    assert last.after is not None
    assert last.after["status"] == "unknown"


def test_it_prolongs_a_history_backwards(component: Component) -> None:
    _correct(component, -20, -10, status="operational")
    assert _periods(component)[:3] == [("operational", -20), ("unknown", -10), ("operational", 0)]
    assert services.periods_differ(component=component) == []


def test_a_muted_check_stays_muted_after_a_cut(component: Component) -> None:
    services.claim_set(
        component=component, source="check", source_uid="a", status="major_outage", by=BY, now=minutes(30)
    )
    services.claim_set(component=component, source="manual", status="operational", by=BY, now=minutes(31))
    _correct(component, 40, 45, status="partial_outage")
    assert _periods(component)[-2:] == [("partial_outage", 40), ("operational", 45)]


@each(
    ("what", "pointer"),
    [
        ({"start": 5, "end": 5, "status": "operational"}, "/to"),
        ({"start": 6, "end": 5, "status": "operational"}, "/to"),
        ({"start": 5, "end": 61, "status": "operational"}, "/to"),
        ({"start": 5, "end": 6, "status": "fine"}, "/status"),
        ({"start": 5, "end": 6}, "/status"),
        ({"start": 5, "end": 6, "status": "operational", "void": True}, "/status"),
    ],
)
def test_it_refuses_what_is_no_correction(component: Component, what: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as caught:
        _correct(component, **what)
    assert [error.pointer for error in caught.value.errors] == [pointer]


def test_a_claim_is_taken_back_once(component: Component) -> None:
    claim = StatusClaim.objects.get(status="major_outage")
    services.claim_void(claim=claim, reason="False alarm", by=BY, now=minutes(30))
    assert _periods(component) == [("operational", 0), ("unknown", 10), ("operational", 20)]
    with pytest.raises(Conflict):
        services.claim_void(claim=claim, reason="Again", by=BY)
    with pytest.raises(Invalid):
        services.claim_void(claim=claim, reason=" ", by=BY)
