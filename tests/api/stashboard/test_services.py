"""Services, with the samples of the documentation."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from statuspage import selectors, services
from statuspage.actor import Actor
from statuspage.models import Component, Event, Page, StatusNote
from tests.api.stashboard.conftest import BEGINNING
from tests.api.stashboard.samples import error, paths
from tests.rows import each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("labelled")]

ADMIN = "/admin/api/v1/services"
SAMPLE = {
    "name": "Example Service",
    "id": "example-service",
    "description": "An explanation of what this service represents",
    "url": "/services/example-service",
    "current-event": None,
    "list": None,
}


def test_lists_all_by_name_with_their_current_events(
    client: Client, page: Page, say: Callable[..., StatusNote], service: Component
):
    services.component_delete(component=service, by=Actor.system())
    text = "An explanation of this service"
    foo, bar = (
        services.component_create(page=page, name=name, description=text, by=Actor.system(), now=BEGINNING)
        for name in ("Example Foo", "Example Bar")
    )
    note = say("What an event!", "up", datetime(2010, 6, 28, 22, 17, 6, tzinfo=UTC), component=foo)
    found = paths(client.get("/api/v1/services").json())["services"]
    assert [row["name"] for row in found] == ["Example Bar", "Example Foo"]
    assert found[0] == {
        "name": "Example Bar",
        "id": "example-bar",
        "description": text,
        "url": "/services/example-bar",
        "current-event": None,
        "list": None,
    }
    assert found[1]["current-event"] == {
        "message": "What an event!",
        "sid": note.uid,
        "status": {
            "description": "The service works as it should.",
            "id": "up",
            "image": "/images/icons/fugue/tick-circle.png",
            "level": "NORMAL",
            "name": "Up",
            "url": "/statuses/up",
            "default": True,
        },
        "timestamp": "Mon, 28 Jun 2010 22:17:06 GMT",
        "url": f"/services/example-foo/events/{note.uid}",
        "informational": False,
    }
    assert bar.slug == "example-bar"


@pytest.mark.parametrize("mount", ["/api/v1", "/admin/api/v1"])
def test_gives_one_with_addresses_of_the_mount(client: Client, service: Component, mount: str):
    found = client.get(f"{mount}/services/example-service").json()
    assert found["url"] == f"http://testserver{mount}/services/example-service"
    assert paths(found) == SAMPLE
    assert client.get(f"{mount}/services/Example-SERVICE").json() == found
    assert client.get(f"{mount}/services/{service.uid}").json() == found


def test_makes_one_and_changes_it_when_its_name_comes_again(admin: Client, page: Page):
    body = {"name": "New Service", "description": "A great service"}
    made = admin.post(ADMIN, body)
    sample = {
        "name": "New Service",
        "id": "new-service",
        "description": "A great service",
        "url": "/services/new-service",
        "current-event": None,
        "list": None,
    }
    assert (made.status_code, paths(made.json())) == (201, sample)
    component = Component.living.get(slug="new-service")
    assert (component.status, component.visible) == ("operational", True)
    assert admin.post(f"{ADMIN}/new-service", {"name": "Newer"}).json()["id"] == "new-service"
    for name in ("New service", "Newer"):
        again = admin.post(ADMIN, {"name": name, "description": f"As {name}"})
        assert (again.status_code, again.json()["id"]) == (200, "new-service")
        assert again.json()["description"] == f"As {name}"
    assert Component.living.filter(page=page).count() == 1


@each(
    ("body", "message"),
    [
        ({"description": "x"}, "Bad name: None"),
        ({"name": "", "description": "x"}, "Bad name: "),
        ({"name": "x"}, "Bad description: None"),
        ({"name": "x", "description": ""}, "Bad description: "),
        ({}, "Bad name: None"),
        ({"name": "x", "description": "x", "list": "nope"}, "Bad list slug: nope"),
        (
            {"name": "x" * 256, "description": "x"},
            "Bad name: This has 256 characters; at most 255 are possible.",
        ),
        ({"name": "a\nb", "description": "x"}, "Bad name: This contains characters that text cannot hold."),
    ],
)
def test_refuses_a_new_one(admin: Client, body: dict[str, str], message: str):
    answer = admin.post(ADMIN, body)
    assert (answer.status_code, answer.json()) == (400, error(400, message))
    assert not Component.objects.exists()


def test_gives_names_without_an_id_one_that_is_free(admin: Client):
    for name, code, slug in (
        ("日本", 201, "component"),
        ("!!!", 201, "component-2"),
        ("日本", 200, "component"),
        ("a.b", 201, "a-b"),
        ("A B", 200, "a-b"),
    ):
        answer = admin.post(ADMIN, {"name": name, "description": "x"})
        assert (answer.status_code, answer.json()["id"]) == (code, slug)


def test_changes_one_that_somebody_makes_at_the_same_time(
    admin: Client, page: Page, monkeypatch: pytest.MonkeyPatch
):
    look_up = selectors.row_named

    def too_early(rows: Any, **wanted: str) -> Any:
        monkeypatch.setattr(selectors, "row_named", look_up)
        found = look_up(rows, **wanted)
        services.component_create(page=page, name="New Service", description="theirs", by=Actor.system())
        return found

    monkeypatch.setattr(selectors, "row_named", too_early)
    answer = admin.post(ADMIN, {"name": "New Service", "description": "ours"})
    assert (answer.status_code, answer.json()["description"]) == (200, "ours")
    assert page.components.count() == 1


def test_keeps_long_names_that_begin_alike_apart(admin: Client):
    first, second = (admin.post(ADMIN, {"name": "n" * 120 + end, "description": "x"}).json() for end in "ab")
    assert first["id"] != second["id"]
    assert max(len(first["id"]), len(second["id"])) <= 100


def test_changes_one(admin: Client, service: Component):
    url = f"{ADMIN}/example-service"
    found = admin.post(url, {"description": "System is now operational"})
    assert (found.status_code, paths(found.json())) == (
        200,
        {**SAMPLE, "description": "System is now operational"},
    )
    assert admin.post(url, {"name": "", "description": ""}).json() == found.json()
    before = Event.objects.count()
    assert admin.post(url).json() == found.json()
    assert Event.objects.count() == before
    renamed = admin.post(url, {"name": "Renamed"}).json()
    assert (renamed["name"], renamed["id"]) == ("Renamed", "example-service")


def test_puts_one_into_a_list_and_takes_it_out(admin: Client, service: Component, page: Page):
    services.group_create(page=page, name="Example List", description="Together", by=Actor.system())
    url = f"{ADMIN}/example-service"
    listed = {
        "name": "Example List",
        "id": "example-list",
        "description": "Together",
        "url": "/service-lists/example-list",
    }
    assert paths(admin.post(url, {"list": "Example-List"}).json())["list"] == listed
    assert paths(admin.post(url, {"description": "Other"}).json())["list"] == listed
    answer = admin.post(url, {"list": "nope", "description": "Lost"})
    assert (answer.status_code, answer.json()) == (400, error(400, "Can't find list with slug nope"))
    assert admin.post(url, {"list": ""}).json()["list"] is None
    body = {"name": "Example Service", "description": "Other", "list": "example-list"}
    assert paths(admin.post(ADMIN, body).json())["list"] == listed
    made = admin.post(ADMIN, {**body, "name": "Second"})
    assert (made.status_code, paths(made.json())["list"]) == (201, listed)
    assert admin.get(url).json()["description"] == "Other"


def test_deletes_one_with_its_events(admin: Client, say: Callable[..., StatusNote], service: Component):
    note = say("Down", "down", datetime(2010, 6, 28, tzinfo=UTC))
    url = f"{ADMIN}/example-service"
    answer = admin.delete(url)
    assert (answer.status_code, paths(answer.json())) == (200, SAMPLE)
    assert not Component.living.exists()
    for path in (url, f"{url}/events", f"{url}/events/current", f"{url}/events/{note.uid}"):
        assert admin.get(path).status_code == 404
    assert admin.delete(url).json() == error(404, "Service example-service not found")
    assert admin.get(url).json() == error(404, "Service example-service does not exist")
    assert admin.post(url).json() == error(404, "Service example-service does not exist")
    made = admin.post(ADMIN, {"name": "Example Service", "description": "x"})
    assert (made.status_code, made.json()["current-event"]) == (201, None)
