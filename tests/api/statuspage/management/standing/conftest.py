"""A world that stands while the tests of a module pass through it.

Laying it down takes as long as ten requests do, so that it is done once and not for each test: in a
transaction around those of the tests, each of which ends where it began. No test here may ask for a
database without a transaction.
"""

from collections.abc import Iterator
from copy import deepcopy

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from statuspage.models import Organization, Page
from tests.api.statuspage.management import making
from tests.api.statuspage.management.world import World


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The world, as long as the tests of the module last."""
    with django_db_blocker.unblock(), transaction.atomic():
        organization = Organization.objects.create(name="Acme")
        page = Page.objects.create(organization=organization, name="Acme status", slug="status")
        world = making.make(page)
        with django_db_blocker.block():
            yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(standing: World, db: None) -> World:
    """A copy, so that no test meets what another one has set on its objects."""
    return deepcopy(standing)


@pytest.fixture
def page(world: World) -> Page:
    """The page of the world."""
    return world.page


@pytest.fixture
def organization(page: Page) -> Organization:
    """The organization of the world."""
    return page.organization
