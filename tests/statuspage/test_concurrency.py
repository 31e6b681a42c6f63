"""Several writers at once: nothing is lost, doubled or locked up, on SQLite as on PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from statuspage import services
from statuspage.exceptions import Invalid
from statuspage.models import Component, ComponentGroup, Event, Page, StatusClaim, StatusLabel, StatusNote
from statuspage.selectors import notes_of_component
from tests.statuspage.making import BY, make_component, make_page

pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(acts: list[Callable[[], object]]) -> list[object]:
    def run(act: Callable[[], object]) -> object:
        try:
            return act()
        except Invalid as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(acts)) as pool:
        return list(pool.map(run, acts))


def test_checks_that_flip_at_once_all_leave_their_claim() -> None:
    component = make_component(make_page())

    def flip(uid: str) -> Callable[[], None]:
        def act() -> None:
            for status in ("operational", "major_outage", "degraded_performance"):
                row = Component.objects.get(pk=component.pk)
                services.claim_set(component=row, source="check", source_uid=uid, status=status, by=BY)

        return act

    _at_once([flip(uid) for uid in "abcd"])
    assert StatusClaim.objects.filter(source="check", ended=None).count() == 4
    assert StatusClaim.objects.filter(source="check").count() == 12
    component.refresh_from_db()
    assert component.status == "degraded_performance"
    assert services.periods_differ(component=component) == []
    sequences = list(Event.objects.exclude(page=None).order_by("sequence").values_list("sequence", flat=True))
    assert sequences == list(range(1, Page.objects.get().sequence + 1))


def test_incidents_over_the_same_components_do_not_lock_up() -> None:
    page = make_page()
    components = [make_component(page, name) for name in "abc"]

    def incident(uid: str, order: list[Component]) -> Callable[[], None]:
        def act() -> None:
            for component in order:
                services.claim_set(
                    component=component, source="incident", source_uid=uid, status="major_outage", by=BY
                )
            services.claims_release(source="incident", source_uid=uid, by=BY)

        return act

    _at_once([incident("i", components), incident("j", components[::-1]), incident("k", components)])
    assert not StatusClaim.objects.filter(source="incident", ended=None).exists()
    for component in components:
        assert services.periods_differ(component=component) == []


def test_one_of_two_gets_the_slug() -> None:
    page = make_page()
    results = _at_once([lambda: make_component(page, "API", slug="api")] * 3)
    assert sorted(type(result).__name__ for result in results) == ["Component", "Invalid", "Invalid"]


def test_one_person_speaks_last() -> None:
    component = make_component(make_page())
    words = ("partial_outage", "major_outage", "unavailable")
    _at_once(
        [
            lambda word=word: services.claim_set(  # type: ignore[misc]
                component=Component.objects.get(pk=component.pk), source="manual", status=word, by=BY
            )
            for word in words
        ]
    )
    assert StatusClaim.objects.filter(source="manual", ended=None).count() == 1
    assert services.periods_differ(component=component) == []


def test_moving_things_about_at_once_does_not_lock_up() -> None:
    page = make_page()
    components = [make_component(page, name) for name in "abcd"]
    group = services.group_create(page=page, name="Core", components=components[:1], by=BY)

    def move(component: Component) -> Callable[[], None]:
        def act() -> None:
            for position in (1, 4, 2):
                row = Component.objects.get(pk=component.pk)
                services.component_update(component=row, changes={"position": position}, by=BY)
                services.claim_set(component=row, source="check", source_uid="a", status="operational", by=BY)

        return act

    def gather() -> None:
        for members in (components[:2], components[2:], components):
            services.group_update(group=group, changes={"components": members, "position": 1}, by=BY)

    _at_once([*(move(component) for component in components[1:]), gather])
    assert {component.group_id for component in Component.living.all()} == {group.pk}
    assert sorted(Component.living.values_list("position", flat=True)) == [1, 2, 3, 4]


def test_a_group_that_is_deleted_twice_at_once_lets_its_components_go_once() -> None:
    page = make_page()
    components = [make_component(page, name) for name in "abcd"]
    group = services.group_create(page=page, name="Core", components=components[1:3], position=2, by=BY)

    def delete() -> None:
        services.group_delete(group=ComponentGroup.objects.get(pk=group.pk), by=BY)

    def move() -> None:
        services.component_update(component=Component.objects.get(name="d"), changes={"position": 1}, by=BY)

    _at_once([delete, move, delete])
    assert Event.objects.filter(kind="group.deleted").count() == 1
    order = Component.living.order_by("position").values_list("name", flat=True)
    assert list(order) == ["d", "a", "b", "c"]
    assert sorted(Component.living.values_list("position", flat=True)) == [1, 2, 3, 4]


def test_who_speaks_last_of_many_is_who_is_shown() -> None:
    component = make_component(make_page())
    words = ["operational", "degraded_performance", "partial_outage", "major_outage"] * 2

    def say(status: str) -> Callable[[], None]:
        def act() -> None:
            row = Component.objects.get(pk=component.pk)
            services.note_post(component=row, message=status, status=status, by=BY)

        return act

    _at_once([say(word) for word in words])
    notes = list(notes_of_component(component))
    component.refresh_from_db()
    assert sorted(note.message for note in notes) == sorted(words)
    assert notes[0].status == component.status

    def void(note: StatusNote) -> Callable[[], object]:
        return lambda: services.note_void(note=note, by=BY)

    _at_once([void(note) for note in notes])
    component.refresh_from_db()
    assert component.status == "operational"
    assert services.periods_differ(component=component) == []
    assert StatusClaim.objects.filter(voided_at=None).count() == 1


def test_nothing_said_outlives_the_label_that_is_deleted_with_its_notes() -> None:
    component = make_component(make_page())
    label = StatusLabel.objects.get(slug="down")

    def say() -> None:
        row = Component.objects.get(pk=component.pk)
        for _ in range(5):
            services.note_post(component=row, message="x", status=label.status, label=label, by=BY)

    def delete() -> None:
        services.label_delete(label=label, with_notes=True, by=BY)

    _at_once([say, say, delete])
    component.refresh_from_db()
    assert component.status == "operational"
    assert not notes_of_component(component).exists()


def test_two_that_become_the_default_at_once_leave_one() -> None:
    make_page()
    labels = list(StatusLabel.objects.all())

    def choose(label: StatusLabel) -> Callable[[], object]:
        return lambda: services.label_update(label=label, changes={"is_default": True}, by=BY)

    assert all(isinstance(done, StatusLabel) for done in _at_once([choose(label) for label in labels]))
    assert StatusLabel.objects.filter(is_default=True).count() == 1
