"""Each refusal: its status, its code, and the place of what is wrong."""

import json

import pytest
from django.db import OperationalError, connection
from rest_framework.test import APIClient

from statuspage.models import Component
from tests.rows import each


def test_it_tells_a_problem_in_full(api, page):
    answer = api.post("/t/pages/status/components/", {"name": "", "extra": 1}, format="json")
    problem = answer.json()
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert problem["type"].endswith("/docs/errors/#validation")
    assert (problem["title"], problem["status"], problem["code"]) == ("Invalid input", 422, "validation")
    assert problem["request_id"] == answer["X-Request-Id"]
    assert {(error["pointer"], error["code"]) for error in problem["errors"]} == {
        ("/name", "blank"),
        ("/extra", "unknown_field"),
    }
    assert not Component.objects.exists()


@each(
    ("body", "pointer"),
    [
        ({}, "/name"),
        ({"name": 7}, "/name"),
        ({"name": None}, "/name"),
        ({"name": "x" * 256}, "/name"),
        ({"name": "x", "position": "1"}, "/position"),
        ({"name": "x", "position": True}, "/position"),
        ({"name": "x", "position": 1.0}, "/position"),
        ({"name": "x", "visible": "true"}, "/visible"),
        ({"name": "x", "visible": 1}, "/visible"),
        ({"name": "x", "tags": "a"}, "/tags"),
        ({"name": "x", "tags": ["a", 1]}, "/tags/1"),
        ({"name": "a\x00b"}, "/name"),
        ([], ""),
        ("text", ""),
        (None, ""),
    ],
)
def test_it_points_at_the_wrong_field(api, page, body, pointer):
    answer = api.post("/t/pages/status/components/", json.dumps(body), content_type="application/json")
    assert answer.status_code == 422, answer.content
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    assert not Component.objects.exists()


def test_it_takes_back_what_was_read_and_ignores_what_is_read_only(api, page):
    made = api.post("/t/pages/status/components/", {"name": "API"}, format="json").json()
    answer = api.patch(
        f"/t/pages/status/components/{made['id']}/", {**made, "id": "aaaaaaaaaaaa"}, format="json"
    )
    assert answer.status_code == 200
    assert answer.json() == made


def test_it_names_the_missing_scope(client_of, read_key, page):
    answer = client_of(read_key).post("/t/pages/status/components/", {"name": "x"}, format="json")
    problem = answer.json()
    assert answer.status_code == 403
    assert (problem["code"], problem["scope"]) == ("missing_scope", "components:write")
    assert "components:write" in problem["detail"]


def test_it_lets_who_may_write_also_read(client_of, issue, page):
    client = client_of(issue("components:write"))
    assert client.get("/t/pages/status/components/").status_code == 200
    assert client.get("/t/events/").status_code == 403


def test_it_keeps_keys_of_some_pages_from_the_organization(client_of, page_key):
    answer = client_of(page_key).get("/t/keys/")
    assert (answer.status_code, answer.json()["code"]) == (403, "page_restricted_key")


@pytest.mark.parametrize("path", ["/t/pages/elsewhere/components/", "/t/pages/nothing/components/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_it_hides_foreign_pages_like_missing_ones_a03(page_key, client_of, other_page, path, method):
    answer = getattr(client_of(page_key), method)(
        path, *([{"name": "x"}, "json"] if method == "post" else [])
    )
    assert answer.status_code == 404
    problem = answer.json()
    problem.pop("request_id")
    assert problem == {
        "type": "http://127.0.0.1:8000/docs/errors/#not_found",
        "title": "Not found",
        "status": 404,
        "detail": "There is no such page.",
        "code": "not_found",
    }


def test_it_finds_a_page_by_uid_before_slug(api, page, organization):
    assert api.get(f"/t/pages/{page.uid}/status/").json() == {"name": "Acme status"}
    type(page).objects.create(organization=organization, name="Shadow", slug=page.uid)
    assert api.get(f"/t/pages/{page.uid}/status/").json() == {"name": "Acme status"}


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_it_refuses_other_methods_with_those_that_are_allowed(api, method):
    answer = getattr(api, method)("/t/keys/", {}, format="json")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, POST, HEAD, OPTIONS"
    assert answer.json()["code"] == "method_not_allowed"


@pytest.mark.parametrize("method", ["TRACE", "FOO", "PROPFIND"])
def test_it_refuses_trace_and_strangers_a20(api, method):
    assert api.generic(method, "/t/keys/").status_code == 405
    assert APIClient().generic(method, "/t/keys/").status_code == 401


def test_it_asks_the_rights_of_get_for_head_and_options_a20(client_of, issue):
    poor, rich = client_of(issue("log:read")), client_of(issue("keys:read"))
    for method in ("head", "options"):
        assert getattr(poor, method)("/t/keys/").status_code == 403
        assert getattr(rich, method)("/t/keys/").status_code in {200, 204}


@pytest.mark.parametrize(
    "trick", [{"HTTP_X_HTTP_METHOD_OVERRIDE": "POST"}, {"HTTP_X_METHOD_OVERRIDE": "DELETE"}]
)
def test_it_knows_no_method_override_a02(client_of, read_key, trick):
    answer = client_of(read_key).get("/t/keys/", **trick)
    assert answer.status_code == 200
    assert "actor" in answer.json()


def test_it_answers_json_only(api):
    assert api.get("/t/keys/", HTTP_ACCEPT="text/html").status_code == 406
    assert api.get("/t/keys/", HTTP_ACCEPT="text/html, */*;q=0.1").status_code == 200
    assert api.get("/t/keys/?format=json").status_code == 400


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data", ""]
)
def test_it_reads_json_only(api, kind):
    answer = api.generic("POST", "/t/keys/", "a=1", content_type=kind)
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def test_it_says_when_the_database_is_away(api, full_key):
    def gone(execute, sql, params, many, context):
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(gone):
        answer = api.get("/t/keys/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert answer.json()["code"] == "database_away"
    assert "server closed" not in answer.content.decode()


def test_it_hides_its_own_mistakes(api):
    api.raise_request_exception = False
    answer = api.get("/t/failing/")
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal_error"
    assert "a mistake of ours" not in answer.content.decode()


def test_it_lets_tests_see_its_mistakes(api):
    with pytest.raises(RuntimeError, match="a mistake of ours"):
        api.get("/t/failing/")


def test_it_lets_each_door_word_its_errors(api, db):
    answer = APIClient().get("/t/other/")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/json"
    assert set(answer.json()) == {"error"}
    assert answer["WWW-Authenticate"]


def test_it_returns_a_harmless_request_id_and_replaces_others(api):
    assert api.get("/t/keys/", HTTP_X_REQUEST_ID="trace-12345")["X-Request-Id"] == "trace-12345"
    assert len(api.get("/t/keys/", HTTP_X_REQUEST_ID="<script>\r\nx")["X-Request-Id"]) == 36


def test_it_forbids_caches_to_keep_keyed_answers(api, page):
    assert api.get("/t/keys/")["Cache-Control"] == "private, no-store"
    assert APIClient().get("/t/keys/")["Cache-Control"] == "private, no-store"
    assert APIClient().get("/t/pages/status/status/")["Cache-Control"] == "no-cache"
