from collections.abc import Iterator

import pytest
from django.core.cache import caches

from monitoring.models import Check
from ops.smtpd.listener import Listener
from statuspage.models import Page
from tests.monitoring.making import make_heartbeat
from tests.ops.smtpd.listening import listener_runs


@pytest.fixture(autouse=True)
def _nothing_is_counted() -> Iterator[None]:
    caches["limits"].clear()
    yield
    caches["limits"].clear()


@pytest.fixture
def heartbeat(transactional_db: None, page: Page) -> Check:
    """A heartbeat that has not been pinged, committed."""
    return make_heartbeat(page, slug="nightly")


@pytest.fixture
def smtp(heartbeat: Check) -> Iterator[Listener]:
    with listener_runs() as listener:
        yield listener


@pytest.fixture
def lmtp(heartbeat: Check) -> Iterator[Listener]:
    with listener_runs(is_lmtp=True) as listener:
        yield listener
