import pytest
from pytest_django import DjangoAssertNumQueries

from statuspage import selectors, services
from statuspage.models import Component, StatusLabel, StatusNote
from tests.statuspage.making import BY, make_component, make_page, minutes

pytestmark = pytest.mark.django_db


@pytest.fixture
def component() -> Component:
    return make_component(make_page(), status=None)


def _say(component: Component, status: str, minute: float, informational: bool = False) -> StatusNote:
    return services.note_post(
        component=component,
        message=f"It is {status}",
        status=status,
        informational=informational,
        by=BY,
        now=minutes(minute),
    )


def test_what_is_said_becomes_the_manual_claim(component: Component) -> None:
    _say(component, "partial_outage", 0)
    assert component.status == "partial_outage"
    _say(component, "major_outage", 1, informational=True)
    assert component.status == "partial_outage"
    assert [note.status for note in selectors.notes_of_component(component)] == [
        "major_outage",
        "partial_outage",
    ]


def test_a_note_carries_its_label(component: Component) -> None:
    label = StatusLabel.objects.get(slug="down")
    note = services.note_post(component=component, message="x", status="major_outage", label=label, by=BY)
    assert note.claim is not None
    assert note.claim.label == "Down"


def test_the_newest_of_many_components_are_found_in_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    page = make_page()
    components = [make_component(page, f"No {number}") for number in range(5)]
    for number, component in enumerate(components[:4]):
        _say(component, "operational", number)
        _say(component, "partial_outage", 10 - number, informational=bool(number % 2))
    services.note_void(note=selectors.notes_of_component(components[3])[0], by=BY, now=minutes(20))
    with django_assert_num_queries(1):
        found = selectors.notes_newest(components)
        labels = [note.label for note in found.values()]
    assert labels == [None] * 4
    told = [(found[row.pk].status if row.pk in found else None) for row in components]
    assert told == ["partial_outage", "partial_outage", "partial_outage", "operational", None]


def test_those_of_a_span_are_found(component: Component) -> None:
    notes = [_say(component, "operational", minute) for minute in (0, 10, 20)]
    found = selectors.notes_of_component(component, since=minutes(0), until=minutes(20))
    assert list(found) == [notes[1], notes[0]]
    assert list(selectors.notes_of_component(component, since=minutes(10.001))) == [notes[2]]
