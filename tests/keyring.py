"""Keys of the cast, and clients that send them."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import caches
from rest_framework.test import APIClient

from apikeys import access_log
from apikeys.models import ApiKey
from apikeys.services import IssuedKey, key_issue
from statuspage.actor import Actor
from statuspage.models import Organization, Page


def forget_counts() -> None:
    """Nothing is counted against anybody any more, and nothing noted of requests."""
    caches["limits"].clear()
    access_log.clear()


@pytest.fixture(autouse=True)
def _fresh_counts() -> Iterator[None]:
    """Each test starts with nothing counted and nothing noted."""
    forget_counts()
    yield
    access_log.clear()


@pytest.fixture
def issue(organization: Organization) -> Callable[..., IssuedKey]:
    """Issues a key of the organization: for everything, unless told otherwise."""

    def issue(*scopes: str, **options: Any) -> IssuedKey:
        if not options.get("pages"):
            options.setdefault("all_pages", True)
        return key_issue(
            organization=options.pop("organization", organization),
            name=options.pop("name", "deploy bot"),
            scopes=scopes or ("full",),
            by=Actor.system(),
            **options,
        )

    return issue


@pytest.fixture
def full_key(issue: Callable[..., IssuedKey]) -> IssuedKey:
    """May do everything in the organization."""
    return issue("full")


@pytest.fixture
def read_key(issue: Callable[..., IssuedKey]) -> IssuedKey:
    """May read everything in the organization."""
    return issue("read")


@pytest.fixture
def page_key(issue: Callable[..., IssuedKey], page: Page) -> IssuedKey:
    """May do everything on the one page."""
    return issue("full", pages=[page])


@pytest.fixture
def outsider_key(issue: Callable[..., IssuedKey], other_organization: Organization) -> IssuedKey:
    """May do everything in the other organization."""
    return issue("full", organization=other_organization)


@pytest.fixture
def client_of() -> Callable[[IssuedKey | str], APIClient]:
    """A client that sends a key as a bearer."""

    def client_of(key: IssuedKey | str) -> APIClient:
        client = APIClient()
        secret = key if isinstance(key, str) else key.secret
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
        return client

    return client_of


@pytest.fixture
def api(client_of: Callable[[IssuedKey], APIClient], full_key: IssuedKey) -> APIClient:
    """The client of the key that may do everything."""
    return client_of(full_key)


@pytest.fixture
def expire() -> Callable[[ApiKey, datetime], None]:
    """Lets a key end at a moment, also a past one."""

    def expire(key: ApiKey, at: datetime) -> None:
        ApiKey.objects.filter(pk=key.pk).update(expires_at=at)

    return expire
