"""What other servers answer, and what of that is told."""

import json
from collections.abc import Callable

import pytest
from django.core.management import CommandError
from pytest_django import Settings

from monitoring.models import Check
from ops.importers.healthchecks import fetching
from statuspage.models import Page
from tests.ops.importers.conftest import KEY, listed, row
from tests.receiver import Receiver, Reply, receiver_run

pytestmark = pytest.mark.usefixtures("page")
Move = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (Reply(500), "it answers 500"),
        (Reply(503, {}, b"<h1>Away</h1>"), "it answers 503"),
        (Reply(401, {}, b'{"error": "wrong api key"}'), "does not accept the key"),
        (Reply(403), "may not read the checks"),
        (Reply(404, {}, b"<h1>Not Found</h1>"), "has no Healthchecks API"),
        (Reply(429), "too many requests"),
        (Reply(204), "it answers 204"),
        (Reply(200, {"Content-Type": "text/html"}, b"<html>Welcome</html>"), "not JSON"),
        (Reply(200, {}, b'{"checks": ['), "not JSON"),
        (Reply(200, {}, b"\xff\xfe\xfd"), "not JSON"),
        (Reply(200, {}, b"[" * 100_000), "not JSON"),
        (Reply(200, {}, b"[]"), "no list of checks"),
        (Reply(200, {}, b'{"checks": {}}'), "no list of checks"),
        (Reply(302, {"Location": "/login"}), "leads on to http://127.0.0.1:[0-9]+/login"),
        (Reply(301, {"Location": "http://[broken"}), "leads on to 'http://.broken', which is no address"),
        (Reply(302), "leads on to"),
    ],
)
def test_it_says_what_is_wrong_in_one_line(source: Receiver, move: Move, reply: Reply, sentence: str) -> None:
    source.answer = lambda _request: reply
    with pytest.raises(CommandError, match=sentence) as refused:
        move()
    assert "\n" not in str(refused.value)
    assert KEY not in str(refused.value)
    assert refused.value.returncode == 1


def test_another_server_is_named_and_not_asked(source: Receiver, move: Move) -> None:
    with receiver_run() as elsewhere:
        source.answer = lambda _request: Reply(307, {"Location": elsewhere.address("/api/v3/checks/")})
        with pytest.raises(CommandError, match=f"leads on to {elsewhere.url}"):
            move()
    assert elsewhere.requests == []


def test_more_than_fits_is_refused(source: Receiver, move: Move, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MAX_BODY", 1024 * 1024)
    source.answer = lambda _request: listed(row(desc="x" * 1024 * 1024))
    with pytest.raises(CommandError, match="longer than 1 MiB"):
        move()
    assert Check.objects.count() == 0


@pytest.mark.parametrize("version", ["v3", "v2", "v1"])
@pytest.mark.parametrize("end", ["", "/", "/api/v3", "/api/v1/checks/"])
def test_it_asks_the_newest_api_that_there_is(source: Receiver, move: Move, version: str, end: str) -> None:
    source.answer = lambda request: listed(row()) if f"/{version}/" in request.path else Reply(404)
    assert move(url=source.url + end)[-2] == "1 created, 0 changed, 0 unchanged, 0 left out."
    assert source.requests[-1].path == f"/api/{version}/checks/"
    assert {request.headers["x-api-key"] for request in source.requests} == {KEY}


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://127.0.0.1:1", "http://127.0.0.1:1: the connection failed"),
        ("http://nobody.invalid", "http://nobody.invalid: "),
        ("ftp://example.com", "--url: "),
        ("http://user:secret@127.0.0.1/", "--url: "),
        ("healthchecks.io", "--url: "),
    ],
)
def test_nobody_there_and_no_address_are_told(move: Move, url: str, sentence: str) -> None:
    with pytest.raises(CommandError, match=f"^{sentence}") as refused:
        move(url=url)
    assert "secret" not in str(refused.value)


def test_what_the_installation_may_not_reach_is_not_asked(
    source: Receiver, move: Move, settings: Settings
) -> None:
    settings.CANDOR_EGRESS_ALLOW = frozenset()
    with pytest.raises(CommandError, match="CANDOR_EGRESS_ALLOW"):
        move()
    assert source.requests == []


def test_a_read_only_key_is_refused(source: Receiver, move: Move, page: Page) -> None:
    shown = {"name": "A", "unique_key": "a" * 40, "timeout": 60, "grace": 60}
    source.answer = lambda _request: Reply(200, {}, json.dumps({"checks": [row(), shown]}).encode())
    with pytest.raises(CommandError, match="read-only key"):
        move()
    assert not page.checks.exists()
