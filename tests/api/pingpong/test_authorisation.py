"""Who may do what, for every operation: what each actor is answered, and that refusals change nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from apikeys.models import ApiKey
from apikeys.services import IssuedKey, key_revoke
from statuspage.models import Event, Page
from tests.api.fingerprint import fingerprint
from tests.api.pingpong.conftest import BASE, BY, Acme, PingPongClient
from tests.api.pingpong.routes import OPERATIONS, WRITES, world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_limits")]

MISSING = {"detail": "Authentication credentials were not provided."}
WRONG = {"detail": "Invalid token."}
NOT_FOUND = {"detail": "Not found."}
NOBODYS = "zzzzzzzzzzzz"


@pytest.fixture
def ids(pp: PingPongClient, acme: Acme) -> dict[str, str]:
    return world(pp)


def refused(client: PingPongClient, ids: dict[str, str], told: tuple[int, Any]) -> list[Any]:
    """The operations that answer a client otherwise, for all of which that is one answer."""
    before = fingerprint()
    wrong: list[Any] = []
    for operation in OPERATIONS:
        answer = client.call(operation.method, operation.path_in(ids), operation.body_in(ids))
        if (answer.status_code, answer.json()) != told or answer["Access-Control-Allow-Origin"] != "*":
            wrong.append((str(operation), answer.status_code, answer.content))
        if answer.status_code == 401 and answer["WWW-Authenticate"] != "Token":
            wrong.append((str(operation), answer["WWW-Authenticate"]))
    assert fingerprint() == before
    return wrong


@pytest.mark.any_database
def test_nothing_is_told_without_a_key(ids: dict[str, str]):
    assert refused(PingPongClient(None), ids, (401, MISSING)) == []


@pytest.mark.any_database
@pytest.mark.parametrize("kind", ["made up", "nonsense", "revoked", "expired"])
def test_nothing_is_told_with_a_key_that_opens_nothing(
    ids: dict[str, str], issue: Callable[..., IssuedKey], expire: Callable[[ApiKey, Any], None], kind: str
):
    key = issue("full", name=kind)
    secret = {"made up": key.secret[:-1] + "~", "nonsense": "5c10213ag542d5738bbeaabbe12f35ef9c89f537"}
    if kind == "revoked":
        key_revoke(key=key.key, by=BY)
    elif kind == "expired":
        expire(key.key, timezone.now() - timedelta(seconds=1))
    assert refused(PingPongClient(secret.get(kind, key.secret)), ids, (401, WRONG)) == []


@pytest.mark.any_database
def test_a_key_that_only_reads_changes_nothing(ids: dict[str, str], read_key: IssuedKey):
    client = PingPongClient(read_key.secret)
    before = fingerprint()
    for operation in OPERATIONS:
        answer = client.call(operation.method, operation.path_in(ids), operation.body_in(ids))
        if operation.is_write:
            told = {"detail": f"The key lacks the scope {operation.scope}:write."}
            assert (answer.status_code, answer.json()) == (403, told), str(operation)
        else:
            assert answer.status_code == 200, str(operation)
    assert fingerprint() == before
    assert Event.objects.filter(kind="access.refused").exists()


@pytest.mark.parametrize("scope", ["components", "incidents", "checks", "metrics"])
def test_a_key_does_what_its_scope_names_and_nothing_else(
    ids: dict[str, str], issue: Callable[..., IssuedKey], scope: str
):
    client = PingPongClient(issue(f"{scope}:write").secret)
    for operation in OPERATIONS:
        with transaction.atomic():
            answer = client.call(operation.method, operation.path_in(ids), operation.body_in(ids))
            transaction.set_rollback(True)
        expected = operation.success if operation.scope == scope else 403
        assert answer.status_code == expected, (str(operation), answer.content)


@pytest.mark.any_database
def test_another_pages_objects_are_not_there(
    ids: dict[str, str],
    acme: Acme,
    outsider_key: IssuedKey,
    other_page: Page,
    issue: Callable[..., IssuedKey],
):
    """The answer is the one that an id of nothing gets, whoever asks and whatever is sent."""
    second = Page.objects.create(organization=acme.page.organization, name="Second", slug="second")
    elsewhere = issue("full", pages=[second], name="second")
    unknown = dict.fromkeys(ids, NOBODYS)
    before = fingerprint()
    for secret in (outsider_key.secret, elsewhere.secret):
        client = PingPongClient(secret)
        for operation in OPERATIONS:
            if not operation.names_an_object:
                continue
            for named in (ids, unknown):
                answer = client.call(operation.method, operation.path_in(named), operation.body_in(named))
                assert (answer.status_code, answer.json()) == (404, NOT_FOUND), str(operation)
    assert fingerprint() == before


def test_another_pages_objects_cannot_be_named_in_a_body(
    ids: dict[str, str], outsider_key: IssuedKey, other_page: Page
):
    client = PingPongClient(outsider_key.secret)
    naming = [row for row in WRITES if not row.names_an_object and row.names_an_object_in_its_body]
    assert len(naming) == 6
    before = fingerprint()
    for operation in naming:
        theirs = client.call(operation.method, operation.path, operation.body_in(ids))
        nobodys = client.call(
            operation.method, operation.path, operation.body_in(dict.fromkeys(ids, NOBODYS))
        )
        assert theirs.status_code == nobodys.status_code, str(operation)
        assert theirs.status_code in {400, 404}, (str(operation), theirs.content)
        for uid in ids.values():
            same = theirs.content.decode().replace(uid, NOBODYS) == nobodys.content.decode()
            assert same or uid not in theirs.content.decode(), (str(operation), theirs.content)
    assert fingerprint() == before


def test_lists_hold_what_is_the_keys_own(ids: dict[str, str], outsider_key: IssuedKey, other_page: Page):
    client = PingPongClient(outsider_key.secret)
    for operation in OPERATIONS:
        if not operation.is_write and not operation.names_an_object and operation.path.count("/") == 1:
            told = client.get(operation.path).json()
            if isinstance(told, list):
                assert told == [], str(operation)
    assert client.get("/live").json() == {
        "project": "Elsewhere status",
        "url": "http://127.0.0.1:8000/pages/elsewhere",
        "incidents": [],
        "maintenance": [],
    }


def test_a_key_stands_for_one_page(
    issue: Callable[..., IssuedKey], acme: Acme, full_key: IssuedKey, pp: PingPongClient
):
    second = Page.objects.create(organization=acme.page.organization, name="Second", slug="second")
    assert pp.get("/live").json()["project"] == "ACME"
    one = PingPongClient(issue("full", pages=[second], name="one").secret)
    assert one.get("/live").json()["project"] == "Second"
    default = PingPongClient(issue("full", default_page=second, name="default").secret)
    assert default.get("/live").json()["project"] == "Second"
    Page.objects.filter(pk=second.pk).update(domain="second.example", domain_verified_at=timezone.now())
    named = {"headers": {"Host": "second.example"}}
    assert pp.get("/live", **named).json()["project"] == "Second"
    assert default.get("/live", headers={"Host": "testserver"}).json()["project"] == "Second"


def test_a_key_of_several_pages_that_name_none_is_told_so(issue: Callable[..., IssuedKey], acme: Acme):
    others = [
        Page.objects.create(organization=acme.page.organization, name=slug, slug=slug) for slug in ("b", "c")
    ]
    client = PingPongClient(issue("full", pages=others, name="two").secret)
    answer = client.get("/components")
    assert answer.status_code == 403
    assert answer.json()["detail"].startswith("This key reaches several pages or none:")


@pytest.mark.parametrize("scheme", ["Token", "token", "Bearer", "OAuth"])
def test_the_key_stands_in_the_header(acme: Acme, full_key: IssuedKey, scheme: str):
    answer = Client().get(f"{BASE}/status", headers={"Authorization": f"{scheme} {full_key.secret}"})
    assert answer.status_code == 200
    for header in ("", "Token", "Basic dTpw", f"Apikey {full_key.secret}", full_key.secret):
        answer = Client().get(f"{BASE}/status", headers={"Authorization": header})
        assert (answer.status_code, answer.json()) == (401, MISSING), header
    assert Client().get(f"{BASE}/status?api_key={full_key.secret}").status_code == 401
