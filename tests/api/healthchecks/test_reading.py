"""`GET checks/<uuid>` and `GET checks/<unique key>`."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from apikeys.services import IssuedKey
from monitoring.models import Check
from monitoring.services import check_delete
from statuspage.actor import Actor
from statuspage.models import Page

pytestmark = pytest.mark.django_db

PATH = "/api/v2/checks/"
HIDDEN = {"uuid", "ping_url", "update_url", "pause_url", "resume_url", "channels"}


def test_it_is_read_by_its_uuid_and_by_its_unique_key(
    rw: Client, ro: Client, heartbeat: Callable[..., Check]
):
    check = heartbeat()
    heartbeat(name="another")
    full, part = rw.get(f"{PATH}{check.code}").json(), ro.get(f"{PATH}{check.code}").json()
    assert len(full) == 29
    assert full["uuid"] == str(check.code)
    assert set(full) - set(part) == HIDDEN
    assert set(part) - set(full) == {"unique_key"}
    assert rw.get(f"{PATH}{part['unique_key']}").json() == full
    assert ro.get(f"{PATH}{part['unique_key']}").json() == part


def test_a_unique_key_only_reads(rw: Client, ro: Client, heartbeat: Callable[..., Check]):
    heartbeat()
    key = ro.get(PATH).json()["checks"][0]["unique_key"]
    for method in ("POST", "DELETE", "HEAD", "PUT"):
        answer = rw.generic(method, f"{PATH}{key}")
        assert (answer.status_code, answer.content) == (405, b"")
    assert rw.get(f"{PATH}{key.upper()}").status_code == 404
    assert rw.get(f"{PATH}{'0' * 40}").json() == {"error": "there is no such check"}


def test_what_is_not_there_is_not_found(rw: Client, ro: Client, heartbeat: Callable[..., Check]):
    check = heartbeat()
    (seen,) = ro.get(PATH).json()["checks"]
    for path in (str(uuid4()), str(check.code).upper(), check.code.hex, f"{check.code}/", "nonsense"):
        assert rw.get(f"{PATH}{path}").status_code == 404, path
    check_delete(check=check, by=Actor.system())
    for path in (str(check.code), seen["unique_key"]):
        assert rw.get(f"{PATH}{path}").status_code == 404


def test_an_outsider_is_refused_by_uuid_and_finds_nothing_by_key(
    caller: Callable[[Any], Client],
    ro: Client,
    outsider_key: IssuedKey,
    page_key: IssuedKey,
    other_page: Page,
    heartbeat: Callable[..., Check],
):
    check = heartbeat()
    (seen,) = ro.get(PATH).json()["checks"]
    theirs = caller(outsider_key)
    assert theirs.get(f"{PATH}{check.code}").status_code == 403
    assert theirs.get(f"{PATH}{seen['unique_key']}").status_code == 404
    assert caller(page_key).get(f"{PATH}{seen['unique_key']}").status_code == 200
