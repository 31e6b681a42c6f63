import json
from typing import NoReturn

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest
from django.test import Client, override_settings
from django.urls import path


def away(request: HttpRequest) -> NoReturn:
    raise OperationalError("connection to server at 10.0.0.1 failed")


def closed(request: HttpRequest) -> NoReturn:
    raise InterfaceError("connection already closed")


def broken(request: HttpRequest) -> NoReturn:
    raise ValueError("a secret detail")


urlpatterns = [
    path(prefix + name, view)
    for prefix in ("", "api/v1/", "v1/", "rest/v1/")
    for name, view in (("away", away), ("closed", closed), ("broken", broken))
]
urlpatterns += [path("api/v2/away.json", away), path("pages/status/incidents/broken.json", broken)]
handler404 = "config.answers.not_found"
handler500 = "config.answers.server_error"
here = override_settings(ROOT_URLCONF="tests.config.test_answers")


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@here
@pytest.mark.parametrize("name", ["away", "closed"])
def test_it_asks_to_come_back_while_the_database_is_away(visitor: Client, name: str):
    page = visitor.get(f"/{name}")
    assert (page.status_code, page["Retry-After"], page["Cache-Control"]) == (503, "5", "no-store")
    assert b"10.0.0.1" not in page.content
    answer = visitor.post(f"/api/v1/{name}")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "unavailable"


@here
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v2/away.json", 503),
        ("/pages/status/incidents/broken.json", 500),
        ("/pages/status/api/v2/nowhere.json", 404),
    ],
)
def test_scripts_of_other_origins_can_read_what_is_wrong(visitor: Client, address: str, status: int):
    answer = visitor.get(address)
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (status, "*")
    assert set(answer.json()) == {"error", "message"}
    assert "Retry-After" in answer or status != 503
    assert b"10.0.0.1" not in answer.content
    assert b"secret" not in answer.content


@here
def test_it_asks_to_come_back_when_a_middleware_met_the_outage(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*args: object) -> NoReturn:
        raise OperationalError("away")

    monkeypatch.setattr("config.middleware.hosts.KnownHosts._answers", refuse)
    assert visitor.get("/anything").status_code == 503


@here
def test_it_says_nothing_of_an_error_but_its_number(visitor: Client):
    page = visitor.get("/broken")
    assert page.status_code == 500
    assert b"secret" not in page.content
    assert page["X-Request-Id"].encode() in page.content
    answer = visitor.get("/api/v1/broken")
    assert answer.json()["request_id"] == answer["X-Request-Id"]


@here
@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/nowhere", "/api/v1/nowhere"])
def test_it_answers_a_wrong_address_in_the_form_of_its_readers(visitor: Client, path: str):
    response = visitor.get(path)
    assert response.status_code == 404
    if path.startswith("/api/"):
        assert json.loads(response.content)["code"] == "not_found"
    else:
        assert b"There is nothing at this address." in response.content


@here
def test_it_sends_a_strict_policy_with_every_answer(visitor: Client):
    response = visitor.get("/nowhere")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"


@here
@pytest.mark.django_db
def test_it_needs_no_database_to_say_so(visitor: Client):
    def refuse(*args: object) -> NoReturn:
        raise OperationalError("away")

    with connection.execute_wrapper(refuse):
        assert visitor.get("/nowhere").status_code == 404
        assert visitor.get("/away").status_code == 503


@here
@pytest.mark.parametrize(("name", "status"), [("away", 503), ("broken", 500), ("nowhere", 404)])
def test_clients_of_the_management_api_are_told_in_its_form(visitor: Client, name: str, status: int):
    answer = visitor.post(f"/v1/{name}")
    assert answer.status_code == status
    assert set(answer.json()) == {"error", "message"}
    assert b"10.0.0.1" not in answer.content


@here
@pytest.mark.parametrize(("name", "status"), [("away", 503), ("broken", 500), ("nowhere", 404)])
def test_clients_of_pingpong_are_told_in_its_form_whatever_site_they_run_on(
    visitor: Client, name: str, status: int
):
    answer = visitor.post(f"/rest/v1/{name}")
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (status, "*")
    assert list(answer.json()) == ["detail"]
    assert ("Retry-After" in answer) == (status == 503)
    assert b"10.0.0.1" not in answer.content
    assert b"secret" not in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/rest/v1/status", "/widget/badge/status/sp_0"])
def test_under_a_name_that_is_not_ours_pingpong_has_nothing(visitor: Client, path: str):
    for host in ("elsewhere.example", "bad host"):
        answer = visitor.get(path, headers={"Host": host})
        assert (answer.status_code, answer.json()) == (404, {"detail": "Not found."})
        assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "path",
    [
        "/rest/v1/nothing",
        "/widget/nothing",
        "/api/v2/nothing.json",
        "/pages/status/metrics-display/nothing/day.json",
        "/incidents/nothing.json",
        "/api/v1/nothing",
        "/v1/nothing",
        "/nothing",
    ],
)
@pytest.mark.django_db
def test_no_cache_keeps_that_there_is_nothing(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code in (401, 404)
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("path", ["/away", "/api/v1/away", "/v1/away", "/rest/v1/away", "/api/v2/away.json"])
@override_settings(ROOT_URLCONF=__name__)
def test_no_cache_keeps_an_outage(path: str) -> None:
    response = Client(raise_request_exception=False).get(path)
    assert response.status_code == 503
    assert "no-store" in response["Cache-Control"]
