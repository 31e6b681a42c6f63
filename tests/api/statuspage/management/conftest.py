"""Clients of the management API, and a world for them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from apikeys.services import IssuedKey
from statuspage.models import Page
from tests.api.statuspage.management import making
from tests.api.statuspage.management.world import World


@pytest.fixture
def world(page: Page) -> World:
    """One of everything on the page."""
    return making.make(page)


@pytest.fixture
def caller() -> Callable[[IssuedKey | str], Client]:
    """A client that sends a key as clients of Statuspage do."""

    def caller(key: IssuedKey | str) -> Client:
        return Client(headers={"Authorization": f"OAuth {key if isinstance(key, str) else key.secret}"})

    return caller


@pytest.fixture
def client_rw(caller: Callable[[IssuedKey | str], Client], full_key: IssuedKey) -> Client:
    """The client of the key that may do everything."""
    return caller(full_key)


@pytest.fixture
def send(client_rw: Client) -> Callable[..., Any]:
    """Sends a request with JSON: `send("PATCH", "/v1/pages/...", {...})`; `client=` for another key."""

    def send(method: str, path: str, body: Any = None, *, client: Client = client_rw) -> Any:
        if body is None:
            return client.generic(method, path)
        return client.generic(method, path, json.dumps(body), content_type="application/json")

    return send
