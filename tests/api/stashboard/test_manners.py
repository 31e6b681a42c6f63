"""Versions, methods and errors, as the original has them on both mounts."""

from collections.abc import Callable

import pytest
from django.test import Client

from apikeys.services import IssuedKey
from statuspage.models import Page
from tests.rows import each

pytestmark = [pytest.mark.django_db, pytest.mark.any_database, pytest.mark.usefixtures("echoed", "page")]

PUBLIC = "/api/v1/echo/a"
ADMIN = "/admin/api/v1/echo/a"
FORM = "application/x-www-form-urlencoded"


def error(code: int, message: str) -> dict[str, object]:
    return {"error": True, "code": code, "message": message}


@each(
    ("method", "path", "code", "message"),
    [
        ("POST", PUBLIC, 405, "Method not supported"),
        ("PUT", PUBLIC, 405, "Method not supported"),
        ("DELETE", PUBLIC, 405, "Method not supported"),
        ("PATCH", PUBLIC, 405, "Method not supported"),
        ("PUT", ADMIN, 405, "Method not supported"),
        ("PATCH", ADMIN, 405, "Method not supported"),
        ("DELETE", ADMIN, 405, "Method not supported"),
        ("BREW", ADMIN, 405, "Method not supported"),
        ("POST", ADMIN, 403, "Authorization Failure"),
        ("GET", "/api/v2/echo/a", 404, "API Version v2 not supported"),
        ("PUT", "/api/v2/echo/a", 404, "API Version v2 not supported"),
        ("GET", "/admin/api/1/echo/a", 404, "API Version 1 not supported"),
        ("POST", "/admin/api/1/echo/a", 403, "Authorization Failure"),
        ("GET", "/api/v1/echo/a/", 404, "Can't find resource"),
        ("POST", "/admin/api/v1/nowhere", 404, "Can't find resource"),
        ("GET", "/admin/api/nowhere", 404, "Can't find resource"),
    ],
)
def test_refuses_as_the_original_does(client: Client, method: str, path: str, code: int, message: str):
    answer = client.generic(method, path)
    assert (answer.status_code, answer.json()) == (code, error(code, message))
    assert answer["Content-Type"] == "application/json"
    if code == 405:
        assert answer["Allow"] == "GET, HEAD, POST, OPTIONS" if path == ADMIN else "GET, HEAD, OPTIONS"


def test_tells_who_writes_of_the_version_only_after_asking_who_they_are(
    caller: Callable[[IssuedKey], Client], full_key: IssuedKey
):
    answer = caller(full_key).post("/admin/api/v9/echo/a")
    assert answer.json() == error(404, "API Version v9 not supported")


@pytest.mark.parametrize("mount", ["/api/v1", "/admin/api/v1"])
def test_names_addresses_as_the_client_reached_them(client: Client, mount: str):
    answer = client.get(f"{mount}/echo/a?x=1&x=2")
    assert answer["Content-Type"] == "application/json"
    assert answer.json() == {
        "page": "status",
        "url": f"http://testserver{mount}/echo/a",
        "image": "http://testserver/images/x.svg",
        "key": False,
        "fields": {"x": "2"},
    }
    head = client.head(f"{mount}/echo/a")
    assert (head.status_code, head.content) == (200, b"")
    options = client.options(f"{mount}/echo/a")
    assert (options.status_code, options.content) == (204, b"")


@each(
    ("body", "kind", "fields"),
    [
        ("x=1&y=%C3%A9+b&x=3", FORM, {"x": "3", "y": "é b", "q": "1"}),
        ("q=2", FORM, {"q": "2"}),
        ("", "text/plain", {"q": "1"}),
        (
            '{"x": "a", "b": true, "n": 3, "z": null}',
            "application/json",
            {"x": "a", "b": "true", "n": "3", "z": "", "q": "1"},
        ),
        (
            '--B\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n--B--',
            "multipart/form-data; boundary=B",
            {"x": "1", "q": "1"},
        ),
    ],
)
def test_takes_forms_queries_and_json(
    caller: Callable[[IssuedKey], Client], full_key: IssuedKey, body: str, kind: str, fields: dict[str, str]
):
    answer = caller(full_key).generic("POST", f"{ADMIN}?q=1", body, content_type=kind)
    assert (answer.status_code, answer.json().get("fields")) == (200, fields)


@each(
    ("body", "kind", "code"),
    [
        (b"x=%00", FORM, 400),
        (b"x=%FF", FORM, 400),
        (b"x=\xff", FORM, 400),
        (b"[]", "application/json", 400),
        (b"3", "application/json", 400),
        (b'{"x": [1]}', "application/json", 400),
        (b'{"x": ', "application/json", 400),
        (b'{"x": "\\u0000"}', "application/json", 400),
        (b"<x/>", "text/xml", 415),
        (b"x=1", f"{FORM}; charset=utf-16", 415),
        (b"x=1", f"{FORM}; charset=rot13", 415),
        (b"--B", "multipart/form-data; boundary=B", 400),
        (b"x", "multipart/form-data", 400),
        (b"x=" + b"1" * 1024 * 1024, FORM, 413),
        (b"&".join(b"x=1" for _ in range(10_001)), FORM, 400),
    ],
)
def test_refuses_what_it_cannot_read(
    caller: Callable[[IssuedKey], Client], full_key: IssuedKey, body: bytes, kind: str, code: int
):
    answer = caller(full_key).generic("POST", ADMIN, body, content_type=kind)
    assert (answer.status_code, answer.json()["code"], answer.json()["error"]) == (code, code, True)
    assert isinstance(answer.json()["message"], str)


def test_asks_for_a_default_page_where_a_key_reaches_several(
    caller: Callable[[IssuedKey], Client], issue: Callable[..., IssuedKey], page: Page, other_page: Page
):
    second = Page.objects.create(organization=page.organization, name="Second", slug="second")
    key = issue(
        "full", pages=[second, Page.objects.create(organization=page.organization, name="3", slug="third")]
    )
    answer = caller(key).get(ADMIN)
    assert (answer.status_code, answer.json()["error"]) == (403, True)
    assert answer.json()["message"].startswith("This key reaches several pages")
    assert caller(issue("full", pages=[second])).get(ADMIN).json()["page"] == "second"
    assert caller(issue("full")).get(ADMIN).json()["page"] == "status"
