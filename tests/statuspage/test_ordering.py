"""The whole order of a page, set at once."""

import pytest

from statuspage import services
from statuspage.actor import Actor
from statuspage.exceptions import Conflict, Invalid
from statuspage.models import Component, ComponentGroup, Event, Page
from statuspage.selectors import Place, order_of_page

BY = Actor.system()


@pytest.fixture
def parts(page: Page) -> dict[str, str]:
    """Uids by name: group G with A and B, then C alone, then the empty group H."""
    group = services.group_create(page=page, name="G", by=BY)
    made: list[Component | ComponentGroup] = [group]
    made += [services.component_create(page=page, name=name, group=group, by=BY) for name in "AB"]
    made += [services.component_create(page=page, name="C", by=BY)]
    made += [services.group_create(page=page, name="H", by=BY)]
    return {row.name: row.uid for row in made}


def _order(parts: dict[str, str], *places: str) -> list[Place]:
    """`G:AB` for a group with its components, `C` for one alone."""
    found = []
    for text in places:
        head, _colon, members = text.rpartition(":")
        found.append(Place(parts[head] if head else "", tuple(parts[name] for name in members)))
    return found


def test_everything_gets_its_place(page: Page, parts: dict[str, str]):
    assert order_of_page(page) == _order(parts, "G:AB", "C", "H:")
    for places in (("H:C", "B", "G:A"), ("A", "G:", "H:BC"), ("H:", "G:CBA")):
        order = _order(parts, *places)
        services.components_reorder(page=page, order=order, by=BY)
        assert order_of_page(page) == order
    assert list(
        Component.objects.filter(group__name="G").values_list("name", "position").order_by("position")
    ) == [
        ("C", 1),
        ("B", 2),
        ("A", 3),
    ]


def test_it_gives_the_order_before_with_which_it_is_undone(page: Page, parts: dict[str, str]):
    before = services.components_reorder(page=page, order=_order(parts, "C", "H:AB", "G:"), by=BY)
    services.components_reorder(page=page, order=before, by=BY)
    assert order_of_page(page) == _order(parts, "G:AB", "C", "H:")


def test_it_is_told_once_and_of_each_component_that_changes_its_group(page: Page, parts: dict[str, str]):
    page.refresh_from_db()
    revision = page.revision
    services.components_reorder(page=page, order=_order(parts, "H:A", "G:B", "C"), by=BY)
    told = Event.objects.filter(kind__in=["page.reordered", "component.updated"])
    assert sorted(told.values_list("kind", "subject_label")) == [
        ("component.updated", "A"),
        ("page.reordered", page.name),
    ]
    event = told.get(kind="page.reordered")
    assert event.before is not None
    assert event.after is not None
    assert event.before["order"][0] == {"group": parts["G"], "components": [parts["A"], parts["B"]]}
    assert event.after["order"][0] == {"group": parts["H"], "components": [parts["A"]]}
    page.refresh_from_db()
    assert page.revision > revision


def test_the_order_that_there_is_changes_nothing(page: Page, parts: dict[str, str]):
    services.components_reorder(page=page, order=_order(parts, "G:AB", "C", "H:"), by=BY)
    assert not Event.objects.filter(kind="page.reordered").exists()


def test_an_order_of_other_components_is_refused(page: Page, parts: dict[str, str], other_page: Page):
    foreign = services.component_create(page=other_page, name="F", by=BY).uid
    added = services.component_create(page=page, name="D", by=BY)
    whole = ("G:AB", "C", "H:")
    for order in (
        _order(parts, *whole),
        _order({**parts, "D": foreign}, *whole, "D"),
        _order({**parts, "D": added.uid}, "G:AB", "C", "D"),
    ):
        with pytest.raises(Conflict) as refused:
            services.components_reorder(page=page, order=order, by=BY)
        assert refused.value.code == "other_components"
    with pytest.raises(Invalid):
        services.components_reorder(page=page, order=_order(parts, "G:AB", "C", "C", "H:"), by=BY)
    assert order_of_page(page)[:3] == _order(parts, *whole)
