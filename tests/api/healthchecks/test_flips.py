"""`flips/`: the changes of a check's state."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from api.base.faults import Fault
from api.healthchecks.history.flips import MOST, span_of
from apikeys.services import IssuedKey
from monitoring.models import Check, Flip

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def at(timestamp: int) -> datetime:
    return datetime.fromtimestamp(timestamp, UTC)


@pytest.mark.parametrize(
    ("query", "span"),
    [
        ("", (None, None)),
        ("other=1", (None, None)),
        ("seconds=", (None, None)),
        ("seconds=0", (None, None)),
        ("seconds=60", (NOW - timedelta(minutes=1), None)),
        ("seconds=31536000", (NOW - timedelta(days=365), None)),
        ("start=0", (at(0), None)),
        ("start=1577836800&end=1577836801", (at(1577836800), at(1577836801))),
        ("end=10000000000", (None, at(10_000_000_000))),
        ("seconds=60&start=5", (NOW - timedelta(minutes=1), None)),
        (f"seconds=60&start={int(NOW.timestamp())}", (NOW, None)),
        ("start=5&start=7", (at(7), None)),
    ],
)
def test_it_reads_a_span(query: str, span: tuple[datetime | None, datetime | None]):
    assert span_of(QueryDict(query), now=NOW) == span


@pytest.mark.parametrize("name", ["seconds", "start", "end"])
@pytest.mark.parametrize("value", ["-1", "x", "1.5", "1e3", "NaN", "9" * 5000, "10000000001", "%00", "1 2"])
def test_it_refuses_every_other_value(name: str, value: str):
    with pytest.raises(Fault) as caught:
        span_of(QueryDict(f"{name}={value}"), now=NOW)
    assert (caught.value.status, caught.value.detail) == (400, "")


@pytest.mark.parametrize("query", ["start=", "end=", "seconds=31536001", "start=%20"])
def test_it_refuses_what_is_empty_or_too_long_ago(query: str):
    with pytest.raises(Fault):
        span_of(QueryDict(query), now=NOW)


@pytest.fixture
def flipped(heartbeat: Callable[..., Check]) -> Check:
    """A heartbeat that has been in every state."""
    check = heartbeat()
    words = ["new", "up", "down", "paused", "new", "up"]
    for minute, (old, new) in enumerate(pairwise(words)):
        moment = NOW + timedelta(minutes=minute, microseconds=999)
        Flip.objects.create(check_row=check, at=moment, old=old, new=new)
    return check


@pytest.mark.django_db
@pytest.mark.parametrize("version", ["v1", "v2", "v3"])
def test_it_lists_them_newest_first(rw: Client, ro: Client, flipped: Check, version: str):
    base = f"/api/{version}/checks"
    answer = rw.get(f"{base}/{flipped.code}/flips/")
    assert answer.status_code == 200
    assert answer.json() == {
        "flips": [
            {"timestamp": "2026-05-01T12:04:00+00:00", "up": 1},
            {"timestamp": "2026-05-01T12:03:00+00:00", "up": 0},
            {"timestamp": "2026-05-01T12:02:00+00:00", "up": 0},
            {"timestamp": "2026-05-01T12:01:00+00:00", "up": 0},
            {"timestamp": "2026-05-01T12:00:00+00:00", "up": 1},
        ]
    }
    key = sha1(flipped.code.hex[:16].encode()).hexdigest()
    for client in (rw, ro):
        for name in (str(flipped.code), key):
            assert client.get(f"{base}/{name}/flips/").json() == answer.json()


@pytest.mark.django_db
def test_it_lists_those_within_a_span(rw: Client, flipped: Check):
    start = int(NOW.timestamp()) + 60
    path = f"/api/v3/checks/{flipped.code}/flips/"
    assert len(rw.get(f"{path}?start={start}").json()["flips"]) == 4
    assert len(rw.get(f"{path}?start={start}&end={start + 60}").json()["flips"]) == 1
    Flip.objects.create(check_row=flipped, at=timezone.now(), old="up", new="down")
    assert len(rw.get(f"{path}?seconds=60").json()["flips"]) == 1
    for wrong in ("start=x", "start=%00", "end=%00", "seconds=6%000", "start=%FF", "%00=1&start=x"):
        refused = rw.get(f"{path}?{wrong}")
        assert (refused.status_code, refused.content) == (400, b""), wrong
        assert refused["Access-Control-Allow-Origin"] == "*"


@pytest.mark.django_db
def test_others_learn_nothing(
    rw: Client, flipped: Check, caller: Callable[[IssuedKey], Client], outsider_key: IssuedKey
):
    key = sha1(flipped.code.hex[:16].encode()).hexdigest()
    theirs = caller(outsider_key)
    assert theirs.get(f"/api/v3/checks/{flipped.code}/flips/").status_code == 403
    assert theirs.get(f"/api/v3/checks/{key}/flips/").status_code == 404
    assert rw.get(f"/api/v3/checks/{uuid4()}/flips/").status_code == 404
    assert rw.get(f"/api/v3/checks/{'0' * 40}/flips/").status_code == 404
    assert Client().get(f"/api/v3/checks/{flipped.code}/flips/").status_code == 401
    for name in (flipped.code, key):
        path = f"/api/v3/checks/{name}/flips"
        assert rw.get(path)["Location"] == f"{path}/"
        assert rw.post(f"{path}/").status_code == 405
        assert rw.options(f"{path}/")["Access-Control-Allow-Methods"] == "GET, OPTIONS"


@pytest.mark.django_db
def test_however_many_they_are_a_few_queries_read_a_bounded_number(
    rw: Client, heartbeat: Callable[..., Check], django_assert_max_num_queries: Any
):
    check = heartbeat()
    Flip.objects.bulk_create(
        Flip(check_row=check, at=NOW + timedelta(seconds=n), old="up", new="down") for n in range(MOST + 1)
    )
    with django_assert_max_num_queries(5):
        assert len(rw.get(f"/api/v3/checks/{check.code}/flips/").json()["flips"]) == MOST
