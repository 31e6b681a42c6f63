"""`pings/` and the bodies of pings."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.test import Client

from apikeys.services import IssuedKey
from monitoring.models import Check, HeartbeatState, Ping
from monitoring.services import check_create, check_delete, ping_record
from monitoring.signals import BODY_BYTES, Signal
from monitoring.vocabulary import PingKind
from statuspage.actor import Actor
from statuspage.models import Page
from tests.rows import each

pytestmark = pytest.mark.django_db

AT = datetime(2026, 5, 1, 12, 0, 0, 123456, tzinfo=UTC)
RID = UUID(int=7)


def listed(client: Client, check: Check, version: str = "v3") -> list[dict[str, Any]]:
    answer = client.get(f"/api/{version}/checks/{check.code}/pings/")
    assert answer.status_code == 200, answer.content
    return list(answer.json()["pings"])


def body_of(client: Client, check: Check, n: int | str) -> Any:
    return client.get(f"/api/v3/checks/{check.code}/pings/{n}/body")


@pytest.mark.parametrize("version", ["v1", "v2", "v3"])
def test_it_tells_all_of_a_ping(rw: Client, heartbeat: Callable[..., Check], version: str):
    check = heartbeat()
    start = Signal(kind=PingKind.START, rid=RID, scheme="https", method="GET")
    ping_record(check=check, signal=start, at=AT, now=AT)
    done = AT + timedelta(milliseconds=1234, microseconds=500)
    signal = Signal(rid=RID, method="POST", address="192.0.2.1", user_agent="curl/8", body=b"done")
    ping_record(check=check, signal=signal, at=done, now=done)
    last, first = listed(rw, check, version)
    assert last == {
        "type": "success",
        "date": "2026-05-01T12:00:01.357956+00:00",
        "n": 2,
        "scheme": "http",
        "remote_addr": "192.0.2.1",
        "method": "POST",
        "ua": "curl/8",
        "rid": str(RID),
        "body_url": f"{settings.CANDOR_PUBLIC_URL}/api/{version}/checks/{check.code}/pings/2/body",
        "duration": 1.23,
    }
    assert (first["type"], first["scheme"], first["body_url"]) == ("start", "https", None)
    assert "duration" not in first
    assert rw.get(last["body_url"].removeprefix(settings.CANDOR_PUBLIC_URL)).content == b"done"


def test_it_names_every_type_and_always_writes_microseconds(rw: Client, heartbeat: Callable[..., Check]):
    check = heartbeat()
    whole = AT.replace(microsecond=0)
    for n, kind in enumerate(PingKind.values, start=1):
        Ping.objects.create(check_row=check, n=n, kind=kind, at=whole, scheme="email", duration_ms=0)
    rows = listed(rw, check)
    assert [row["type"] for row in rows] == ["ign", "log", "fail", "start", "success"]
    assert {row["date"] for row in rows} == {"2026-05-01T12:00:00.000000+00:00"}
    assert {(row["rid"], row["scheme"], row["duration"]) for row in rows} == {(None, "email", 0)}


def test_it_lists_the_last_thousand_with_few_queries_and_no_body(
    rw: Client, heartbeat: Callable[..., Check], django_assert_max_num_queries: Any
):
    check = heartbeat()
    body = b"x" * BODY_BYTES
    Ping.objects.bulk_create(Ping(check_row=check, n=n, at=AT, body=body) for n in range(1, 1003))
    HeartbeatState.objects.filter(check_row=check).update(ping_count=1002)
    with django_assert_max_num_queries(5) as asked:
        rows = listed(rw, check)
    assert [rows[0]["n"], rows[-1]["n"], len(rows)] == [1002, 3, 1000]
    # The database is asked whether there is a body, and for none of them.
    read = asked.captured_queries[-1]["sql"].replace('"', "")
    assert read.count("monitoring_ping.body") == 1
    assert "monitoring_ping.body IS NOT NULL" in read
    assert body_of(rw, check, 3).status_code == 200
    assert body_of(rw, check, 2).status_code == 404


BODIES = [
    b"plain",
    "größe ✓".encode(),
    b"\xff\xfe\x00broken\r\n\x00",
    b"<html><script>alert(1)</script></html>",
    bytes(range(256)) * 39,
]


@each("body", BODIES)
def test_it_serves_a_body_byte_for_byte(rw: Client, heartbeat: Callable[..., Check], body: bytes):
    check = heartbeat()
    assert Client().post(f"/ping/{check.code}", body, content_type="text/html").status_code == 200
    answer = body_of(rw, check, 1)
    assert (answer.status_code, answer.content) == (200, body)
    assert answer["Content-Type"] == "text/plain"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_it_serves_as_much_of_a_body_as_was_kept(rw: Client, heartbeat: Callable[..., Check]):
    check = heartbeat()
    Client().post(f"/ping/{check.code}", b"a" * BODY_BYTES + b"b", content_type="text/plain")
    assert body_of(rw, check, 1).content == b"a" * BODY_BYTES


def test_there_is_no_body_where_none_came(rw: Client, heartbeat: Callable[..., Check]):
    check, other = heartbeat(), heartbeat()
    Client().get(f"/ping/{check.code}")
    Client().post(f"/ping/{other.code}", b"theirs", content_type="text/plain")
    for n in (1, 0, 2, 10**30):
        assert body_of(rw, check, n).status_code == 404, n
    for name in ("-1", "x", "1/"):
        assert body_of(rw, check, name).status_code == 404, name


def test_only_keys_of_the_project_that_may_write_see_them(
    rw: Client,
    ro: Client,
    caller: Callable[[IssuedKey], Client],
    outsider_key: IssuedKey,
    heartbeat: Callable[..., Check],
    page: Page,
):
    check = heartbeat()
    Client().post(f"/ping/{check.code}", b"secret", content_type="text/plain")
    base = f"/api/v3/checks/{check.code}/pings"
    for path in (f"{base}/", f"{base}/1/body"):
        assert Client().get(path).status_code == 401
        assert ro.get(path).json() == {"error": "wrong api key"}
        assert caller(outsider_key).get(path).status_code == 403
        assert rw.get(path.replace(str(check.code), str(uuid4()))).status_code == 404
        assert rw.post(path).status_code == 405
        assert rw.options(path).status_code == 204
    assert rw.get(base)["Location"] == f"{base}/"
    probe = check_create(
        page=page, kind="http", target={"url": "http://127.0.0.1:9/"}, name="x", by=Actor.system()
    )
    check_delete(check=check, by=Actor.system())
    for code in (check.code, probe.code):
        assert rw.get(f"/api/v3/checks/{code}/pings/").status_code == 404
