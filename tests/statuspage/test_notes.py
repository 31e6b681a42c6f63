import pytest

from statuspage import selectors, services
from statuspage.exceptions import Conflict, Invalid
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


def test_taking_it_back_lets_the_words_before_hold_on(component: Component) -> None:
    _say(component, "operational", 0)
    second = _say(component, "major_outage", 10)
    services.note_void(note=second, by=BY, now=minutes(20))
    component.refresh_from_db()
    assert component.status == "operational"
    assert [period.status for period in component.periods.all()] == ["operational"]
    assert services.periods_differ(component=component) == []
    with pytest.raises(Conflict):
        services.note_void(note=second, by=BY)


def test_taking_back_older_words_changes_only_the_past(component: Component) -> None:
    _say(component, "operational", 0)
    second = _say(component, "major_outage", 10)
    _say(component, "partial_outage", 20)
    services.note_void(note=second, by=BY, now=minutes(30))
    assert [p.status for p in component.periods.order_by("started")] == ["operational", "partial_outage"]


def test_labels_have_one_default_and_free_slugs(component: Component) -> None:
    page = component.page
    up = services.label_create(page=page, name="Up", is_default=True, by=BY)
    down = services.label_create(page=page, name="Down", level="ERROR", by=BY)
    services.label_update(label=down, changes={"is_default": True}, by=BY)
    assert list(StatusLabel.living.filter(is_default=True)) == [down]
    with pytest.raises(Invalid):
        services.label_create(page=page, name="Other", slug="up", by=BY)
    services.label_delete(label=up, by=BY)
    assert services.label_create(page=page, name="Up", by=BY).slug == "up"
    with pytest.raises(Invalid):
        services.note_post(component=component, message="", status="operational", label=up, by=BY)


def test_a_note_carries_its_label(component: Component) -> None:
    label = services.label_create(page=component.page, name="Down", level="ERROR", by=BY)
    note = services.note_post(component=component, message="x", status="major_outage", label=label, by=BY)
    assert note.claim is not None
    assert note.claim.label == "Down"
