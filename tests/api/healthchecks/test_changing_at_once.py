"""Requests about one check that come at the same time."""

import json
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import Client

from apikeys.services import IssuedKey
from monitoring.models import Check, Flip
from monitoring.selectors import heartbeat_matching
from monitoring.services import check_delete
from statuspage.actor import Actor
from statuspage.models import Event, Page
from webhooks.services import heartbeats

pytestmark = pytest.mark.django_db(transaction=True)

PATH = "/api/v3/checks/"


def _at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    def run(act: Callable[[], Any]) -> Any:
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, act) for act in acts]]


def _post(key: IssuedKey, path: str, body: Any) -> Any:
    client = Client(headers={"X-Api-Key": key.secret})
    return client.post(path, json.dumps(body), content_type="application/json")


def test_one_check_is_made_for_many_that_ask_for_a_unique_one(page: Page, full_key: IssuedKey):
    body = {"name": "Backup", "unique": ["name"]}
    acts = [partial(_post, full_key, PATH, {**body, "desc": str(number)}) for number in range(8)]
    answers = _at_once(acts)
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    check = Check.objects.get()
    assert {answer.json()["uuid"] for answer in answers} == {str(check.code)}
    assert check.description in {str(number) for number in range(8)}


def test_changes_of_a_match_and_of_the_check_itself_wait_for_each_other(page: Page, full_key: IssuedKey):
    made = _post(full_key, PATH, {"name": "Backup"}).json()
    unique = {"name": "Backup", "unique": ["name"], "grace": 60}
    acts = [
        act
        for number in range(4)
        for act in (
            partial(_post, full_key, PATH, unique),
            partial(_post, full_key, f"{PATH}{made['uuid']}", {"desc": str(number)}),
            partial(_post, full_key, PATH, {"name": f"other {number}", "unique": ["name"]}),
        )
    ]
    answers = _at_once(acts)
    assert {answer.status_code for answer in answers} == {200, 201}
    assert Check.objects.count() == 5


def test_a_check_is_deleted_once(page: Page, full_key: IssuedKey):
    path = f"{PATH}{_post(full_key, PATH, {'name': 'Backup'}).json()['uuid']}"
    acts = [partial(Client(headers={"X-Api-Key": full_key.secret}).delete, path)] * 4
    acts += [partial(_post, full_key, path, {"name": "Other"}), partial(_post, full_key, f"{path}/pause", {})]
    codes = [answer.status_code for answer in _at_once(acts)]
    assert sorted(codes[:4]) == [200, 404, 404, 404]
    assert set(codes[4:]) <= {200, 404}
    assert Event.objects.filter(kind="check.deleted").count() == 1


def test_pausing_at_once_is_noted_once(page: Page, full_key: IssuedKey):
    path = f"{PATH}{_post(full_key, PATH, {}).json()['uuid']}"
    answers = _at_once([partial(_post, full_key, f"{path}/pause", {})] * 4)
    assert {(answer.status_code, answer.json()["status"]) for answer in answers} == {(200, "paused")}
    assert Event.objects.filter(kind="check.paused").count() == 1
    assert Flip.objects.count() == 1


def test_what_is_deleted_after_it_was_found_is_made_again(
    page: Page, full_key: IssuedKey, monkeypatch: pytest.MonkeyPatch
):
    first = _post(full_key, PATH, {"name": "Backup"}).json()
    deleted, found = threading.Event(), threading.Event()

    def matching(*args: Any) -> Check | None:
        check = heartbeat_matching(*args)
        if check is not None and str(check.code) == first["uuid"]:
            found.set()
        return check

    monkeypatch.setattr(heartbeats, "heartbeat_matching", matching)

    def delete() -> bool:
        with transaction.atomic():
            check_delete(check=Check.objects.get(code=first["uuid"]), by=Actor.system())
            deleted.set()
            # The other one still sees the check; it is gone before it can be locked.
            return found.wait(30)

    def post() -> Any:
        deleted.wait(30)
        return _post(full_key, PATH, {"name": "Backup", "unique": ["name"]})

    was_found, answer = _at_once([delete, post])
    assert was_found
    assert (answer.status_code, answer.json()["name"]) == (201, "Backup")
    assert answer.json()["uuid"] != first["uuid"]
