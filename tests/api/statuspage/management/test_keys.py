"""Keys in all the ways that clients of Statuspage send them."""

from typing import Any

import pytest
from django.test import Client

from apikeys.services import IssuedKey
from statuspage.models import Page
from tests.rows import each

pytestmark = pytest.mark.django_db

SCHEMES = ["OAuth {}", "oauth {}", "Bearer {}", "BEARER {}", "Token {}", "{}", "  OAuth   {}  "]


@each("scheme", SCHEMES)
def test_it_takes_the_key_in_the_header(client: Client, page: Page, full_key: IssuedKey, scheme: str):
    headers = {"Authorization": scheme.format(full_key.secret)}
    assert client.get("/v1/pages", headers=headers).status_code == 200


def test_it_takes_the_key_in_the_query(client: Client, page: Page, full_key: IssuedKey):
    assert client.get(f"/v1/pages.json?api_key={full_key.secret}").status_code == 200


def test_it_looks_at_the_query_beside_a_header_of_a_proxy(client: Client, page: Page, full_key: IssuedKey):
    headers = {"Authorization": "Basic dTpw"}
    assert client.get(f"/v1/pages?api_key={full_key.secret}", headers=headers).status_code == 200
    headers["X-Api-Key"] = full_key.secret
    assert client.get("/v1/pages", headers=headers).status_code == 200


@each("header", ["", "OAuth", "OAuth ", "OAuth wrong", "wrong", "Basic dTpw", "OAuth a b", "é"])
def test_it_tells_wrong_keys_what_statuspage_tells_them(client: Client, page: Page, header: str):
    for path in ("/v1/pages", f"/v1/pages/{page.uid}", "/v1/pages?api_key=wrong", "/v1/pages?api_key="):
        answer = client.get(path, headers={"Authorization": header})
        assert answer.status_code == 401
        assert answer.json() == {"error": "Could not authenticate", "message": "Could not authenticate"}


def test_a_key_is_refused_what_it_may_not_do(issue: Any, caller: Any, page: Page, send: Any):
    client = caller(issue("components:write"))
    answer = send("GET", "/v1/pages", client=client)
    assert answer.status_code == 403
    assert answer.json()["error"] == answer.json()["message"]
