import pytest
from django.test import Client

from monitoring.models import Check, Ping
from statuspage.models import Page
from tests.monitoring.making import make_heartbeat


@pytest.fixture
def check(page: Page) -> Check:
    """A heartbeat with the slug ``nightly``."""
    return make_heartbeat(page, slug="nightly")


@pytest.fixture
def strict() -> Client:
    """A client without any token."""
    return Client(enforce_csrf_checks=True)


def pings_of(check: Check) -> list[Ping]:
    return list(Ping.objects.filter(check_row=check).order_by("n"))
