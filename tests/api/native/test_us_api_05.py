"""US-API-05, authentication: criteria 21 to 25 of the uptime.link contract."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from apikeys import access_log
from apikeys.services import IssuedKey
from statuspage.models import Component, Organization, Page
from tests.api.native.conftest import PAGE

COMPONENTS = f"{PAGE}components/"


@pytest.fixture
def keys_path(organization: Organization) -> str:
    return f"/api/v1/organizations/{organization.uid}/keys/"


def test_a_key_authenticates__criterion_21(api: APIClient, page: Page) -> None:
    nobody = APIClient()
    refused = nobody.get(COMPONENTS)
    assert refused.status_code == 401
    assert "WWW-Authenticate" in refused
    nobody.credentials(HTTP_AUTHORIZATION="Bearer cdr_0000000000000000000000000000")
    assert nobody.get(COMPONENTS).status_code == 401
    assert api.get(COMPONENTS).status_code == 200


@pytest.mark.parametrize("header", ["Bearer {}", "OAuth {}", "Token {}", "x-api-key"])
def test_it_takes_the_key_in_any_of_the_headers__criterion_21(
    full_key: IssuedKey, page: Page, header: str
) -> None:
    client = APIClient()
    if header == "x-api-key":
        client.credentials(HTTP_X_API_KEY=full_key.secret)
    else:
        client.credentials(HTTP_AUTHORIZATION=header.format(full_key.secret))
    assert client.get(COMPONENTS).status_code == 200


def test_keys_are_made_shown_once_and_revoked__criterion_22(
    api: APIClient, client_of: Callable[[str], APIClient], page: Page, keys_path: str
) -> None:
    body = {"name": "new bot", "scopes": ["components:write"], "pages": ["status"]}
    answer = api.post(keys_path, body, format="json")
    assert answer.status_code == 201, answer.content
    made = answer.json()
    secret = made["key"]
    assert len(secret) == 32
    assert secret.startswith(made["prefix"])
    assert made["pages"] == [page.uid]
    path = f"{keys_path}{made['id']}/"
    for seen in (api.get(path), api.get(keys_path)):
        assert secret not in seen.content.decode()
    client = client_of(secret)
    assert client.get(COMPONENTS).status_code == 200
    assert api.delete(path).status_code == 204
    assert client.get(COMPONENTS).status_code == 401
    assert api.get(path).json()["revoked_at"] is not None


def test_a_rotated_key_has_another_secret_and_the_old_one_ends__criterion_22(
    api: APIClient, client_of: Callable[[str], APIClient], page: Page, keys_path: str
) -> None:
    made = api.post(keys_path, {"name": "b", "scopes": ["read"], "all_pages": True}, format="json").json()
    rotated = api.post(f"{keys_path}{made['id']}/rotate/")
    assert rotated.status_code == 200
    assert rotated.json()["id"] == made["id"]
    assert client_of(made["key"]).get(COMPONENTS).status_code == 401
    assert client_of(rotated.json()["key"]).get(COMPONENTS).status_code == 200


def test_a_repeated_request_does_not_repeat_the_secret__criterion_22(
    api: APIClient, page: Page, keys_path: str
) -> None:
    body = {"name": "b", "scopes": ["read"], "all_pages": True}
    first, second = (
        api.post(keys_path, body, format="json", HTTP_IDEMPOTENCY_KEY="once") for _try in range(2)
    )
    assert second.status_code == 201
    assert second.json()["id"] == first.json()["id"]
    assert first.json()["key"] not in second.content.decode()


def test_a_read_only_key_reads_and_writes_nothing__criterion_23(
    client_of: Callable[[IssuedKey], APIClient], read_key: IssuedKey, component: Component
) -> None:
    client = client_of(read_key)
    assert client.get(COMPONENTS).status_code == 200
    path = f"{COMPONENTS}{component.uid}/"
    for answer in (
        client.post(COMPONENTS, {"name": "x"}, format="json"),
        client.patch(path, {"name": "x"}, format="json"),
        client.delete(path),
        client.put(f"{path}status/", {"status": "major_outage"}, format="json"),
        client.post(f"{COMPONENTS}bulk/", {"operations": []}, format="json"),
    ):
        assert answer.status_code == 403
        assert answer.json()["code"] == "missing_scope"
        assert answer.json()["scope"] == "components:write"
    component.refresh_from_db()
    assert component.name == "REST API"


def test_the_limit_is_per_key__criterion_24(
    issue: Callable[..., IssuedKey], client_of: Callable[[IssuedKey], APIClient], page: Page
) -> None:
    limited, other = client_of(issue("read", limit_per_minute=3)), client_of(issue("read"))
    assert [limited.get(COMPONENTS).status_code for _try in range(4)] == [200, 200, 200, 429]
    refused = limited.get(COMPONENTS)
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert refused.json()["code"] == "too_many_requests"
    assert other.get(COMPONENTS).status_code == 200


def test_every_call_leaves_a_record_without_secrets__criterion_25(
    api: APIClient,
    client_of: Callable[[Any], APIClient],
    full_key: IssuedKey,
    read_key: IssuedKey,
    page: Page,
    organization: Organization,
) -> None:
    api.get(COMPONENTS)
    client_of(read_key).post(COMPONENTS, {"name": "x"}, format="json", REMOTE_ADDR="203.0.113.9")
    access_log.flush()
    answer = api.get(f"/api/v1/organizations/{organization.uid}/access-log/")
    assert answer.status_code == 200
    rows = answer.json()["results"]
    refused, read = rows[0], rows[1]
    assert (refused["method"], refused["path"], refused["status"]) == ("POST", COMPONENTS, 403)
    assert (refused["key"], refused["address"]) == (read_key.key.prefix, "203.0.113.9")
    assert (read["method"], read["status"], read["key"]) == ("GET", 200, full_key.key.prefix)
    for secret in (full_key.secret, read_key.secret):
        assert secret not in answer.content.decode()
