"""Slashes, unknown paths, public views and other origins."""

import pytest
from rest_framework.test import APIClient

from statuspage.models import Page


@pytest.mark.parametrize("method", ["get", "head"])
def test_it_redirects_reads_that_lack_the_slash(api, method):
    answer = getattr(api, method)("/t/keys?x=1&y=%2F")
    assert (answer.status_code, answer["Location"]) == (301, "/t/keys/?x=1&y=%2F")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_tells_writes_about_the_slash(api, method):
    answer = getattr(api, method)("/t/keys", {}, format="json")
    assert answer.status_code == 404
    assert "slash" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/t/nothing/", "/t/nothing", "/t/", "/t//keys/", "/t/keys/x"])
@pytest.mark.parametrize("method", ["get", "post", "delete", "options"])
def test_it_knows_no_other_paths(api, path, method):
    answer = getattr(api, method)(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_it_says_401_to_a_wrong_key_at_unknown_paths(db):
    assert APIClient().get("/t/nothing/", HTTP_X_API_KEY="wrong").status_code == 401
    assert APIClient().get("/t/nothing/").status_code == 404


def test_it_reads_public_pages_without_a_key_from_any_origin(page):
    answer = APIClient().get("/t/pages/status/status/", HTTP_ORIGIN="https://elsewhere.example")
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    preflight = APIClient().options("/t/pages/status/status/", HTTP_ORIGIN="https://elsewhere.example")
    assert (preflight.status_code, preflight["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")


def test_it_opens_no_other_view_to_other_origins(api):
    assert "Access-Control-Allow-Origin" not in api.get("/t/keys/", HTTP_ORIGIN="https://elsewhere.example")


def test_it_refuses_writes_to_public_views_without_a_key(page):
    assert APIClient().post("/t/pages/status/status/").status_code == 401


@pytest.mark.parametrize(
    "closing",
    [
        {"visibility": "password", "password_hash": "x"},
        {"visibility": "restricted"},
        {"viewers_must_be_team_members": True},
        {"ip_restrictions": "10.0.0.0/8"},
    ],
)
def test_it_hides_pages_that_are_not_open_a12(page, api, closing):
    Page.objects.filter(pk=page.pk).update(**closing)
    hidden = APIClient().get("/t/pages/status/status/")
    missing = APIClient().get("/t/pages/missing/status/")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.json()["detail"] == missing.json()["detail"]
    assert api.get("/t/pages/status/status/").status_code == 200


def test_it_hides_a_public_page_from_a_key_that_does_not_reach_it(client_of, outsider_key, page):
    assert client_of(outsider_key).get("/t/pages/status/status/").status_code == 404
