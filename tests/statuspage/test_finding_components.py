"""Components and groups by their uids, and the whole layout of a page."""

import pytest
from pytest_django import DjangoAssertNumQueries

from statuspage import selectors, services
from statuspage.models import Component, Page
from tests.statuspage.making import BY, make_component, make_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Page:
    return make_page()


def test_it_takes_no_slug_for_a_uid(page: Page) -> None:
    group = services.group_create(page=page, name="Core", by=BY)
    component = make_component(page, slug=group.uid)
    assert selectors.component_get(page, group.uid) is None
    assert selectors.group_get(page, group.uid) == group
    assert selectors.component_get(page, component.uid) == component
    assert selectors.group_get(page, component.uid) is None


def test_it_finds_nothing_deleted_or_of_another_page(page: Page) -> None:
    other = make_page("eu")
    foreign = make_component(other)
    foreign_group = services.group_create(page=other, name="EU", by=BY)
    component, group = make_component(page), services.group_create(page=page, name="Core", by=BY)
    services.component_delete(component=component, by=BY)
    services.group_delete(group=group, by=BY)
    assert selectors.components_get(page, [foreign.uid, component.uid]) == [None, None]
    assert selectors.component_get(page, component.uid) is None
    assert selectors.group_get(page, group.uid) is selectors.group_get(page, foreign_group.uid) is None


def test_it_keeps_the_order_in_which_it_is_asked(
    page: Page, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    one, two, three = (make_component(page, name) for name in ("one", "two", "three"))
    with django_assert_num_queries(1):
        found = selectors.components_get(page, [three.uid, "nobody", one.uid, two.uid])
    assert found == [three, None, one, two]


def test_the_whole_layout_has_what_visitors_do_not_see(
    page: Page, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_component(page, "Website")
    services.group_create(page=page, name="Empty", by=BY)
    hidden = make_component(page, "Backdoor", visible=False)
    services.group_create(page=page, name="Core", components=[hidden], by=BY)
    make_component(page, "Docs")
    with django_assert_num_queries(2):
        layout = selectors.layout_whole(page)
    assert [_names(section) for section in layout] == ["Website", "Empty: ", "Core: Backdoor", "Docs"]


def _names(section: selectors.Section) -> str:
    members = ", ".join(component.name for component in section.components)
    return members if section.group is None else f"{section.group.name}: {members}"


def test_members_come_in_their_order(page: Page) -> None:
    first, second = make_component(page, "a"), make_component(page, "b")
    group = services.group_create(page=page, name="Core", components=[second, first], by=BY)
    assert list(selectors.components_of_group(group)) == [second, first]
    services.component_delete(component=second, by=BY)
    assert list(selectors.components_of_group(group)) == [Component.objects.get(pk=first.pk)]
