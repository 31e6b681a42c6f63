"""What selectors tell within the sight of a reader."""

import pytest
from django.http import HttpResponse

from statuspage.exceptions import NotFound
from statuspage.models import Component, Page
from statuspage.publishing import mark, publication_of
from statuspage.selectors import component_shown, components_of_page, layout_of_page, page_overall
from statuspage.sight import WHOLE, Sight
from statuspage.status import Status
from tests.statuspage.making import make_component

NONE = Sight(components=frozenset(), metrics=frozenset())


@pytest.fixture
def fine(page: Page) -> Component:
    return make_component(page, "Fine")


@pytest.fixture
def broken(page: Page) -> Component:
    return make_component(page, "Broken", status="major_outage")


def only(*components: Component) -> Sight:
    return Sight(components=frozenset(one.pk for one in components), metrics=frozenset())


def test_it_tells_how_all_is_from_what_is_seen_alone_A13(page: Page, fine: Component, broken: Component):
    assert page_overall(page, sight=only(fine)) == Status.OPERATIONAL
    assert page_overall(page, sight=only(broken)) == Status.MAJOR_OUTAGE
    assert page_overall(page) != Status.OPERATIONAL


def test_an_empty_sight_shows_nothing(page: Page, fine: Component):
    assert list(components_of_page(page, sight=NONE)) == []
    assert layout_of_page(page, sight=NONE) == []
    with pytest.raises(NotFound):
        component_shown(page, fine.slug, sight=NONE)


def test_no_sight_shows_what_the_page_does_not_show_A11(page: Page, fine: Component):
    Component.objects.filter(pk=fine.pk).update(visible=False)
    fine.refresh_from_db()
    assert list(components_of_page(page, sight=only(fine))) == []
    for sight in (only(fine), WHOLE):
        assert layout_of_page(page, sight=sight) == []
        with pytest.raises(NotFound):
            component_shown(page, fine.uid, sight=sight)


def test_what_is_not_the_whole_is_never_kept(page: Page, fine: Component):
    told = HttpResponse("all")
    mark(told, page=page, sight=WHOLE)
    assert publication_of(told) is not None
    mark(told, page=page, sight=only(fine))
    assert publication_of(told) is None
    assert told.headers["Cache-Control"] == "private, no-store"
    assert told.headers["X-Robots-Tag"] == "noindex"
