"""A page with something to tell."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Component, Page

BY = Actor.system()


@pytest.fixture
def now() -> datetime:
    """The moment of the test."""
    return timezone.now()


@pytest.fixture
def component(page: Page, now: datetime) -> Callable[..., Component]:
    """Makes components that began twenty days ago."""

    def make(name: str, **fields: Any) -> Component:
        return services.component_create(page=page, name=name, by=BY, now=now - timedelta(days=20), **fields)

    return make
