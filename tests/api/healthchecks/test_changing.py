"""`POST checks/<uuid>`, `DELETE`, and `unique` at `POST checks/`."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from apikeys.services import IssuedKey
from monitoring.models import Check
from monitoring.services import check_create, check_delete
from statuspage.actor import Actor
from statuspage.models import Event, Page
from tests.rows import each

pytestmark = pytest.mark.django_db

Post = Callable[..., Any]
BY = Actor.system()


@pytest.fixture
def made(post: Post, page: Page) -> dict[str, Any]:
    """A check with something in every group of fields."""
    fields = {
        "name": "Backup",
        "slug": "backup",
        "tags": "a b",
        "timeout": 300,
        "grace": 120,
        "start_kw": "go",
    }
    return dict(post(fields).json())


@pytest.fixture
def path(made: dict[str, Any]) -> str:
    return f"/api/v3/checks/{made['uuid']}"


def test_only_what_is_sent_changes(post: Post, made: dict[str, Any], path: str):
    for change in ({}, {"name": "New"}, {"timeout": 60}, {"grace": 60}, {"tags": ""}, {"success_kw": "x"}):
        answer = post(change, path=path)
        made |= change
        assert (answer.status_code, answer.json()) == (200, made)


def test_a_schedule_ends_a_timeout_and_the_other_way_round(post: Post, made: dict[str, Any], path: str):
    cron = post({"schedule": "0 5 * * *", "tz": "Europe/Riga"}, path=path).json()
    assert (
        cron.items() >= {"schedule": "0 5 * * *", "tz": "Europe/Riga", "grace": 120, "start_kw": "go"}.items()
    )
    assert "timeout" not in cron
    assert post({"tz": "UTC"}, path=path).json() == {**cron, "tz": "UTC"}
    assert post({"timeout": 300}, path=path).json() == made
    both = post({"timeout": 60, "schedule": "1 1 * * *"}, path=path).json()
    assert (both["schedule"], both["tz"], "timeout" in both) == ("1 1 * * *", "UTC", False)


@pytest.mark.parametrize(("version", "slug"), [("v1", "new-name"), ("v2", "new-name"), ("v3", "backup")])
def test_a_new_name_makes_a_new_slug_until_version_three(
    post: Post, made: dict[str, Any], version: str, slug: str
):
    path = f"/api/{version}/checks/{made['uuid']}"
    assert post({"name": "New Name"}, path=path).json()["slug"] == slug
    assert post({"name": "New Name", "slug": "own"}, path=path).json()["slug"] == "own"
    assert post({"tags": "x"}, path=path).json()["slug"] == "own"


def test_it_leaves_alone_what_our_own_api_added(post: Post, made: dict[str, Any], path: str):
    Check.objects.update(location="Riga", showcase="uptime", effect="incident")
    before = dict(Check.objects.values().get())
    assert post({"name": "New"}, path=path).status_code == 200
    changed = {field for field, value in Check.objects.values().get().items() if value != before[field]}
    assert changed == {"name", "updated_at"}
    assert Event.objects.filter(kind="check.updated").count() == 1


def test_it_is_deleted_and_answered_as_it_was(rw: Client, post: Post, made: dict[str, Any], path: str):
    answer = rw.delete(path)
    assert (answer.status_code, answer.json()) == (200, made)
    for again in (rw.delete(path), rw.get(path), post({}, path=path), post({}, path=f"{path}/pause")):
        assert again.status_code == 404
    assert rw.get("/api/v3/checks/").json() == {"checks": []}


def test_others_can_change_nothing(
    post: Post, caller: Callable[[Any], Client], outsider_key: IssuedKey, made: dict[str, Any], path: str
):
    theirs = caller(outsider_key)
    for answer in (
        post({"name": 5}, path=path, client=theirs),
        theirs.delete(path),
        post({}, path=f"{path}/pause", client=theirs),
        post({}, path=f"{path}/resume", client=theirs),
    ):
        assert answer.status_code == 403
    assert post({"name": 5}, path=f"/api/v3/checks/{uuid4()}").status_code == 404
    assert Event.objects.filter(kind="access.refused").count() == 4


def test_unique_changes_what_is_there_instead_of_making_another(post: Post, made: dict[str, Any], page: Page):
    for fields in (
        {"name": "Backup", "unique": ["name"], "grace": 99},
        {"slug": "backup", "unique": ["slug"], "desc": "d"},
        {"tags": " a  b", "unique": ["tags"]},
        {"name": " Backup ", "timeout": 300, "grace": 99, "unique": ["timeout", "name", "grace"]},
    ):
        answer = post(fields)
        assert (answer.status_code, answer.json()["uuid"]) == (200, made["uuid"]), fields
    assert (
        post({"name": "Backup", "timeout": 60, "unique": ["name"]}).json().items()
        >= {
            "timeout": 60,
            "grace": 99,
            "desc": "d",
            "start_kw": "go",
        }.items()
    )


@each(
    "fields",
    [
        {"name": "Backup"},
        {"name": "Backup", "unique": []},
        {"name": "backup", "unique": ["name"]},
        {"name": "Backup", "timeout": 60, "unique": ["name", "timeout"]},
        {"name": "Backup", "unique": ["name", "tags"]},
        {"unique": ["name"]},
        {"tags": "b a", "unique": ["tags"]},
        {"schedule": "* * * * *", "timeout": 300, "name": "Other", "unique": ["name", "timeout"]},
    ],
)
def test_what_does_not_match_in_everything_is_made(post: Post, made: dict[str, Any], fields: dict[str, Any]):
    answer = post(fields)
    assert answer.status_code == 201
    assert answer.json()["uuid"] != made["uuid"]


def test_unique_finds_the_oldest_living_heartbeat_of_this_page_alone(
    post: Post, page: Page, other_page: Page, heartbeat: Callable[..., Check]
):
    heartbeat(name="n", page=other_page)
    check_delete(check=heartbeat(name="n"), by=BY)
    check_create(page=page, kind="http", target={"url": "http://127.0.0.1/"}, name="n", by=BY)
    first, _second = heartbeat(name="n"), heartbeat(name="n")
    answer = post({"name": "n", "unique": ["name"]})
    assert (answer.status_code, answer.json()["uuid"]) == (200, str(first.code))
    assert post({"name": 5, "unique": ["name"]}).status_code == 400


def test_a_wrong_update_of_a_match_changes_nothing(post: Post, made: dict[str, Any], rw: Client, path: str):
    answer = post({"name": "Backup", "unique": ["name"], "desc": "d", "channels": "nobody"})
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid channel identifier: nobody"})
    assert rw.get(path).json() == made
