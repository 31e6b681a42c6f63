"""A01-A08 of the hardening catalogue: every route, method and actor has one expected code."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import transaction
from django.urls import URLPattern, reverse
from django.utils import timezone
from rest_framework.test import APIClient

from api.native import urls
from apikeys.models import ApiKey
from apikeys.services import IssuedKey, key_revoke
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Page
from tests.api.fingerprint import fingerprint
from tests.api.native.routes import ACTORS, ROWS, Row, path_of
from tests.rows import each

BY = Actor.system()
WITHOUT_KEYS = {"docs", "errors", "webhooks-guide"}


@pytest.fixture
def clients(
    issue: Callable[..., IssuedKey],
    client_of: Callable[[Any], APIClient],
    page: Page,
    outsider_key: IssuedKey,
    expire: Callable[[ApiKey, Any], None],
) -> dict[str, APIClient]:
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
    }
    return {"anonymous": APIClient(), **{actor: client_of(key) for actor, key in keys.items()}}


def test_every_route_and_method_has_a_row() -> None:
    rows = {(row.name, row.method) for row in ROWS}
    assert len(rows) == len(ROWS)
    routed = {
        (pattern.name, method.upper())
        for pattern in urls.urlpatterns
        if isinstance(pattern, URLPattern) and pattern.name and pattern.name not in WITHOUT_KEYS
        for method in ("get", "post", "put", "patch", "delete")
        if hasattr(pattern.callback.cls, method)  # type: ignore[attr-defined]  # every view is a class
    }
    assert rows == routed


@pytest.mark.any_database
@each("actor", ACTORS)
def test_every_actor_is_answered_as_the_table_says(
    actor: str, names: dict[str, str], clients: dict[str, APIClient]
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
            wrong.append((row.name, row.method, expected, answer.status_code, answer.content[:300]))
    assert wrong == []
    assert fingerprint() == before, "a refused write changed something"


def test_a_method_override_opens_nothing(names: dict[str, str], read_key: IssuedKey) -> None:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {read_key.secret}", HTTP_X_HTTP_METHOD_OVERRIDE="DELETE")
    path = reverse("native:component", kwargs={name: names[name] for name in ("page", "component")})
    answer = client.post(f"{path}?_method=DELETE", {"_method": "DELETE"}, format="json")
    assert answer.status_code == 405
    assert client.get(path).status_code == 200


def test_what_belongs_to_another_page_is_not_there(
    page: Page, names: dict[str, str], issue: Callable[..., IssuedKey], client_of: Callable[[Any], APIClient]
) -> None:
    """A key for page B sees of page A what it sees of a page that does not exist."""
    second = services.page_create(organization=page.organization, name="B", slug="b", by=BY)
    client = client_of(issue("full", pages=[second]))
    theirs = client.get(f"/api/v1/pages/{page.slug}/components/{names['component']}/")
    nobodys = client.get("/api/v1/pages/nowhere/components/zzzzzzzzzzzz/")
    assert theirs.status_code == nobodys.status_code == 404
    assert {**theirs.json(), "request_id": ""} == {**nobodys.json(), "request_id": ""}
    assert [row["slug"] for row in client.get("/api/v1/pages/").json()["results"]] == ["b"]
    # A component of the one page below the path of the other.
    assert client.get(f"/api/v1/pages/b/components/{names['component']}/").status_code == 404
    assert client.get(f"/api/v1/pages/b/incidents/{names['incident']}/").status_code == 404
    assert client.get(f"/api/v1/pages/b/checks/{names['check']}/").status_code == 404


def _ask(client: APIClient, row: Row, names: dict[str, str]) -> Any:
    return client.generic(
        row.method,
        path_of(row, names),
        "" if row.body is None else json.dumps(row.body),
        content_type="application/json",
    )
