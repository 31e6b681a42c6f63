import importlib
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from statuspage import selectors, services
from statuspage.exceptions import Conflict, Invalid
from statuspage.icons import ICONS
from statuspage.models import Component, Event, Page, StatusLabel
from tests.statuspage.making import BY, make_component, make_page, minutes

pytestmark = pytest.mark.django_db


@pytest.fixture
def component() -> Component:
    return make_component(make_page(), status=None)


def _slugs(page: Page) -> list[str]:
    return [label.slug for label in selectors.labels_of_page(page)]


def test_a_page_begins_with_three_of_them() -> None:
    page = make_page()
    found = [(row.slug, row.level, row.image, row.is_default) for row in selectors.labels_of_page(page)]
    assert found == [
        ("down", "ERROR", "cross-circle", False),
        ("up", "NORMAL", "tick-circle", True),
        ("warning", "WARNING", "exclamation", False),
    ]
    assert selectors.label_default(page) == StatusLabel.objects.get(slug="up")
    assert list(Event.objects.filter(page=page).values_list("kind", flat=True)) == ["page.created"]


def test_pages_that_were_there_before_get_them_but_for_those_with_their_own() -> None:
    bare, own, gone = make_page("bare"), make_page("own"), make_page("gone")
    StatusLabel.objects.all().delete()
    services.label_create(page=own, name="Fine", by=BY)
    services.page_delete(page=gone, by=BY)
    migration = importlib.import_module("statuspage.migrations.0010_first_labels")
    for _ in range(2):
        migration.lay(apps, connection.schema_editor())
    assert _slugs(bare) == ["down", "up", "warning"]
    assert _slugs(own) == ["fine"]
    assert not StatusLabel.objects.filter(page=gone).exists()
    given = {"name", "slug", "description", "level", "image", "is_default"}
    assert [{field: row[field] for field in given} for row in migration.LABELS] == [
        {field: getattr(row, field) for field in given} for row in selectors.labels_of_page(make_page("new"))
    ]


def test_one_is_the_default_and_slugs_are_free_again(component: Component) -> None:
    page = component.page
    down = StatusLabel.objects.get(slug="down")
    services.label_update(label=down, changes={"is_default": True}, by=BY)
    assert list(StatusLabel.living.filter(is_default=True)) == [down]
    best = services.label_create(page=page, name="Best", is_default=True, by=BY)
    assert list(StatusLabel.living.filter(is_default=True)) == [best]
    with pytest.raises(Invalid):
        services.label_create(page=page, name="Other", slug="up", by=BY)
    up = StatusLabel.objects.get(slug="up")
    services.label_delete(label=up, by=BY)
    with pytest.raises(Conflict):
        services.label_update(label=up, changes={"name": "Up again"}, by=BY)
    assert services.label_create(page=page, name="Up", by=BY).slug == "up"
    with pytest.raises(Invalid):
        services.note_post(component=component, message="", status="operational", label=up, by=BY)


def test_another_page_cannot_use_it(component: Component) -> None:
    foreign = StatusLabel.objects.get(page=make_page("other"), slug="up")
    with pytest.raises(Invalid):
        services.note_post(component=component, message="", status="operational", label=foreign, by=BY)


@pytest.mark.parametrize(
    ("given", "level"),
    [
        ({"image": "cross-circle"}, "ERROR"),
        ({"image": "exclamation"}, "WARNING"),
        ({"image": "tick-circle"}, "NORMAL"),
        ({}, "NORMAL"),
        ({"image": "cross-circle", "level": "CRITICAL"}, "CRITICAL"),
    ],
)
def test_its_level_follows_from_the_image_unless_given(given: dict[str, Any], level: str) -> None:
    assert services.label_create(page=make_page(), name="New", by=BY, **given).level == level


def test_it_has_one_of_the_images_or_none() -> None:
    page = make_page()
    for number, name in enumerate(("", *ICONS)):
        assert services.label_create(page=page, name=f"No {number}", image=name, by=BY).image == name
    with pytest.raises(Invalid):
        services.label_create(page=page, name="Odd", image="mushroom", by=BY)


def test_what_was_said_with_it_goes_with_it_or_stays(component: Component) -> None:
    page, other = component.page, make_component(component.page, "Site", status="operational")
    down = StatusLabel.objects.get(slug="down")
    up = StatusLabel.objects.get(slug="up")
    said = [(component, up, 1), (component, down, 2), (component, down, 3), (other, down, 2)]
    for row, label, minute in said:
        services.note_post(
            component=row, message="So", status=label.status, label=label, by=BY, now=minutes(minute)
        )
    services.label_delete(label=down, with_notes=True, by=BY, now=minutes(9))
    for row in (component, other):
        row.refresh_from_db()
        assert row.status == "operational"
        assert [period.status for period in row.periods.all()] == ["operational"]
        assert services.periods_differ(component=row) == []
    assert Event.objects.filter(kind="note.voided").count() == 3
    assert not selectors.notes_of_component(other).exists()
    services.label_delete(label=up, by=BY, now=minutes(10))
    note = selectors.notes_of_component(component).get()
    assert note.label is not None
    assert note.label.name == "Up"
    assert _slugs(page) == ["warning"]


def test_taking_back_much_costs_no_statement_for_each(component: Component) -> None:
    down, up = (StatusLabel.objects.get(slug=slug) for slug in ("down", "up"))
    counts = []
    for start, rounds in ((0, 36), (100, 60)):
        label = services.label_create(page=component.page, name="Gone", level="ERROR", by=BY)
        for minute in range(start, start + rounds):
            said = (label, up, down)[minute % 3]
            services.note_post(
                component=component,
                message=f"{minute}",
                status=said.status,
                label=said,
                by=BY,
                now=minutes(minute),
            )
        with CaptureQueriesContext(connection) as asked:
            services.label_delete(label=label, with_notes=True, by=BY, now=minutes(start + rounds))
        counts.append(len(asked))
        assert services.periods_differ(component=component) == []
    assert counts[0] == counts[1]
    assert component.periods.filter(label="Gone").count() == 0
