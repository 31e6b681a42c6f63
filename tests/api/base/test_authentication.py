"""Who gets in, by which header, and what everyone else is told."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from apikeys.credentials import checksum, create
from apikeys.services import key_revoke, key_rotate
from statuspage.actor import Actor
from tests.rows import each

METHODS = ("get", "post", "put", "patch", "delete", "head", "options")


@each(
    "header",
    [
        {"HTTP_AUTHORIZATION": "Bearer {}"},
        {"HTTP_AUTHORIZATION": "bearer   {}"},
        {"HTTP_AUTHORIZATION": "OAuth {}"},
        {"HTTP_AUTHORIZATION": "Token {}"},
        {"HTTP_X_API_KEY": "{}"},
    ],
)
def test_it_takes_a_key_in_each_header(full_key, header):
    answer = APIClient().get(
        "/t/keys/", **{name: value.format(full_key.secret) for name, value in header.items()}
    )
    assert answer.status_code == 200
    assert answer.json() == {"actor": "deploy bot", "key": full_key.key.prefix}


@pytest.mark.parametrize("method", METHODS)
def test_it_refuses_every_method_without_a_key_a01(db, method):
    answer = getattr(APIClient(), method)("/t/keys/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="Candor"'
    assert answer["Content-Type"] == "application/problem+json"


def _wrong_secrets(secret: str) -> dict[str, str]:
    flipped = "a" if secret[20] != "a" else "b"
    body = secret[:20] + flipped + secret[21:26]
    return {
        "another secret behind a known prefix": body + checksum(body),
        "an unknown prefix": create().secret,
        "a wrong checksum": secret[:-1] + ("0" if secret[-1] != "0" else "1"),
        "no key at all": "hello",
        "nothing": "",
        "too much": secret * 50,
        "bytes outside ASCII": "cdr_é",
        "NUL": secret[:10] + "\x00" + secret[11:],
    }


@each("name", list(_wrong_secrets(create().secret)))
def test_it_refuses_every_wrong_secret_alike(full_key, name):
    secret = _wrong_secrets(full_key.secret)[name]
    answer = APIClient().get("/t/keys/", HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="Candor", error="invalid_token"'
    assert answer.json()["code"] == "invalid_key"
    assert answer.json()["detail"] == "This is not a valid key."


def test_it_refuses_other_schemes_and_cookies(full_key):
    client = APIClient()
    client.cookies["api_key"] = full_key.secret
    client.cookies["candor_session"] = full_key.secret
    assert client.get("/t/keys/").status_code == 401
    assert client.get("/t/keys/", HTTP_AUTHORIZATION=f"Basic {full_key.secret}").status_code == 401
    assert client.get(f"/t/keys/?api_key={full_key.secret}").status_code == 401


def test_it_takes_its_own_header_beside_a_proxys(full_key):
    headers = {"HTTP_AUTHORIZATION": "Basic dXNlcjpwYXNz", "HTTP_X_API_KEY": full_key.secret}
    assert APIClient().get("/t/keys/", **headers).status_code == 200


def test_it_ignores_the_session_of_a_person(owner, organization):
    client = APIClient()
    client.force_login(owner)
    assert client.get("/t/keys/").status_code == 401


def test_it_refuses_a_revoked_key_at_once(full_key, client_of):
    client = client_of(full_key)
    assert client.get("/t/keys/").status_code == 200
    key_revoke(key=full_key.key, by=Actor.system())
    answer = client.get("/t/keys/")
    assert (answer.status_code, answer.json()["code"]) == (401, "key_revoked")


def test_it_refuses_an_expired_key(full_key, client_of, expire):
    expire(full_key.key, timezone.now() - timedelta(seconds=1))
    answer = client_of(full_key).get("/t/keys/")
    assert (answer.status_code, answer.json()["code"]) == (401, "key_expired")


def test_it_refuses_the_old_secret_after_a_rotation(full_key, client_of):
    new = key_rotate(key=full_key.key, by=Actor.system())
    assert client_of(full_key).get("/t/keys/").status_code == 401
    assert client_of(new).get("/t/keys/").status_code == 200


def test_it_never_answers_with_the_secret(full_key, client_of):
    for path in ("/t/keys/", "/t/nothing/", "/t/keys/?x=1"):
        assert full_key.secret not in client_of(full_key).get(path).content.decode()
