"""Statuses and levels, with the samples of the documentation."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from statuspage.models import Component, StatusLabel, StatusNote
from tests.api.stashboard.samples import error, paths
from tests.rows import each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("labelled")]

ADMIN = "/admin/api/v1/statuses"
DOWN = {
    "name": "Down",
    "id": "down",
    "description": "A new status",
    "level": "ERROR",
    "image": "/images/icons/fugue/cross-circle.png",
    "url": "/statuses/down",
    "default": False,
}
NEW = {"name": "New One", "description": "A new status", "image": "flag"}


def test_a_page_has_three_from_the_first_day(client: Client):
    found = client.get("/api/v1/statuses").json()["statuses"]
    assert [(row["id"], row["level"], row["default"]) for row in found] == [
        ("down", "ERROR", False),
        ("up", "NORMAL", True),
        ("warning", "WARNING", False),
    ]
    assert found[0]["image"] == "http://testserver/images/icons/fugue/cross-circle.png"
    assert found[0]["url"] == "http://testserver/api/v1/statuses/down"


def test_makes_the_samples_status(admin: Client):
    assert admin.delete(f"{ADMIN}/down").status_code == 200
    body = {"name": "Down", "description": "A new status", "severity": "1000", "image": "cross-circle.png"}
    made = admin.post(ADMIN, body)
    assert (made.status_code, paths(made.json())) == (201, DOWN)
    assert paths(admin.get(f"{ADMIN}/down").json()) == DOWN
    again = admin.post(f"{ADMIN}/down", {**body, "name": "", "severity": "1010"})
    assert (again.status_code, paths(again.json())) == (200, DOWN)
    assert paths(admin.delete(f"{ADMIN}/Down").json()) == DOWN


@each(
    ("fields", "level"),
    [
        ({}, "NORMAL"),
        ({"image": "cross-circle"}, "ERROR"),
        ({"image": "exclamation.png"}, "WARNING"),
        ({"image": "http://testserver/images/icons/fugue/exclamation.png"}, "WARNING"),
        ({"level": "CRITICAL"}, "CRITICAL"),
        ({"level": "NORMAL", "image": "cross-circle"}, "NORMAL"),
        ({"level": "", "image": "cross-circle"}, "ERROR"),
    ],
)
def test_stores_a_level_or_takes_it_from_the_image(admin: Client, fields: dict[str, str], level: str):
    made = admin.post(ADMIN, {**NEW, **fields})
    assert (made.status_code, made.json()["level"]) == (201, level)
    assert admin.get(f"{ADMIN}/new-one").json()["level"] == level


@each(
    ("body", "message"),
    [
        ({}, "Bad Data"),
        ({**NEW, "name": ""}, "Bad Data"),
        ({**NEW, "description": ""}, "Bad Data"),
        ({**NEW, "image": ""}, "Bad Data"),
        ({"default": "maybe"}, "Default must be true or false"),
        ({**NEW, "default": ""}, "Default must be true or false"),
        ({**NEW, "name": "Up"}, "A Status with the slug up already exists"),
        ({**NEW, "name": "up", "image": "x"}, "A Status with the slug up already exists"),
        ({**NEW, "image": "mushroom"}, "An Image with the slug mushroom doesn't exist"),
        ({**NEW, "level": "BAD"}, "Level must be one of NORMAL, WARNING, ERROR, CRITICAL"),
        ({**NEW, "level": "error"}, "Level must be one of NORMAL, WARNING, ERROR, CRITICAL"),
        ({**NEW, "name": "x" * 256}, "Bad name: This has 256 characters; at most 255 are possible."),
    ],
)
def test_refuses_a_new_one(admin: Client, body: dict[str, str], message: str):
    answer = admin.post(ADMIN, body)
    assert (answer.status_code, answer.json()) == (400, error(400, message))
    assert StatusLabel.living.count() == 3


def test_gives_the_default_to_one_alone(admin: Client):
    def defaults() -> list[str]:
        return [row["id"] for row in admin.get(ADMIN).json()["statuses"] if row["default"]]

    assert admin.post(f"{ADMIN}/down", {"default": "true"}).json()["default"] is True
    assert defaults() == ["down"]
    admin.post(ADMIN, {**NEW, "default": "true"})
    assert defaults() == ["new-one"]
    admin.post(f"{ADMIN}/new-one", {"default": "false"})
    assert defaults() == []


def test_changes_one_and_keeps_its_id(admin: Client):
    url = f"{ADMIN}/UP"
    changed = admin.post(
        url, {"name": "Fine", "description": "All well", "image": "heart", "level": "WARNING"}
    )
    assert changed.status_code == 200
    assert paths(changed.json()) == {
        "name": "Fine",
        "id": "up",
        "description": "All well",
        "level": "WARNING",
        "image": "/images/icons/fugue/heart.png",
        "url": "/statuses/up",
        "default": True,
    }
    assert admin.post(url, {"image": "cross-circle"}).json()["level"] == "WARNING"
    for body, message in (
        ({"image": "mushroom"}, "An Image with the slug mushroom doesn't exist"),
        ({"default": "x"}, "Default must be true or false"),
        ({"level": "x"}, "Level must be one of NORMAL, WARNING, ERROR, CRITICAL"),
    ):
        assert admin.post(url, body).json() == error(400, message)


@pytest.mark.parametrize(
    ("method", "message"),
    [
        ("GET", "No status with the slug NoPe found"),
        ("POST", "No status with the slug NoPe found"),
        ("DELETE", "Status NoPe not found"),
    ],
)
def test_does_not_find_another(admin: Client, method: str, message: str):
    answer = admin.generic(method, f"{ADMIN}/NoPe")
    assert (answer.status_code, answer.json()) == (404, error(404, message))


def test_deleting_one_takes_its_events_back(
    admin: Client, service: Component, say: Callable[..., StatusNote]
):
    say("Works", "up", datetime(2010, 6, 2, tzinfo=UTC))
    say("Broken", "down", datetime(2010, 6, 3, tzinfo=UTC))
    service.refresh_from_db()
    assert service.status == "partial_outage"
    assert admin.delete(f"{ADMIN}/down").json()["id"] == "down"
    service.refresh_from_db()
    assert service.status == "operational"
    events = admin.get("/admin/api/v1/services/example-service/events").json()["events"]
    assert [event["message"] for event in events] == ["Works"]


def test_without_a_default_an_event_needs_a_status(admin: Client, service: Component):
    url = "/admin/api/v1/services/example-service/events"
    assert admin.delete(f"{ADMIN}/up").status_code == 200
    answer = admin.post(url, {"message": "x"})
    assert (answer.status_code, answer.json()) == (404, error(404, "Status None not found"))
    assert admin.post(url, {"message": "x", "status": "warning"}).status_code == 200
    assert admin.post(url, {"message": "y"}).json()["status"]["id"] == "warning"


@pytest.mark.parametrize("mount", ["/api/v1", "/admin/api/v1"])
def test_lists_the_levels_mildest_first(client: Client, mount: str):
    answer = client.get(f"{mount}/levels")
    assert answer.json() == {"levels": ["NORMAL", "WARNING", "ERROR", "CRITICAL"]}
