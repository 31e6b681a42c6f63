"""From when on a change of a check's state holds."""

from datetime import datetime
from typing import Any

import pytest

from monitoring.models import Check
from statuspage.models import Component
from statuspage.services import periods_differ
from tests.monitoring.making import due_at, make_check, make_component, run_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def component(page):
    return make_component(page)


@pytest.fixture
def check(page, component):
    check = make_check(page, component=component, degraded_over_ms=100)
    for _ in range(5):
        run_once(check)
    return check


def _runs(check: Check, count: int, **given: Any) -> datetime:
    """So many results alike; gives the slot of the first."""
    first = due_at(check)
    for _ in range(count):
        run_once(check, **given)
    return first


def _history(component: Component) -> list[tuple[str, datetime, datetime | None]]:
    """The periods since the component was made, touching ones of one status as one."""
    found: list[tuple[str, datetime, datetime | None]] = []
    for period in component.periods.order_by("started"):
        if found and found[-1][0] == period.status:
            found[-1] = (period.status, found[-1][1], period.ended)
        else:
            found.append((period.status, period.started, period.ended))
    assert periods_differ(component=component) == []
    return found


def test_slowness_begins_with_the_first_slow_answer_and_ends_with_the_first_quick_one(check, component):
    began = _history(component)[0][1]
    slow = _runs(check, 4, degraded=True)
    assert check.state == "degraded"
    quick = _runs(check, 4)
    assert check.state == "up"
    assert _history(component) == [
        ("operational", began, slow),
        ("degraded_performance", slow, quick),
        ("operational", quick, None),
    ]


def test_an_outage_between_slow_answers_keeps_its_own_time(check, component):
    slow = _runs(check, 3, degraded=True)
    failed = _runs(check, 3, ok=False)
    answered = _runs(check, 3, degraded=True)
    quick = _runs(check, 3)
    assert _history(component)[1:] == [
        ("degraded_performance", slow, failed),
        ("major_outage", failed, answered),
        ("degraded_performance", answered, quick),
        ("operational", quick, None),
    ]


def test_a_slow_answer_among_quick_ones_is_no_beginning(check, component):
    _runs(check, 1, degraded=True)
    _runs(check, 2)
    slow = _runs(check, 2, degraded=True)
    assert [span[:2] for span in _history(component)][-1] == ("degraded_performance", slow)
