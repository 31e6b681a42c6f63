"""Every route, method and actor of the door of Healthchecks has one expected code."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.utils import timezone

from api.healthchecks.unique_keys import unique_key
from apikeys.models import ApiKey
from apikeys.services import IssuedKey, key_revoke
from monitoring.models import Check
from monitoring.services import check_pause, ping_record
from monitoring.signals import Signal
from monitoring.vocabulary import PingKind
from statuspage.actor import Actor
from statuspage.models import Page
from tests.api.fingerprint import fingerprint
from tests.api.healthchecks.routes import ACTORS, OPEN, ROWS, Row, keyed, path_of, unkeyed
from tests.rows import each

pytestmark = pytest.mark.django_db

BY = Actor.system()


@pytest.fixture
def clients(
    issue: Callable[..., IssuedKey],
    caller: Callable[[IssuedKey], Client],
    page: Page,
    outsider_key: IssuedKey,
    other_page: Page,
    expire: Callable[[ApiKey, Any], None],
) -> dict[str, Client]:
    """A client per actor."""
    expired, revoked = issue("full", name="expired"), issue("full", name="revoked")
    expire(expired.key, timezone.now() - timedelta(seconds=1))
    key_revoke(key=revoked.key, by=BY)
    keys = {
        "read": issue("read"),
        "page": issue("full", pages=[page]),
        "full": issue("full"),
        "outsider": outsider_key,
        "expired": expired,
        "revoked": revoked,
        "unrelated": issue("incidents:write", "components:write", "pages:read"),
    }
    return {"anonymous": Client(), **{actor: caller(key) for actor, key in keys.items()}}


@pytest.fixture
def names(heartbeat: Callable[..., Check]) -> dict[str, str]:
    """A paused check with a ping, by the names of the paths."""
    check = heartbeat()
    ping_record(check=check, signal=Signal(kind=PingKind.SUCCESS, body=b"done"))
    check_pause(check=check, by=BY)
    return {"version": "v3", "code": str(check.code), "key": unique_key(check.code), "n": "1"}


def test_every_route_and_method_has_a_row() -> None:
    rows = {(row.route, row.method) for row in ROWS}
    assert len(rows) == len(ROWS)
    routed = {
        (route, method)
        for route, pattern in keyed().items()
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
        if hasattr(pattern.callback.cls, method.lower())  # type: ignore[attr-defined]  # a class's view
    }
    assert rows == routed


def test_what_asks_for_no_key_is_named() -> None:
    lists = {row.route for row in ROWS} | OPEN
    redirects = {route for route in unkeyed() if f"{route}/" in lists}
    assert {route for route in unkeyed() - redirects if not route.startswith("ping/")} == OPEN


@each("actor", ACTORS)
def test_every_actor_is_answered_as_the_table_says(
    actor: str, names: dict[str, str], clients: dict[str, Client]
) -> None:
    """Permitted writes are undone, so that each row meets the same world; refused ones change nothing."""
    wrong = []
    before = fingerprint()
    for row in ROWS:
        caches["limits"].clear()
        expected = row.expected[ACTORS.index(actor)]
        permitted = expected in range(200, 300) and row.method != "GET"
        with transaction.atomic():
            answer = _ask(clients[actor], row, names)
            transaction.set_rollback(permitted)
        if answer.status_code != expected:
            wrong.append((row.route, row.method, expected, answer.status_code, answer.content[:300]))
    assert wrong == []
    assert fingerprint() == before, "a refused write changed something"


def _ask(client: Client, row: Row, names: dict[str, str]) -> Any:
    body = "" if row.body is None else json.dumps(row.body)
    return client.generic(row.method, path_of(row.route, names), body, content_type="application/json")
