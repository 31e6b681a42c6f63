"""`POST checks/`: fields, defaults and what follows from them (section 5 of the contract)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from monitoring.models import Check
from statuspage.models import Event, Page
from tests.rows import each
from webhooks.models import ChannelAssignment

pytestmark = pytest.mark.django_db

Post = Callable[..., Any]


def test_without_any_field_it_makes_a_daily_check_with_an_hour_of_grace(post: Post, page: Page):
    answer = post({})
    assert answer.status_code == 201
    made = answer.json()
    assert len(made) == 29
    expected = {
        "name": "",
        "slug": "",
        "tags": "",
        "desc": "",
        "timeout": 86400,
        "grace": 3600,
        "channels": "",
    }
    assert made.items() >= {**expected, "status": "new", "n_pings": 0, "manual_resume": False}.items()
    check = Check.objects.get()
    assert (check.page, check.kind, str(check.code)) == (page, "heartbeat", made["uuid"])
    assert Event.objects.get(kind="check.created").actor_kind == "key"


def test_it_takes_every_field(post: Post, rw: Client, page: Page):
    sent = {
        "name": "Backup",
        "slug": "-custom_slug-",
        "tags": "prod www",
        "desc": "line\nline",
        "timeout": 60,
        "grace": 31536000,
        "manual_resume": True,
        "methods": "POST",
        "start_kw": "START",
        "success_kw": "SUCCESS, done",
        "failure_kw": "ERROR",
        "filter_subject": True,
        "filter_body": True,
        "filter_http_body": True,
        "filter_default_fail": True,
    }
    answer = post(sent | {"kind": "simple", "unknown": None, "nested": [{"a": 1e999}]})
    assert answer.status_code == 201
    assert answer.json().items() >= sent.items()
    assert answer.json().items() >= {"subject": "SUCCESS, done", "subject_fail": "ERROR"}.items()
    assert rw.get(f"/api/v3/checks/{answer.json()['uuid']}").json() == answer.json()


@each(
    ("schedule", "zone", "told"),
    [
        ("5 4 * * *", "Europe/Riga", "Europe/Riga"),
        ("*/5 * * * *", None, "UTC"),
        ("0 0 * * *", "Europe/Kiev", "Europe/Kyiv"),
        ("daily", "UTC", "UTC"),
        ("*:*:*", "America/New_York", "America/New_York"),
        ("2020-01-01 00:00", "UTC", "UTC"),
        ("Mon..Fri 10:00\nSat 12:00", "UTC", "UTC"),
    ],
)
def test_a_schedule_stands_in_place_of_a_timeout(post: Post, page: Page, schedule: str, zone: str, told: str):
    answer = post({"schedule": schedule, "timeout": 60, **({"tz": zone} if zone else {})})
    assert answer.status_code == 201
    made = answer.json()
    assert (made["schedule"], made["tz"], "timeout" in made, made["grace"]) == (schedule, told, False, 3600)
    assert len(made) == 30


def test_a_zone_without_a_schedule_is_remembered_for_one(post: Post, page: Page):
    made = post({"tz": "Europe/Riga"}).json()
    assert "tz" not in made
    changed = post({"schedule": "0 5 * * *"}, path=f"/api/v3/checks/{made['uuid']}").json()
    assert (changed["schedule"], changed["tz"]) == ("0 5 * * *", "Europe/Riga")


@each(
    ("version", "sent", "slug"),
    [
        ("v1", {"name": "Hello, World!"}, "hello-world"),
        ("v2", {"name": "Hello_World"}, "hello_world"),
        ("v3", {"name": "Hello World"}, ""),
        ("v1", {"name": "Hello", "slug": "own"}, "own"),
        ("v2", {"name": "Hello", "slug": ""}, ""),
        ("v3", {"slug": "own"}, "own"),
        ("v1", {}, ""),
        ("v1", {"name": "Ümläut – ☃"}, "umlaut"),
        ("v1", {"name": "☃"}, ""),
        ("v1", {"name": "㍿" * 100}, ""),
        ("v2", {"name": "㎧" * 100}, "ms" * 50),
    ],
)
def test_the_slug_follows_from_the_name_until_version_three(
    post: Post, page: Page, version: str, sent: dict[str, Any], slug: str
):
    answer = post(sent, path=f"/api/{version}/checks/")
    assert answer.status_code == 201
    assert answer.json()["slug"] == slug


def test_older_names_of_keywords_have_subjects_looked_into(post: Post, page: Page):
    made = post({"subject": "done", "subject_fail": ""}).json()
    assert made.items() >= {"success_kw": "done", "failure_kw": "", "filter_subject": True}.items()
    path = f"/api/v3/checks/{made['uuid']}"
    assert post({"subject_fail": "broke"}, path=path).json()["filter_subject"] is True
    # One keyword is left.
    assert post({"subject": ""}, path=path).json()["filter_subject"] is True
    assert post({"subject_fail": ""}, path=path).json()["filter_subject"] is False
    explicit = post({"subject": "done", "filter_subject": False}).json()
    assert explicit.items() >= {"success_kw": "done", "subject": "", "filter_subject": False}.items()


def test_tags_are_words(post: Post, page: Page):
    assert post({"tags": "  b   a b\ta "}).json()["tags"] == "b a"
    assert post({"tags": " ".join(["x" * 50] * 1000)}).json()["tags"] == "x" * 50
    many = post({"tags": " ".join(str(number) for number in range(10_000))})
    assert (many.status_code, many.json()) == (400, {"error": "json validation error: tags is too long"})


def test_it_makes_no_more_than_the_limit_of_checks(post: Post, page: Page, settings: Settings):
    settings.CANDOR_CHECK_LIMIT = 1
    made = post({"name": "a"})
    answer = post({"name": "b"})
    assert (answer.status_code, answer.content) == (403, b"")
    assert post({"name": "a", "unique": ["name"]}).json()["uuid"] == made.json()["uuid"]
    assert Check.objects.count() == 1
    assert not ChannelAssignment.objects.exists()
