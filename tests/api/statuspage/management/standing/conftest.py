"""One of everything, laid down once for the tests of a module: see `tests/standing.py`."""

from copy import deepcopy

import pytest
from pytest_django import DjangoDbBlocker

from statuspage.models import Organization, Page
from tests.api.statuspage.management import making
from tests.api.statuspage.management.world import World


@pytest.fixture(scope="module")
def standing_world(standing: DjangoDbBlocker, standing_page: Page) -> World:
    """The world, as long as the tests of the module last."""
    with standing.unblock():
        return making.make(standing_page)


@pytest.fixture
def world(standing_world: World, db: None) -> World:
    """A copy, so that no test meets what another one has set on its objects."""
    return deepcopy(standing_world)


@pytest.fixture
def page(world: World) -> Page:
    """The page of the world."""
    return world.page


@pytest.fixture
def organization(page: Page) -> Organization:
    """The organization of the world."""
    return page.organization
