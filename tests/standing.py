"""What stands while the tests of a module pass through it.

Laying down a world of many objects takes as long as ten requests do and more, so that it is done once for a
module and not for each test: in a transaction around those of the tests, each of which ends where it began.
Such a module has no test that asks for a database without a transaction.
"""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from statuspage.models import Organization, Page
from tests.restricted import World, lay_restricted


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[DjangoDbBlocker]:
    """A transaction as long as the module; unblock the database to put something into it."""
    with django_db_blocker.unblock(), transaction.atomic():
        with django_db_blocker.block():
            yield django_db_blocker
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def standing_page(standing: DjangoDbBlocker) -> Page:
    """The page of the cast."""
    with standing.unblock():
        organization = Organization.objects.create(name="Acme")
        return Page.objects.create(organization=organization, name="Acme status", slug="status")


@pytest.fixture(scope="module")
def restricted(standing: DjangoDbBlocker, standing_page: Page) -> World:
    """The page, restricted, with all that it may tell; `read_by_all` copies it for a test."""
    with standing.unblock():
        return lay_restricted(standing_page)
