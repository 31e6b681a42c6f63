"""What nobody should send: refused in the door's shape, with nothing changed."""

import json
from itertools import product
from typing import Any

import pytest
from django.test import Client

from statuspage.models import Event, Page
from tests.rows import each

pytestmark = pytest.mark.django_db

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
DEEP = '{"page":' * 200 + "1" + "}" * 200
BODIES: list[tuple[Any, str, int]] = [
    ('{"page": {"name": "x"', JSON, 400),
    ("page", JSON, 400),
    ("[]", JSON, 400),
    ('["page"]', JSON, 400),
    ("5", JSON, 400),
    ("null", JSON, 400),
    (b'{"page": {"name": "\xff"}}', JSON, 400),
    ('{"page": {"name": "\\ud800"}}', JSON, 400),
    ('{"page": {"name": "a"}, "page": {"name": "b"}}', JSON, 400),
    ('{"page": {"name": NaN}}', JSON, 400),
    ('{"page": {"name": 1' + "0" * 5000 + "}}", JSON, 400),
    (DEEP, JSON, 400),
    ("[" * 100_000, JSON, 400),
    ('{"page": {"name": "a\\u0000b"}}', JSON, 422),
    ('{"page": {"name": "' + "x" * 256 + '"}}', JSON, 422),
    ('{"page": {"name": "' + "x" * 2**20 + '"}}', JSON, 413),
    ("page[name]=x&page=y", FORM, 400),
    ("page[name=x", FORM, 400),
    ("page[name]=%FF", FORM, 400),
    ("page[name]=a%00b", FORM, 422),
    ("page=", FORM, 400),
    ("page" + "[a]" * 100 + "=x", FORM, 400),
    ("--X\r\nbroken", "multipart/form-data; boundary=X", 400),
    ("--X", "multipart/form-data", 400),
    ('{"page": {"name": "x"}}', "text/plain", 415),
    ("<page/>", "application/xml", 415),
    ('{"page": {"name": "x"}}', "", 415),
]


@each(("body", "kind", "status"), BODIES, ids=lambda value: str(value)[:30])
def test_it_is_refused_and_nothing_changed(client_rw: Client, page: Page, body: Any, kind: str, status: int):
    answer = client_rw.generic("PATCH", f"/v1/pages/{page.uid}", body, content_type=kind)
    assert answer.status_code == status, answer.content
    assert set(answer.json()) == {"error", "message"}
    assert not Event.objects.filter(page=page).exists()


@pytest.mark.parametrize(
    "kind", ["application/json; charset=utf-8", "Application/JSON", "application/vnd.api+json"]
)
def test_it_takes_json_by_its_other_names(client_rw: Client, page: Page, kind: str):
    body = json.dumps({"page": {"name": "New"}})
    answer = client_rw.generic("PATCH", f"/v1/pages/{page.uid}", body, content_type=kind)
    assert answer.json()["name"] == "New"


def test_it_takes_forms_of_both_kinds(client_rw: Client, page: Page):
    path = f"/v1/pages/{page.uid}"
    kind = "application/x-www-form-urlencoded; charset=UTF-8"
    answer = client_rw.generic("PATCH", path, "page[hidden_from_search]=true", content_type=kind)
    assert answer.json()["hidden_from_search"] is True
    part = '--X\r\nContent-Disposition: form-data; name="page[hidden_from_search]"\r\n\r\nfalse\r\n--X--\r\n'
    answer = client_rw.generic("PATCH", path, part, content_type="multipart/form-data; boundary=X")
    assert answer.json()["hidden_from_search"] is False


@each(
    ("method", "path"),
    product(
        ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"),
        ("", "/", "/nowhere", "/pages/short", "/pages/ABCDEFGHIJ12", "/pages/x/y.json", "/pages%0A"),
    ),
)
def test_an_unknown_path_is_a_404_with_a_key_and_without(
    client: Client, client_rw: Client, page: Page, path: str, method: str
):
    for caller in (client, client_rw):
        answer = caller.generic(method, f"/v1{path}")
        assert answer.status_code == 404
        if method != "HEAD":
            assert answer.json() == {"error": "Not found", "message": "Not found"}


@each("query", ["q=%00", "page=%FF", "a[b]=1", "page=1&page=2", "&&&==", "q=" + "x" * 5000])
def test_odd_queries_harm_nothing(client_rw: Client, page: Page, query: str):
    assert client_rw.get(f"/v1/pages?{query}").status_code in {200, 400}


def test_it_tells_the_methods_of_a_path(client_rw: Client, page: Page):
    answer = client_rw.generic("DELETE", f"/v1/pages/{page.uid}")
    assert answer.status_code == 405
    assert set(answer["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "PATCH", "PUT"}
    assert set(answer.json()) == {"error", "message"}
    answer = client_rw.options(f"/v1/pages/{page.uid}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert "PATCH" in answer["Allow"]
    answer = client_rw.head(f"/v1/pages/{page.uid}")
    assert (answer.status_code, answer.content) == (200, b"")
