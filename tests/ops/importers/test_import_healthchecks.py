"""`manage.py import_from healthchecks` as people run it, also against our own door."""

import io
import json
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from apikeys.services import IssuedKey
from monitoring.models import Check, HeartbeatState
from statuspage.models import Event, Page
from statuspage.services import page_ping_key_take
from tests.monitoring.making import BY
from tests.ops.importers.conftest import KEY, listed, row
from tests.receiver import Receiver, Reply

Serve = Callable[..., None]
Move = Callable[..., list[str]]
PING_KEY = "fqOOd6-F4MMNuCEnzTU01w"
GIVEN: list[dict[str, Any]] = [
    {"name": "Simple", "slug": "simple", "tags": "prod db", "timeout": 60, "grace": 31_536_000},
    {"name": 'Quotes " \\ <b> \u202e ☕', "desc": "a\r\nb\tc", "schedule": "0 3 * * *", "tz": "Asia/Tokyo"},
    {"name": "", "schedule": "Mon *-*-* 03:00\nFri *-*-* 03:00", "manual_resume": True, "methods": "POST"},
    {"name": "Words", "failure_kw": " ERR, \n", "filter_subject": True, "filter_default_fail": True},
]


@pytest.mark.parametrize("version", ["v1", "v2", "v3"])
def test_what_our_own_door_lists_comes_back_as_it_was(
    source: Receiver, move: Move, page: Page, full_key: IssuedKey, version: str
) -> None:
    client = Client(headers={"X-Api-Key": full_key.secret})
    made = [client.post("/api/v3/checks/", one, content_type="application/json") for one in GIVEN]
    assert [one.status_code for one in made] == [201] * len(GIVEN)
    client.post(f"/api/v3/checks/{made[-1].json()['uuid']}/pause")
    answer = client.get(f"/api/{version}/checks/").content
    Check.objects.all().delete()
    source.answer = lambda request: Reply(200, {}, answer) if f"/{version}/" in request.path else Reply(404)

    assert move()[-2] == "4 created, 0 changed, 0 unchanged, 0 left out."
    again = client.get(f"/api/{version}/checks/").json()["checks"]
    assert [_lasting(one) for one in again] == [_lasting(one) for one in json.loads(answer)["checks"]]
    assert move() == ["0 created, 0 changed, 4 unchanged, 0 left out."]


@pytest.mark.django_db(transaction=True)
def test_our_own_server_is_one_to_move_from(
    live_server: Any, move: Move, page: Page, other_page: Page, full_key: IssuedKey, settings: Settings
) -> None:
    client = Client(headers={"X-Api-Key": full_key.secret})
    client.post("/api/v3/checks/", GIVEN[0], content_type="application/json")
    settings.CANDOR_IMPORT_KEY = full_key.secret
    assert move(url=live_server.url) == ["0 created, 0 changed, 1 unchanged, 0 left out."]
    assert "the page 'status' has its UUID" in move(url=live_server.url, page=other_page.slug)[0]
    settings.CANDOR_IMPORT_KEY = "cdr_" + "x" * 28
    with pytest.raises(CommandError, match="does not accept the key"):
        move(url=live_server.url)


def test_jobs_go_on_pinging_by_uuid_and_by_slug(serve: Serve, move: Move, page: Page) -> None:
    serve(row(1))
    for line in ("changed    the page's ping key", "0 created, 0 changed, 1 unchanged, 0 left out."):
        assert move(f"--ping-key={PING_KEY}")[0] == line
    for address in (row(1)["uuid"], f"{PING_KEY}/job-1", f"{row(1)['uuid']}/start"):
        assert Client().get(f"/ping/{address}").content == b"OK"
    assert HeartbeatState.objects.get().ping_count == 3
    assert Event.objects.filter(kind="page.ping_key_rotated", actor_label="import").count() == 1


@pytest.mark.parametrize(
    ("key", "sentence"), [(PING_KEY, "Another page has this ping key."), ("short", "22 characters")]
)
def test_a_ping_key_that_cannot_be_taken_is_told_and_the_checks_come(
    serve: Serve, move: Move, page: Page, other_page: Page, key: str, sentence: str
) -> None:
    page_ping_key_take(page=other_page, ping_key=PING_KEY, by=BY)
    serve(row(1))
    first, *_, last = move(f"--ping-key={key}")
    assert first.startswith("left out   the ping key: ")
    assert sentence in first
    assert last == "Left out: 1. The lines above say why."
    assert Check.objects.count() == 1


def test_the_key_is_read_from_the_environment_or_standard_input(
    source: Receiver, move: Move, page: Page, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CANDOR_IMPORT_KEY = ""
    with pytest.raises(CommandError, match="CANDOR_IMPORT_KEY"):
        move()
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{KEY}\n"))
    move("--key-stdin")
    assert [request.headers["x-api-key"] for request in source.requests] == [KEY]
    for text in ("", "two\x00words", "ключ"):
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))
        with pytest.raises(CommandError):
            move("--key-stdin")
    assert len(source.requests) == 1


def test_it_asks_as_little_for_many_checks_as_for_few(source: Receiver, move: Move, page: Page) -> None:
    def spent(count: int) -> int:
        source.answer = lambda _request: listed(*map(row, range(count)))
        with CaptureQueriesContext(connection) as captured:
            move()
        return len(captured)

    idle = spent(0)
    # The first check also finds the page without events.
    spent(1)
    each = spent(2) - spent(2)
    assert spent(12) - spent(12) == 10 * each
    # What is there already costs one query for all of it.
    assert spent(12) == spent(2) == idle + 1


def _lasting(one: dict[str, Any]) -> dict[str, Any]:
    """A listed check without what belongs to its old home: badges and channels."""
    return {field: value for field, value in one.items() if field not in ("badge_url", "channels")}
