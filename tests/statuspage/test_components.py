from datetime import date
from typing import Any

import pytest

from statuspage import selectors, services
from statuspage.exceptions import Conflict, Invalid, NotFound
from statuspage.models import Component, ComponentGroup, Event, Page
from tests.rows import each
from tests.statuspage.making import BY, make_component, make_page, minutes

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Page:
    return make_page()


def _layout(page: Page) -> list[Any]:
    return [
        (section.group.name, [c.name for c in section.components])
        if section.group
        else section.components[0].name
        for section in selectors.layout_of_page(page)
    ]


def test_it_makes_a_component_with_the_status_that_was_said(page: Page) -> None:
    component = make_component(page, "REST API", start_date=date(2026, 1, 1))
    component.refresh_from_db()
    assert (component.slug, component.status, component.position) == ("rest-api", "operational", 1)
    assert [claim.source for claim in selectors.open_claims(component)] == ["manual"]
    kinds = list(Event.objects.filter(page=page).order_by("sequence").values_list("kind", flat=True))
    assert kinds == ["page.created", "component.created"]


def test_a_component_without_a_status_is_unknown(page: Page) -> None:
    component = make_component(page, status=None)
    assert (component.status, component.status_since) == ("unknown", None)
    assert not component.periods.exists()


@each(
    ("settings", "problem"),
    [
        ({"name": ""}, ("/name", "required")),
        ({"slug": "a b"}, ("/slug", "invalid_slug")),
        ({"status": "fine"}, ("/status", "unknown_word")),
        ({"position": 0}, ("/position", "out_of_range")),
        ({"position": True}, ("/position", "not_integer")),
        ({"visible": 1}, ("/visible", "not_boolean")),
        ({"start_date": "2026-01-01"}, ("/start_date", "invalid_date")),
        ({"description": "\x07"}, ("/description", "control_character")),
        ({"translations": {"de": {"title": "x"}}}, ("/translations/de/title", "unknown_field")),
    ],
)
def test_it_refuses_bad_values(page: Page, settings: dict[str, Any], problem: tuple[str, str]) -> None:
    with pytest.raises(Invalid) as caught:
        services.component_create(page=page, by=BY, **{"name": "API", **settings})
    assert problem in [(error.pointer, error.code) for error in caught.value.errors]
    assert not Component.objects.exists()


def test_slugs_are_unique_among_the_living(page: Page) -> None:
    first = make_component(page, "API")
    assert make_component(page, "API").slug == "api-2"
    with pytest.raises(Invalid) as caught:
        make_component(page, "Other", slug="api")
    assert caught.value.errors[0].code == "duplicate_slug"
    services.component_delete(component=first, by=BY, now=minutes(1))
    assert make_component(page, "Other", slug="api").slug == "api"
    assert make_component(make_page("eu"), "API").slug == "api"
    assert make_component(page, "日本").slug == "component"


def test_groups_and_ungrouped_components_share_one_order(page: Page) -> None:
    one, two, three, four = (make_component(page, name) for name in ("one", "two", "three", "four"))
    group = services.group_create(page=page, name="Core", position=2, components=[four, two], by=BY)
    assert _layout(page) == ["one", ("Core", ["four", "two"]), "three"]
    services.component_update(component=three, changes={"position": 1}, by=BY)
    assert _layout(page) == ["three", "one", ("Core", ["four", "two"])]
    services.component_update(component=one, changes={"group": group, "position": 2}, by=BY)
    assert _layout(page) == ["three", ("Core", ["four", "one", "two"])]
    services.group_update(group=group, changes={"components": [one], "position": 1}, by=BY)
    assert _layout(page) == [("Core", ["one"]), "three", "four", "two"]
    services.group_update(group=group, changes={"components": [two, one], "position": 2}, by=BY)
    services.group_delete(group=group, by=BY)
    assert _layout(page) == ["three", "two", "one", "four"]
    assert ComponentGroup.living.count() == 0
    with pytest.raises(Conflict):
        services.group_update(group=group, changes={"name": "x"}, by=BY)


def test_it_refuses_groups_and_components_of_other_pages(page: Page) -> None:
    other = make_page("eu")
    foreign = services.group_create(page=other, name="EU", by=BY)
    component = make_component(page)
    with pytest.raises(Invalid):
        services.component_update(component=component, changes={"group": foreign}, by=BY)
    with pytest.raises(Invalid):
        services.group_update(group=foreign, changes={"components": [component]}, by=BY)


def test_an_update_journals_what_changed_and_nothing_else(page: Page) -> None:
    component = make_component(page)
    services.component_update(component=component, changes={"name": "API"}, by=BY)
    assert not Event.objects.filter(kind="component.updated").exists()
    services.component_update(component=component, changes={"name": "Core API", "visible": False}, by=BY)
    event = Event.objects.get(kind="component.updated")
    assert event.before == {"name": "API", "visible": True}
    assert event.after == {"name": "Core API", "visible": False}
    assert component.name == "Core API"
    with pytest.raises(Invalid):
        services.component_update(component=component, changes={"status": "major_outage"}, by=BY)


def test_deleting_keeps_the_past_and_ends_the_claims(page: Page) -> None:
    component = make_component(page)
    services.component_delete(component=component, by=BY, now=minutes(10))
    services.component_delete(component=component, by=BY, now=minutes(11))
    component.refresh_from_db()
    assert (component.status, component.deleted_at) == ("unknown", minutes(10))
    assert [period.status for period in component.periods.order_by("started")] == ["operational", "unknown"]
    assert services.periods_differ(component=component) == []
    assert list(selectors.components_of_page(page)) == []
    assert Event.objects.filter(kind="component.deleted").count() == 1
    assert not Event.objects.filter(kind="component.status_changed").exists()
    with pytest.raises(NotFound):
        selectors.component_resolve(page, component.uid)
    with pytest.raises(Conflict):
        services.component_update(component=component, changes={"name": "x"}, by=BY)


def test_a_uid_comes_before_a_slug(page: Page) -> None:
    one = make_component(page, "one")
    two = make_component(page, "two", slug=one.uid)
    assert selectors.component_resolve(page, one.uid) == one
    services.component_delete(component=one, by=BY)
    assert selectors.component_resolve(page, two.slug) == two


def test_the_layout_takes_one_query(page: Page, django_assert_num_queries: Any) -> None:
    components = [make_component(page, f"c{n}") for n in range(6)]
    services.group_create(page=page, name="Core", components=components[:3], by=BY)
    with django_assert_num_queries(1):
        assert len(_layout(page)) == 4
