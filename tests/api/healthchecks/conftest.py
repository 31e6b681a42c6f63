"""Clients of the Healthchecks door."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from apikeys.services import IssuedKey
from monitoring.models import Check
from monitoring.services import check_create
from statuspage.actor import Actor
from statuspage.models import Page


@pytest.fixture
def caller() -> Callable[[IssuedKey | str], Client]:
    """A client that sends a key as clients of Healthchecks do."""

    def caller(key: IssuedKey | str) -> Client:
        return Client(headers={"X-Api-Key": key if isinstance(key, str) else key.secret})

    return caller


@pytest.fixture
def rw(caller: Callable[[IssuedKey], Client], full_key: IssuedKey) -> Client:
    """The client of a read-write key."""
    return caller(full_key)


@pytest.fixture
def ro(caller: Callable[[IssuedKey], Client], read_key: IssuedKey) -> Client:
    """The client of a read-only key."""
    return caller(read_key)


@pytest.fixture
def heartbeat(page: Page) -> Callable[..., Check]:
    """Makes heartbeats of the page: simple ones of an hour and ten minutes, unless told otherwise."""

    def heartbeat(**fields: Any) -> Check:
        target = {"period_seconds": 3600, "grace_seconds": 600, **fields.pop("target", {})}
        if target.get("schedule"):
            del target["period_seconds"]
        fields.setdefault("name", "Backup")
        return check_create(
            page=fields.pop("page", page), kind="heartbeat", target=target, by=Actor.system(), **fields
        )

    return heartbeat


@pytest.fixture
def post(rw: Client) -> Callable[..., Any]:
    """Sends a body, to the list of checks in v3 and with a read-write key unless told otherwise."""

    def post(body: Any, *, path: str = "/api/v3/checks/", client: Client = rw) -> Any:
        return client.post(path, json.dumps(body), content_type="application/json")

    return post


@pytest.fixture
def no_limits(settings: Settings) -> None:
    """Lets a test send as many requests as it has to."""
    settings.RATELIMIT_ENABLE = False
