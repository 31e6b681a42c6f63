"""Clients of PingPong's door, and the world of its own documentation."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from apikeys.services import IssuedKey
from statuspage.actor import Actor
from statuspage.models import Component, ComponentGroup, Organization, Page
from statuspage.services import component_create, group_create

BASE = "/rest/v1"
BY = Actor.system()


def at(text: str) -> datetime:
    """A time as the documentation writes it."""
    return datetime.fromisoformat(text)


@dataclass
class Acme:
    """The project of the samples: a group with one component, and a component that is not shown."""

    page: Page
    system: ComponentGroup
    api: Component
    db: Component


class PingPongClient:
    """Calls paths below `/rest/v1` with JSON, as clients of PingPong do."""

    def __init__(self, secret: str | None) -> None:
        headers = {"Authorization": f"Token {secret}"} if secret is not None else {}
        self._client = Client(headers=headers, raise_request_exception=False)

    def call(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """The answer; `body` is sent as JSON unless it is bytes or None."""
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        options.setdefault("content_type", "application/json")
        return self._client.generic(method, f"{BASE}{path}", raw, **options)

    def get(self, path: str, **options: Any) -> Any:
        return self.call("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> Any:
        return self.call("POST", path, body, **options)

    def put(self, path: str, body: Any = None, **options: Any) -> Any:
        return self.call("PUT", path, body, **options)

    def patch(self, path: str, body: Any = None, **options: Any) -> Any:
        return self.call("PATCH", path, body, **options)

    def delete(self, path: str, **options: Any) -> Any:
        return self.call("DELETE", path, **options)


@pytest.fixture
def caller() -> Callable[[IssuedKey | None], PingPongClient]:
    """A client that sends a key, or none."""
    return lambda key: PingPongClient(None if key is None else key.secret)


@pytest.fixture
def pp(full_key: IssuedKey) -> PingPongClient:
    """The client of the key that may do everything."""
    return PingPongClient(full_key.secret)


@pytest.fixture
def acme(organization: Organization) -> Acme:
    """The project of the samples, with their times."""
    page = Page.objects.create(organization=organization, name="ACME", slug="status")
    system = group_create(page=page, name="System", by=BY)
    api = component_create(page=page, name="API", group=system, by=BY)
    db = component_create(
        page=page,
        name="DB",
        description="All databases, including read-only replicas",
        status="partial_outage",
        visible=False,
        by=BY,
    )
    for row, moment in (
        (system, "2020-02-07T18:35:09Z"),
        (api, "2020-02-07T14:22:03Z"),
        (db, "2020-03-12T15:42:19Z"),
    ):
        type(row)._base_manager.filter(pk=row.pk).update(created_at=at(moment))
        row.refresh_from_db()
    return Acme(page, system, api, db)


@pytest.fixture
def no_limits(settings: Settings) -> None:
    """Lets a test send as many requests as it has to."""
    settings.RATELIMIT_ENABLE = False
