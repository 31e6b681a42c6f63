"""What a check says of a time before never takes back what a person said."""

from datetime import datetime
from random import Random

import pytest

from statuspage import services
from statuspage.models import Component
from statuspage.status import Status
from tests.statuspage.making import BY, CHECK, make_component, make_page, minutes

pytestmark = pytest.mark.django_db


def _check(component: Component, status: str, *, at: float, now: float, uid: str = "ping") -> None:
    services.claim_set(
        component=component,
        source="check",
        source_uid=uid,
        status=status,
        by=CHECK,
        at=minutes(at),
        now=minutes(now),
    )


def _person(component: Component, status: str, *, now: float) -> datetime:
    """Say it; gives when it counts as said."""
    claim = services.claim_set(component=component, source="manual", status=status, by=BY, now=minutes(now))
    return claim.stated_at


def _before(component: Component, end: datetime) -> list[tuple[str, datetime, datetime, str]]:
    """The history up to a moment."""
    return [
        (period.status, period.started, min(period.ended or end, end), period.cause)
        for period in component.periods.filter(started__lt=end).order_by("started")
    ]


def test_an_outage_found_later_begins_no_earlier_than_a_persons_words() -> None:
    component = make_component(make_page(), status=None)
    _check(component, "operational", at=0, now=0)
    _person(component, "degraded_performance", now=8)
    _check(component, "major_outage", at=5, now=10)
    assert _before(component, minutes(10)) == [
        ("operational", minutes(0), minutes(8), "check"),
        ("major_outage", minutes(8), minutes(10), "check"),
    ]
    assert services.periods_differ(component=component) == []


@pytest.mark.parametrize("status", ["operational", None])
def test_an_outage_found_later_leaves_a_correction_as_it_is(status: str | None) -> None:
    component = make_component(make_page(), status=None)
    _check(component, "operational", at=0, now=0)
    services.history_correct(
        component=component,
        start=minutes(4),
        end=minutes(8),
        status=status,
        void=status is None,
        reason="as it was",
        by=BY,
        now=minutes(9),
    )
    before = _before(component, minutes(8))
    _check(component, "major_outage", at=5, now=10)
    assert _before(component, minutes(8)) == before
    component.refresh_from_db()
    assert component.status == "major_outage"
    assert services.periods_differ(component=component) == []


@pytest.mark.parametrize("seed", range(6))
def test_back_dated_checks_never_erase_each_other_nor_what_a_person_said(seed: int) -> None:
    random = Random(seed)
    component = make_component(make_page(), status="operational")
    now, spoke = 0.0, minutes(0)
    said: dict[str, str] = {}
    for _ in range(25):
        now += random.choice([0.5, 1, 5])
        status = random.choice([word for word in Status.values if word != "unknown"])
        if random.random() < 0.3:
            # Repeated words that no check has answered are no new statement.
            spoke = _person(component, status, now=now)
            continue
        before = _before(component, spoke)
        uid = random.choice("xyz")
        _check(component, status, at=now - random.choice([0, 1, 20]), now=now, uid=uid)
        said[uid] = status
        assert _before(component, spoke) == before
        claims = component.claims.filter(source="check", ended=None)
        assert {claim.source_uid: claim.status for claim in claims} == said
        assert services.periods_differ(component=component) == []
