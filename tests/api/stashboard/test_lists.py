"""Service lists, with the samples of the documentation."""

import pytest
from django.test import Client

from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Component, ComponentGroup, Page
from tests.api.stashboard.samples import error, paths

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("page")]

ADMIN = "/admin/api/v1/service-lists"
SAMPLE = {
    "name": "Example List",
    "id": "example-list",
    "description": "An explanation of what this list represents",
    "url": "/service-lists/example-list",
}


@pytest.fixture
def group(page: Page) -> ComponentGroup:
    return services.group_create(
        page=page, name="Example List", description=str(SAMPLE["description"]), by=Actor.system()
    )


def test_lists_all_by_name(client: Client, page: Page):
    text = "An explanation of this service"
    for name in ("Example Foo", "Example Bar"):
        services.group_create(page=page, name=name, description=text, by=Actor.system())
    found = client.get("/api/v1/service-lists").json()
    assert found["lists"][1]["url"] == "http://testserver/api/v1/service-lists/example-foo"
    assert paths(found) == {
        "lists": [
            {
                "name": f"Example {name.title()}",
                "id": f"example-{name}",
                "description": text,
                "url": f"/service-lists/example-{name}",
            }
            for name in ("bar", "foo")
        ]
    }


def test_makes_one(admin: Client):
    answer = admin.post(ADMIN, {"name": "New List", "description": "A great service"})
    assert (answer.status_code, paths(answer.json())) == (
        201,
        {
            "name": "New List",
            "id": "new-list",
            "description": "A great service",
            "url": "/service-lists/new-list",
        },
    )
    for name in ("New List", "new.list"):
        again = admin.post(ADMIN, {"name": name, "description": "x"})
        assert (again.status_code, again.json()) == (
            404,
            error(404, "A list with this name already exists"),
        )
    assert admin.post(ADMIN, {"name": "日本", "description": "x"}).json()["id"] == "group"
    assert admin.post(ADMIN, {"name": "日本", "description": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "Bad Data: Name: None, Description: None"),
        ({"name": "x"}, "Bad Data: Name: x, Description: None"),
        ({"name": "", "description": "y"}, "Bad Data: Name: , Description: y"),
        (
            {"name": "x" * 256, "description": "y"},
            "Bad name: This has 256 characters; at most 255 are possible.",
        ),
    ],
)
def test_refuses_a_new_one(admin: Client, body: dict[str, str], message: str):
    answer = admin.post(ADMIN, body)
    assert (answer.status_code, answer.json()) == (400, error(400, message))


def test_gives_and_changes_one(admin: Client, group: ComponentGroup):
    url = f"{ADMIN}/example-list"
    assert paths(admin.get(url).json()) == SAMPLE
    assert admin.get(f"{ADMIN}/EXAMPLE-List").json() == admin.get(url).json()
    changed = admin.post(url, {"description": "System is now operational"})
    assert (changed.status_code, paths(changed.json())) == (
        200,
        {**SAMPLE, "description": "System is now operational"},
    )
    renamed = admin.post(url, {"name": "Renamed", "description": ""}).json()
    assert (renamed["name"], renamed["id"]) == ("Renamed", "example-list")
    assert renamed["description"] == "System is now operational"


def test_deletes_one_and_leaves_its_services(admin: Client, page: Page, group: ComponentGroup):
    services.component_create(page=page, name="API", group=group, by=Actor.system())
    answer = admin.delete(f"{ADMIN}/example-list")
    assert (answer.status_code, paths(answer.json())) == (200, SAMPLE)
    assert Component.living.get().group is None
    assert admin.get("/admin/api/v1/services/api").json()["list"] is None
    assert admin.get(f"{ADMIN}/example-list").json() == error(404, "List example-list does not exist")
    assert admin.post(f"{ADMIN}/example-list").json() == error(404, "List example-list does not exist")
    assert admin.delete(f"{ADMIN}/example-list").json() == error(404, "List example-list not found")


def test_hides_from_the_public_what_the_page_hides(client: Client, admin: Client, page: Page):
    groups = [
        services.group_create(page=page, name=name, by=Actor.system())
        for name in ("Empty", "Hidden", "Shown")
    ]
    for group, visible in ((groups[1], False), (groups[2], False), (groups[2], True)):
        services.component_create(
            page=page, name=f"Of {group.name}", group=group, visible=visible, by=Actor.system()
        )
    told = [row["id"] for row in client.get("/api/v1/service-lists").json()["lists"]]
    assert told == ["empty", "shown"]
    assert client.get("/api/v1/service-lists/hidden").status_code == 404
    assert [row["id"] for row in client.get("/api/v1/services").json()["services"]] == ["of-shown-2"]
    for path in ("services/of-hidden", "services/of-hidden/events", "services/of-hidden/events/current"):
        assert client.get(f"/api/v1/{path}").status_code == 404
        assert client.get(f"/admin/api/v1/{path}").status_code == 404
    assert len(admin.get(ADMIN).json()["lists"]) == 3
    assert len(admin.get("/admin/api/v1/services").json()["services"]) == 3
    assert admin.get("/admin/api/v1/services/of-hidden").status_code == 200
