"""What a request passes before its handler, in the order of section 2 of the contract."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from monitoring.models import Check
from statuspage.models import Page
from tests.rows import each

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.healthchecks.probes")]

PATH = "/api/v3/projects/"


def sent(client: Client, body: Any, path: str = PATH) -> Any:
    return client.post(path, body if isinstance(body, bytes | str) else json.dumps(body), content_type="x/y")


@each(
    "body",
    [b"{", b"nonsense", b'{"a": "\xff"}', b"\xef\xbb\xbf{}", b"[" * 100_000, b'{"n": ' + b"9" * 5000 + b"}"],
)
def test_a_body_that_cannot_be_read_comes_before_the_key(rw: Client, body: bytes):
    for client in (rw, Client(), Client(headers={"X-Api-Key": "x" * 32})):
        answer = sent(client, body)
        assert (answer.status_code, answer.json()) == (400, {"error": "could not parse request body"})


@each("body", ["[]", "null", '"text"', "5", "true", "NaN"])
def test_a_body_is_an_object(rw: Client, body: str):
    for client in (rw, Client()):
        answer = sent(client, body)
        assert (answer.status_code, answer.json()) == (
            400,
            {"error": "json validation error: value is not an object"},
        )


def test_an_empty_body_is_an_empty_object_and_a_huge_one_is_refused(rw: Client, page: Page):
    assert sent(rw, b"").json() == {"page": "status", "body": []}
    for client in (rw, Client()):
        answer = sent(client, b'{"name": "' + b"x" * 10_000_000 + b'"}')
        assert answer.status_code == 413
        assert list(answer.json()) == ["error"]


def test_it_answers_json_whatever_is_asked_for(rw: Client, page: Page):
    for accepted in ("text/html", "image/png", "application/json;q=0", "nonsense"):
        answer = rw.get(PATH, headers={"Accept": accepted})
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/json"), accepted


def test_wrong_methods_come_before_everything_and_answer_nothing(rw: Client):
    for method in ("PUT", "PATCH", "DELETE", "HEAD", "TRACE", "NONSENSE"):
        answer = Client().generic(method, PATH, b"{nonsense")
        assert (answer.status_code, answer.content) == (405, b""), method
        assert answer["Access-Control-Allow-Origin"] == "*"
    assert rw.head(PATH).status_code == 405


def test_options_need_no_key_and_every_answer_allows_other_origins(rw: Client, page: Page):
    answer = Client().options(f"{PATH}{uuid4()}")
    assert (answer.status_code, answer.content) == (204, b"")
    for any_answer in (answer, rw.get(PATH), Client().get(PATH), sent(rw, b"{"), rw.get(f"{PATH}{uuid4()}")):
        assert any_answer["Access-Control-Allow-Origin"] == "*"
        assert any_answer["Access-Control-Allow-Headers"] == "X-Api-Key"
        assert set(any_answer["Access-Control-Allow-Methods"].split(", ")) == {"GET", "POST", "OPTIONS"}
        assert any_answer["Access-Control-Max-Age"] == "600"


@pytest.mark.parametrize("version", ["v1", "v2", "v3"])
def test_every_version_answers_and_no_other(rw: Client, page: Page, version: str):
    assert rw.get(f"/api/{version}/projects/").json() == {"page": "status", "version": version, "rw": True}
    unslashed = f"/api/{version}/projects"
    assert (rw.get(f"{unslashed}?tag=a%20b").status_code, rw.get(f"{unslashed}?tag=a")["Location"]) == (
        301,
        f"{unslashed}/?tag=a",
    )
    assert rw.post(unslashed)["Location"] == f"{unslashed}/"
    assert rw.get("/api/v9/projects/").status_code == 404


def test_without_the_slash_other_methods_are_answered_as_with_it(rw: Client, page: Page):
    for client in (rw, Client()):
        answer = client.options("/api/v2/projects?tag=a")
        assert (answer.status_code, answer.content) == (204, b"")
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Access-Control-Allow-Headers"] == "X-Api-Key"
        assert answer["Access-Control-Allow-Methods"] == "GET, POST, OPTIONS"
        for method in ("get", "post"):
            moved = getattr(client, method)("/api/v2/projects")
            assert (moved.status_code, moved["Access-Control-Allow-Origin"]) == (301, "*")
        for method in ("put", "delete", "head"):
            refused = getattr(client, method)("/api/v2/projects")
            assert (refused.status_code, refused.content) == (405, b"")


def test_our_own_mistakes_are_told_in_the_same_shape(rw: Client, heartbeat: Callable[..., Check]):
    rw.raise_request_exception = False
    answer = sent(rw, {}, f"{PATH}{heartbeat().code}")
    assert (answer.status_code, list(answer.json())) == (500, ["error"])
