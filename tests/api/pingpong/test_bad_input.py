"""Whatever is sent to any operation that writes is refused with a 4xx in the door's shape."""

from typing import Any

import pytest
from django.db import transaction

from statuspage.models import Event
from tests.api.fingerprint import fingerprint
from tests.api.pingpong.conftest import Acme, PingPongClient
from tests.api.pingpong.routes import OPERATIONS, WRITES, world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_limits")]

JSON, FORM, PARTS = "application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
# PUT is PATCH, which test_walk.py holds.
SENDING = tuple(row for row in WRITES if row.body is not None and row.method != "PUT")

UNREADABLE = [
    (JSON, b"{", 400),
    (JSON, b"name=API", 400),
    (JSON, b"\xff\xfe", 400),
    (JSON, b"\x00", 400),
    (JSON, b"[]", 400),
    (JSON, b'["a"]', 400),
    (JSON, b"null", 400),
    (JSON, b'"text"', 400),
    (JSON, b"NaN", 400),
    (JSON, b'{"name": "a", "name": "b"}', 400),
    (JSON, b'{"name": "\\ud800"}', 400),
    (JSON, b'{"name": 1e999}', 400),
    (JSON, b'{"name": ' * 100_000 + b"1" + b"}" * 100_000, 400),
    (JSON, b'{"name": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400),
    (JSON, b'{"name": "' + b"x" * 1_100_000 + b'"}', 413),
    (FORM, b'{"name": "API"}', 400),
    (FORM, b"name=\xff", 400),
    (FORM, b"name=%00", 400),
    (FORM, b"&".join(b"f%d=1" % n for n in range(1_100)), 400),
    (PARTS, b"nonsense", 400),
    (PARTS, b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\n\x00\r\n--b--', 400),
    ("multipart/form-data", b"nonsense", 400),
    ("text/plain", b'{"name": "API"}', 415),
    ("application/xml", b"<name>API</name>", 415),
    ("", b'{"name": "API"}', 415),
]
VALUES: list[Any] = [5, {}, ["x", None, {"id": 5}], "x" * 100_000, "abcdefghij12", "\x00"]


def judge(answer: Any, *, sent: Any, statuses: set[int]) -> None:
    """One of these statuses, in the door's shape, readable from any site."""
    assert answer.status_code in statuses, (sent, answer.status_code, answer.content[:300])
    assert answer["Access-Control-Allow-Origin"] == "*"
    if answer.status_code >= 400:
        told = answer.json()
        assert told, sent
        for name, value in told.items():
            right = isinstance(value, str) if name == "detail" else _is_of_messages(value)
            assert right, (sent, told)


def _is_of_messages(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(line, str) for line in value)


@pytest.mark.any_database
def test_a_body_that_cannot_be_read(pp: PingPongClient, acme: Acme):
    ids = world(pp)
    before = fingerprint()
    for operation in SENDING:
        for kind, body, status in UNREADABLE:
            answer = pp.call(operation.method, operation.path_in(ids), body, content_type=kind)
            judge(answer, sent=(str(operation), kind, body[:60]), statuses={status})
    assert fingerprint() == before


def test_an_empty_body_changes_nothing_and_makes_nothing(pp: PingPongClient, acme: Acme):
    ids = world(pp)
    before = Event.objects.count()
    for operation in SENDING:
        for body in (b"", b"  ", b"{}", b'{"nonsense": 5}'):
            answer = pp.call(operation.method, operation.path_in(ids), body)
            judge(answer, sent=(str(operation), body), statuses={200, 400})
            assert answer.status_code == 400 or operation.names_an_object, str(operation)
    assert Event.objects.count() == before


def test_any_value_of_any_field(pp: PingPongClient, acme: Acme):
    """Taken or refused; what is taken is undone, so that the next one meets the same world."""
    ids = world(pp)
    for operation in SENDING:
        sample = operation.body_in(ids)
        for name in sample:
            for value in VALUES:
                with transaction.atomic():
                    path = operation.path_in(ids)
                    answer = pp.call(operation.method, path, {**sample, name: value})
                    transaction.set_rollback(True)
                statuses = {operation.success, 400}
                judge(answer, sent=(str(operation), name, str(value)[:40]), statuses=statuses)
                if value == "\x00":
                    assert answer.json() == {name: ["Null characters are not allowed."]}


def test_an_id_that_is_none_is_not_found(pp: PingPongClient, acme: Acme):
    ids = world(pp)
    for nonsense in ("nowhere", "A" * 12, "GZ7tIAmLacSDW7sHe9Fskl", "%00", "x" * 1_000, "%F0%9F%92%A9", "-1"):
        for operation in OPERATIONS:
            if operation.names_an_object:
                path = operation.path_in(dict.fromkeys(ids, nonsense))
                answer = pp.call(operation.method, path, operation.body_in(ids))
                assert (answer.status_code, answer.json()) == (404, {"detail": "Not found."}), path


@pytest.mark.any_database
def test_a_path_of_nothing_is_not_found_for_everybody(pp: PingPongClient, acme: Acme):
    for client in (pp, PingPongClient(None)):
        for path in ("", "/", "/nowhere", f"/components/{acme.api.uid}/nowhere", "//components", "/%00"):
            for method in ("GET", "POST", "PATCH", "DELETE"):
                answer = client.call(method, path, b"{")
                assert (answer.status_code, answer.json()) == (404, {"detail": "Not found."}), path
                assert answer["Access-Control-Allow-Origin"] == "*"
