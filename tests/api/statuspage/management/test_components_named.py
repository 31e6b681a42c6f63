"""Components are named the same way wherever a body names them."""

from typing import Any

import pytest

from api.statuspage.management.components.named import components_found, components_named
from api.statuspage.management.groups.bodies import group_read
from api.statuspage.management.incidents.affected import affected_read
from api.statuspage.management.subscribers.bodies import components_chosen
from statuspage import services
from statuspage.exceptions import Invalid
from statuspage.models import Component, Page
from statuspage.validation import Problems
from tests.rows import each
from tests.statuspage.making import BY, make_component

pytestmark = pytest.mark.django_db
STRANGER = "aaaaaaaaaaaa"


@pytest.fixture
def parts(page: Page) -> list[Component]:
    return [make_component(page, name) for name in ("one", "two", "three")]


@each(
    ("read", "pointer"),
    [
        (lambda page, uids: components_named(page, uids), "/component_ids/1"),
        (lambda page, uids: components_chosen(page, {"component_ids": uids}), "/component_ids/1"),
        (lambda page, uids: group_read(page, {"components": uids}), "/components"),
        (lambda page, uids: affected_read(page, {"component_ids": uids}), f"/components/{STRANGER}"),
        (
            lambda page, uids: affected_read(page, {"components": dict.fromkeys(uids, "operational")}),
            f"/components/{STRANGER}",
        ),
    ],
)
def test_it_refuses_unknown_ones_with_one_code(
    page: Page, parts: list[Component], read: Any, pointer: str
) -> None:
    with pytest.raises(Invalid) as refused:
        read(page, [parts[0].uid, STRANGER])
    assert [(error.pointer, error.code, error.detail) for error in refused.value.errors] == [
        (pointer, "unknown_component", f"There is no component {STRANGER}.")
    ]


def test_a_group_stands_for_its_components_each_once(
    page: Page, other_page: Page, parts: list[Component]
) -> None:
    group = services.group_create(page=page, name="Core", components=parts[1:], by=BY)
    empty = services.group_create(page=page, name="Empty", by=BY)
    uids = [parts[2].uid, empty.uid, group.uid, parts[0].uid]
    assert components_named(page, uids) == [parts[2], parts[1], parts[0]]
    assert components_named(page, [empty.uid]) == components_named(page, []) == []
    with pytest.raises(Invalid) as refused:
        components_named(other_page, uids)
    assert [error.pointer for error in refused.value.errors] == [f"/component_ids/{n}" for n in range(4)]


def test_nobody_hears_of_a_group_with_nothing_in_it(page: Page) -> None:
    empty = services.group_create(page=page, name="Empty", by=BY)
    with pytest.raises(Invalid):
        components_chosen(page, {"component_ids": [empty.uid]})


def test_a_group_is_no_component_where_only_components_are_meant(page: Page, parts: list[Component]) -> None:
    group = services.group_create(page=page, name="Core", components=parts[1:], by=BY)
    problems = Problems()
    found = components_found(page, [group.uid, parts[0].uid], problems, lambda uid: f"/{uid}")
    assert (found, [error.pointer for error in problems.errors]) == (
        {parts[0].uid: parts[0]},
        [f"/{group.uid}"],
    )
