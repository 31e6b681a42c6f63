"""The door of Stashboard with one path of its own, and clients."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from apikeys.services import IssuedKey
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Component, Page, StatusLabel, StatusNote

BEGINNING = datetime(2010, 6, 1, tzinfo=UTC)


@pytest.fixture
def caller() -> Callable[[IssuedKey | str], Client]:
    """A client that sends a key as a bearer."""

    def caller(key: IssuedKey | str) -> Client:
        secret = key if isinstance(key, str) else key.secret
        return Client(headers={"Authorization": f"Bearer {secret}"})

    return caller


@pytest.fixture
def echoed(settings: Settings) -> None:
    """`echo` on both mounts, which answers what came."""
    settings.ROOT_URLCONF = "tests.api.stashboard.urls"


@pytest.fixture
def admin(caller: Callable[[IssuedKey], Client], full_key: IssuedKey) -> Client:
    """The client of a key that may do everything."""
    return caller(full_key)


@pytest.fixture
def labelled(page: Page) -> Page:
    """The page with the statuses that a page begins with."""
    services.labels_lay(page=page)
    return page


@pytest.fixture
def service(labelled: Page) -> Component:
    """A service that works, of which nothing was said yet."""
    return services.component_create(
        page=labelled,
        name="Example Service",
        description="An explanation of what this service represents",
        by=Actor.system(),
        now=BEGINNING,
    )


@pytest.fixture
def say(service: Component) -> Callable[..., StatusNote]:
    """Says something about the service, or another one, at a time."""

    def say(message: str, slug: str, at: datetime, **options: Any) -> StatusNote:
        component = options.pop("component", service)
        label = StatusLabel.living.get(page=component.page, slug=slug)
        return services.note_post(
            component=component,
            message=message,
            status=label.status,
            label=label,
            by=Actor.system(),
            now=at,
            **options,
        )

    return say


@pytest.fixture
def no_limits(settings: Settings) -> None:
    """Lets a test send as many requests as it has to."""
    settings.RATELIMIT_ENABLE = False
