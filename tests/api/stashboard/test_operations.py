"""Every operation of the door, for everybody: who may do what, what nobody may, and what is nonsense."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.utils import timezone

from apikeys.derived import credentials_of
from apikeys.models import ApiKey
from apikeys.services import IssuedKey, key_revoke
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Component, Page, StatusNote
from tests.api.fingerprint import fingerprint
from tests.api.stashboard.routes import (
    ACTORS,
    MOUNTS,
    OPERATIONS,
    Operation,
    address,
    nameless,
    routed,
)
from tests.api.stashboard.signer import signed_header
from tests.rows import each

pytestmark = pytest.mark.django_db

BY = Actor.system()
ADMIN = "/admin/api/v1"


@pytest.fixture
def names(service: Component, say: Callable[..., StatusNote]) -> dict[str, str]:
    """A service with an event and a list of its own, and a status of the name in the samples."""
    services.group_create(page=service.page, name="Example List", components=[service], by=BY)
    services.label_create(page=service.page, name="Available", description="All is well", by=BY)
    note = say("What an event!", "down", datetime(2010, 6, 28, 22, 17, 6, tzinfo=UTC))
    return {"service": service.slug, "sid": note.uid, "list": "example-list", "status": "available"}


@pytest.fixture
def keys(
    issue: Callable[..., IssuedKey],
    page: Page,
    outsider_key: IssuedKey,
    other_page: Page,
    expire: Callable[[ApiKey, Any], None],
) -> dict[str, IssuedKey]:
    """The key of each actor but the anonymous one."""
    expired, revoked = issue("full", name="expired"), issue("full", name="revoked")
    expire(expired.key, timezone.now() - timedelta(seconds=1))
    key_revoke(key=revoked.key, by=BY)
    others = [
        Page.objects.create(organization=page.organization, name=name, slug=name) for name in ("two", "three")
    ]
    return {
        "read": issue("read"),
        "page": issue("full", pages=[page]),
        "full": issue("full", default_page=page),
        "several": issue("full", pages=others),
        "outsider": outsider_key,
        "expired": expired,
        "revoked": revoked,
        "unrelated": issue("incidents:write", "pages:read", pages=[page]),
    }


@pytest.mark.parametrize("mount", MOUNTS)
def test_every_operation_has_a_route_and_every_route_an_operation(mount: str):
    named = {(one.method, nameless(one.path)) for one in OPERATIONS}
    if mount != ADMIN:
        named = {(method, path) for method, path in named if method == "GET"}
    assert routed(mount) == named


@pytest.mark.any_database
@each("actor", ACTORS)
def test_every_actor_is_answered_as_the_table_says(
    actor: str, names: dict[str, str], keys: dict[str, IssuedKey], caller: Callable[[IssuedKey], Client]
):
    """Permitted writes are undone, so that each row meets the same world; refused ones change nothing."""
    client = Client() if actor == "anonymous" else caller(keys[actor])
    wrong = []
    before = fingerprint()
    for operation in OPERATIONS:
        caches["limits"].clear()
        expected = operation.expected[ACTORS.index(actor)]
        for mount in MOUNTS if operation.method == "GET" else (ADMIN,):
            with transaction.atomic():
                answer = ask(client, operation, address(operation, names, mount))
                transaction.set_rollback(operation.method != "GET" and expected < 300)
            if (answer.status_code, answer["Content-Type"]) != (expected, "application/json"):
                wrong.append((operation, mount, answer.status_code, answer.content[:300]))
            if expected >= 400 and answer.json().keys() != {"error", "code", "message"}:
                wrong.append((operation, mount, expected, answer.content[:300]))
    assert wrong == []
    assert fingerprint() == before, "a refused write changed something"


@pytest.mark.any_database
def test_a_signature_does_what_the_key_may_do(
    names: dict[str, str], keys: dict[str, IssuedKey], client: Client
):
    for operation in OPERATIONS:
        path = address(operation, names)
        for actor in ("full", "read"):
            caches["limits"].clear()
            body = "&".join(f"{name}={value.replace(' ', '+')}" for name, value in operation.fields.items())
            signed = signed_header(
                credentials_of(keys[actor].key), operation.method, f"http://testserver{path}", body
            )
            with transaction.atomic():
                answer = ask(client, operation, path, Authorization=signed)
                transaction.set_rollback(True)
            assert answer.status_code == operation.expected[ACTORS.index(actor)], (operation, actor)


@pytest.mark.any_database
def test_writes_nothing_on_the_public_mount_and_puts_nothing_anywhere(
    names: dict[str, str], admin: Client, no_limits: None
):
    before = fingerprint()
    served = routed(ADMIN)
    for operation in OPERATIONS:
        for mount in MOUNTS:
            path = address(operation, names, mount)
            for method in ("POST", "DELETE", "PUT", "PATCH"):
                if mount == ADMIN and (method, nameless(operation.path)) in served:
                    continue
                answer = admin.generic(method, path, "name=x", content_type=FORM)
                assert answer.json() == {"error": True, "code": 405, "message": "Method not supported"}, path
            other = admin.get(path.replace("/v1/", "/v2/"))
            assert other.json() == {"error": True, "code": 404, "message": "API Version v2 not supported"}
    assert fingerprint() == before


FORM = "application/x-www-form-urlencoded"
NONSENSE: tuple[tuple[str, bytes], ...] = (
    (FORM, b"%00=%00&name=%00"),
    (FORM, b"name=%ff"),
    (FORM, b"=&&&=&name"),
    (FORM, b"name=&description=&message=&status=&list=&image=&level=&default="),
    (FORM, b"name=" + b"x" * 70_000),
    (
        FORM,
        b"name=x&description=y&message=z&status=nowhere&list=nowhere&image=nowhere&level=X&default=X",
    ),
    (FORM, "name=\u202e\u0000".encode()),
    ("application/json", b"[1, 2]"),
    ("application/json", b'{"name": {"a": 1}}'),
    ("application/json", b'{"name": "\\ud800"}'),
    ("application/json", b'"name"'),
    ("application/json", b"{"),
    ("text/plain", b"name=x"),
    ("multipart/form-data; boundary=x", b"--y"),
    (FORM, b""),
)
QUERIES = ("start=never", "end=%00", "start=9999999999999999999", "end=-1", "callback=(", "x=%ff", "limit=-1")


def test_nonsense_is_refused_in_the_words_of_the_door_or_does_no_harm(
    names: dict[str, str], admin: Client, no_limits: None
):
    unknown = {**dict.fromkeys(names, "n%C3%A9vermore"), "sid": "%00"}
    for operation in OPERATIONS:
        for path in {address(operation, names), address(operation, unknown)}:
            for answer in nonsense_asked(admin, operation, path):
                assert answer.status_code < 500, (operation, answer.request, answer.content)
                assert answer["Content-Type"] == "application/json"
                if answer.status_code >= 400:
                    assert answer.json()["code"] == answer.status_code
                else:
                    assert "%" not in path


def nonsense_asked(client: Client, operation: Operation, path: str) -> Iterator[Any]:
    """What nonsense is answered; what it should have changed is taken back."""
    if operation.method == "GET":
        yield from (client.get(f"{path}?{query}") for query in QUERIES)
        return
    for kind, body in NONSENSE:
        with transaction.atomic():
            yield client.generic(operation.method, path, body, content_type=kind)
            transaction.set_rollback(True)


def ask(client: Client, operation: Operation, path: str, **headers: str) -> Any:
    body = "&".join(f"{name}={value.replace(' ', '+')}" for name, value in operation.fields.items())
    return client.generic(operation.method, path, body, content_type=FORM, headers=headers)
