"""Whatever is sent to checks is answered in the door's shape: taken, or refused with a 4xx."""

import io
import json
from collections.abc import Callable
from typing import Any

import hypothesis.strategies as st
import pytest
from django.test import Client, RequestFactory
from django.urls import resolve
from hypothesis import HealthCheck, given, settings

from api.healthchecks.checks.fields import READERS
from apikeys.services import IssuedKey
from monitoring.models import Check
from statuspage.models import Page

pytestmark = pytest.mark.django_db

LIST = "/api/v3/checks/"

RAW = [
    b"\x00",
    b"\xff\xfe",
    b'{"name": "\xc3\x28"}',
    b'{"name": "\xed\xa0\x80"}',
    b'{"name": "a"',
    b"{'name': 'a'}",
    b'{"a": ' * 5000 + b"1" + b"}" * 5000,
    b'{"name": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    b'{"timeout": ' + b"9" * 100_000 + b"}",
    b'{"timeout": 1e400}',
    b'{"timeout": -Infinity}',
    b'{"name": "' + b"x" * 1_000_000 + b'"}',
    b'{"tags": "' + b"x " * 500_000 + b'"}',
    b'{"channels": "' + b"," * 1_000_000 + b'"}',
    b'{"unique": [' + b'"name",' * 100_000 + b'"name"]}',
    b'{"name": "a", "name": "b", "name": 5}',
    b'{"name": "\\ud800"}',
    b'{"channels": "\\udc00,*"}',
    b'{"\\ud800": "\\ud800"}',
    b"name=Backup&tags=a",
    '{"name": "x"}'.encode("utf-16"),
    b"--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b--",
]


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/plain", "", "multipart/form-data; boundary=b"]
)
def test_raw_bodies(
    rw: Client, page: Page, heartbeat: Callable[..., Check], content_type: str, no_limits: None
):
    check = heartbeat()
    for body in RAW:
        for path in (LIST, f"/api/v1/checks/{check.code}"):
            answer = rw.post(path, body, content_type=content_type)
            _judge(answer, body[:60])


def test_a_body_of_ten_megabytes(rw: Client, page: Page):
    for body in (b'{"name": "' + b"x" * 10_000_000 + b'"}', b" " * 10_000_000, b"\x00" * 10_000_000):
        answer = rw.post(LIST, body, content_type="application/json")
        assert (answer.status_code, list(answer.json())) == (413, ["error"])
    assert not Check.objects.exists()


def test_a_body_whose_length_is_a_lie(rw: Client, page: Page):
    for length, code in {"nonsense": 400, "-5": 400, "99999999999999999999": 413}.items():
        answer = rw.post(LIST, b"{", content_type="application/json", CONTENT_LENGTH=length)
        assert (answer.status_code, list(answer.json())) == (code, ["error"]), length


def in_chunks(path: str, key: IssuedKey, stream: io.BytesIO) -> Any:
    """What a body without a length is answered, as the web server hands it on."""
    request = RequestFactory().post(path, HTTP_TRANSFER_ENCODING="chunked", HTTP_X_API_KEY=key.secret)
    del request.META["CONTENT_LENGTH"]
    request.META["wsgi.input"] = stream
    view, args, kwargs = resolve(path)
    answer = view(request, *args, **kwargs)
    return answer.status_code, json.loads(answer.content)


def test_a_body_in_chunks(full_key: IssuedKey, page: Page):
    status, made = in_chunks(LIST, full_key, io.BytesIO(b'{"name": "In pieces"}'))
    assert (status, made["name"]) == (201, "In pieces")
    assert in_chunks(LIST, full_key, io.BytesIO(b""))[0] == 201
    assert in_chunks(LIST, full_key, io.BytesIO(b"{"))[0] == 400
    assert in_chunks(LIST, full_key, io.BytesIO(b" " * 1_048_577))[0] == 413
    assert Check.objects.count() == 2


def test_a_body_in_chunks_that_is_cut_off(full_key: IssuedKey, page: Page):
    class Gone(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise ConnectionResetError

    assert in_chunks(LIST, full_key, Gone()) == (400, {"error": "could not parse request body"})


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(st.characters(), max_size=300),
    st.sampled_from(["", "*", "POST", "UTC", "daily", "* * * * *", "a,b", "\ud800", "\x00", "a" * 501]),
    st.lists(st.one_of(st.text(max_size=5), st.integers(), st.sampled_from(["name", "tags"])), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)
BODIES = st.dictionaries(st.sampled_from([*READERS, "api_key", "kind"]), VALUES, max_size=6)


@given(body=BODIES, version=st.sampled_from(["v1", "v2", "v3"]), is_new=st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_any_values_of_any_fields(
    rw: Client,
    page: Page,
    heartbeat: Callable[..., Check],
    no_limits: None,
    body: Any,
    version: str,
    is_new: bool,
):
    path = f"/api/{version}/checks/" + ("" if is_new else str(heartbeat().code))
    answer = rw.post(path, json.dumps(body), content_type="application/json")
    _judge(answer, body)


@given(query=st.text(max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
def test_any_query_and_any_path(rw: Client, page: Page, no_limits: None, query: str):
    answer = rw.get(LIST, {"tag": query, "slug": query})
    assert answer.status_code in {200, 400}
    assert rw.get(
        LIST + query.replace("/", "").replace("\\", "")[:40].strip("."), follow=True
    ).status_code in {200, 400, 404}


def _judge(answer: Any, sent: Any) -> None:
    assert answer.status_code in {200, 201, 400, 413}, (sent, answer.status_code)
    told = answer.json()
    if answer.status_code < 300:
        assert len(told) in {29, 30}, sent
    else:
        assert list(told) == ["error"], sent
        assert isinstance(told["error"], str), sent
