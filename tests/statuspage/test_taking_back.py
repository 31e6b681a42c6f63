"""Taking back what was said leaves a component as if it had never been said."""

from itertools import permutations

import pytest

from statuspage import selectors, services
from statuspage.exceptions import Conflict
from statuspage.models import Component, StatusLabel, StatusNote
from tests.statuspage.making import BY, CHECK, make_component, make_page, minutes

pytestmark = pytest.mark.django_db


@pytest.fixture
def component() -> Component:
    return make_component(make_page(), status="operational")


def _say(component: Component, status: str, minute: float, message: str = "So") -> StatusNote:
    return services.note_post(component=component, message=message, status=status, by=BY, now=minutes(minute))


def _void(note: StatusNote, minute: float) -> None:
    services.note_void(note=note, by=BY, now=minutes(minute))


def _periods(component: Component) -> list[tuple[str, float]]:
    component.refresh_from_db()
    assert services.periods_differ(component=component) == []
    rows = component.periods.order_by("started")
    found = [(row.status, (row.started - minutes(0)).total_seconds() / 60) for row in rows]
    assert component.status == (found[-1][0] if found else "unknown")
    return found


def test_the_only_note_leaves_what_was_claimed_before_it(component: Component) -> None:
    note = _say(component, "major_outage", 10)
    _void(note, 20)
    assert _periods(component) == [("operational", 0)]
    with pytest.raises(Conflict):
        _void(note, 21)


def test_nothing_is_left_where_nothing_was_said_before() -> None:
    component = make_component(make_page(), status=None)
    _void(_say(component, "major_outage", 10), 20)
    assert _periods(component) == []


def test_an_older_note_changes_only_the_past(component: Component) -> None:
    older = _say(component, "major_outage", 10)
    _say(component, "partial_outage", 20)
    _void(older, 30)
    assert _periods(component) == [("operational", 0), ("partial_outage", 20)]


def test_one_that_repeats_another_is_taken_back_alone(component: Component) -> None:
    first = _say(component, "major_outage", 10)
    second = _say(component, "major_outage", 20)
    _void(second, 30)
    assert _periods(component) == [("operational", 0), ("major_outage", 10)]
    second = _say(component, "major_outage", 40)
    _void(first, 50)
    assert _periods(component) == [("operational", 0), ("major_outage", 40)]


def test_those_whose_clocks_were_read_before_they_waited_for_each_other_are_all_taken_back(
    component: Component,
) -> None:
    words = ["degraded_performance", "partial_outage", "operational", "operational"]
    notes = [_say(component, word, minute) for word, minute in zip(words, (3, 7, 1, 2), strict=True)]
    for place in (3, 2, 0, 1):
        _void(notes[place], 20)
    assert _periods(component) == [("operational", 0)]


def test_what_another_door_said_between_holds_on(component: Component) -> None:
    _say(component, "major_outage", 10)
    services.claim_set(
        component=component, source="manual", status="degraded_performance", by=BY, now=minutes(20)
    )
    last = _say(component, "operational", 30)
    _void(last, 40)
    assert _periods(component)[1:] == [("major_outage", 10), ("degraded_performance", 20)]


def test_what_was_released_since_stays_released(component: Component) -> None:
    note = _say(component, "major_outage", 10)
    services.claim_release(component=component, source="manual", by=BY, now=minutes(20))
    _void(note, 30)
    assert _periods(component) == [("operational", 0), ("unknown", 20)]


def test_a_check_that_the_note_muted_is_heard_again(component: Component) -> None:
    services.claim_set(
        component=component, source="check", source_uid="c", status="partial_outage", by=CHECK, now=minutes(5)
    )
    note = _say(component, "operational", 10)
    assert _periods(component)[-1] == ("operational", 10)
    _void(note, 20)
    assert _periods(component) == [("operational", 0), ("partial_outage", 5)]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_notes_of_one_moment_are_taken_back_in_any_order(
    component: Component, order: tuple[int, ...]
) -> None:
    words = ("major_outage", "partial_outage", "partial_outage")
    notes = [_say(component, word, 10) for word in words]
    assert list(selectors.notes_of_component(component)) == notes[::-1]
    left = list(notes)
    for index in order:
        _void(notes[index], 20)
        left.remove(notes[index])
        expected = [("operational", 0.0)]
        if left:
            expected.append((left[-1].status, 10))
        assert _periods(component) == expected
    assert not component.claims.filter(voided_at=None).exclude(status="operational").exists()


def test_a_correction_outlives_the_note_that_it_cut(component: Component) -> None:
    note = _say(component, "major_outage", 10)
    services.history_correct(
        component=component,
        start=minutes(20),
        end=minutes(30),
        status="degraded_performance",
        reason="It was slow only",
        by=BY,
        now=minutes(40),
    )
    _void(note, 50)
    assert _periods(component) == [("operational", 0), ("degraded_performance", 20), ("operational", 30)]


def test_a_correction_over_its_beginning_does_not_spread(component: Component) -> None:
    note = _say(component, "major_outage", 10)
    services.history_correct(
        component=component,
        start=minutes(5),
        end=minutes(15),
        status="degraded_performance",
        reason="It was slow only",
        by=BY,
        now=minutes(40),
    )
    _void(note, 50)
    assert _periods(component) == [("operational", 0), ("degraded_performance", 5), ("operational", 15)]


def test_all_that_was_said_with_a_label_goes_at_once_around_a_correction(component: Component) -> None:
    label = StatusLabel.objects.get(slug="down")
    for minute in (10, 15):
        services.note_post(
            component=component,
            message=f"At {minute}",
            status=label.status,
            label=label,
            by=BY,
            now=minutes(minute),
        )
    services.history_correct(
        component=component,
        start=minutes(20),
        end=minutes(30),
        status="degraded_performance",
        reason="It was slow only",
        by=BY,
        now=minutes(40),
    )
    _say(component, "major_outage", 50)
    services.label_delete(label=label, with_notes=True, by=BY, now=minutes(60))
    assert _periods(component) == [
        ("operational", 0),
        ("degraded_performance", 20),
        ("operational", 30),
        ("major_outage", 50),
    ]


def test_nothing_can_be_said_of_what_was_deleted(component: Component) -> None:
    services.component_delete(component=component, by=BY, now=minutes(5))
    for informational in (False, True):
        with pytest.raises(Conflict):
            services.note_post(
                component=component,
                message="So",
                status="operational",
                informational=informational,
                by=BY,
                now=minutes(6),
            )
    assert not StatusNote.objects.exists()
