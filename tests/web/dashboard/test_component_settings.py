"""Making, changing and deleting components and groups in the dashboard."""

from typing import Any

import pytest
from django.test import Client

from incidents.models import Incident
from monitoring.models import Check
from statuspage import services
from statuspage.models import Component, ComponentGroup, Page
from tests.rows import each
from tests.web.dashboard.conftest import BY, As

LIST = "/dashboard/pages/status/components/"
NEW = f"{LIST}new/"


def _text(answer: Any) -> str:
    return " ".join(str(answer.content.decode()).split())


@pytest.fixture
def client(as_: As) -> Client:
    return as_("page_configuration")


@pytest.fixture
def group(page: Page) -> ComponentGroup:
    return services.group_create(page=page, name="Core", by=BY)


def test_it_makes_one_and_the_next_in_the_same_group(client: Client, group: ComponentGroup):
    sent = {
        "name": "Search",
        "description": "Finds\r\nthings.",
        "group": group.uid,
        "status": "",
        "showcase": "on",
        "start_date": "2026-01-31",
        "do": "another",
    }
    answer = client.post(NEW, sent)
    assert answer["Location"] == f"{NEW}?group={group.uid}"
    made = Component.objects.get(name="Search")
    assert (made.slug, made.description, made.group, made.status) == (
        "search",
        "Finds\nthings.",
        group,
        "unknown",
    )
    assert (made.visible, made.showcase, str(made.start_date)) == (False, True, "2026-01-31")
    assert f'<option value="{group.uid}" selected>' in _text(client.get(answer["Location"]))


@each(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 256}, "name"),
        ({"slug": "No slug"}, "slug"),
        ({"slug": "rest-api"}, "slug"),
        ({"start_date": "soon"}, "start_date"),
        ({"group": "aaaaaaaaaaaa"}, "group"),
        ({"status": "on fire"}, "status"),
    ],
    ids=str,
)
def test_what_is_wrong_stands_beside_its_field(
    client: Client, component: Component, wrong: dict[str, str], field: str
):
    answer = client.post(NEW, {"name": "Search", "description": "Kept", "status": "operational", **wrong})
    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in _text(answer)
    assert "Kept" in _text(answer)
    assert not Component.objects.filter(description="Kept").exists()


def test_it_changes_one_and_back(client: Client, component: Component, group: ComponentGroup):
    path = f"{LIST}{component.uid}/edit/"
    sent = {"name": "API", "slug": "api", "group": group.uid, "visible": "on", "only_show_if_degraded": "on"}
    assert client.post(path, sent).status_code == 302
    component.refresh_from_db()
    assert (component.name, component.slug, component.group) == ("API", "api", group)
    assert (component.showcase, component.only_show_if_degraded) == (False, True)
    content = _text(client.get(path))
    assert "API is saved." in content
    assert '<input type="hidden" name="name" value="REST API">' in content
    assert client.post(path, {**sent, "slug": ""}).status_code == 422


def test_a_form_that_somebody_overtook_is_held_back_once(client: Client, component: Component):
    path = f"{LIST}{component.uid}/edit/"
    was = client.get(path).context["was"]
    services.component_update(component=component, changes={"description": "Theirs"}, by=BY)
    sent = {"name": "Mine", "slug": "rest-api", "visible": "on", "showcase": "on", "was": was}
    answer = client.post(path, sent)
    assert answer.status_code == 409
    assert "Theirs" in _text(answer)
    assert 'value="Mine"' in _text(answer)
    component.refresh_from_db()
    assert component.name == "REST API"


def test_deleting_says_what_goes_with_it(
    client: Client, component: Component, incident: Incident, page: Page
):
    check = Check.objects.create(page=page, kind="http", name="Front page", component=component)
    path = f"{LIST}{component.uid}/delete/"
    asked = _text(client.get(path))
    assert "1 check goes on without a component." in asked
    assert "It is part of what is open now: Errors." in asked
    assert client.post(path)["Location"] == LIST
    assert not Component.living.filter(pk=component.pk).exists()
    check.refresh_from_db()
    assert check.component is None
    for method in (client.get, client.post):
        assert method(path).status_code == 404


def test_groups_are_made_renamed_and_dissolved(client: Client, page: Page, component: Component):
    assert client.post(f"{LIST}groups/new/", {"name": ""}).status_code == 422
    client.post(f"{LIST}groups/new/", {"name": "Core"})
    group = ComponentGroup.objects.get(name="Core")
    assert "empty, so visitors do not see it" in _text(client.get(LIST))
    services.component_update(component=component, changes={"group": group}, by=BY)
    path = f"{LIST}groups/{group.uid}/"
    client.post(path, {"name": "Kernel", "slug": "core", "description": "x"})
    group.refresh_from_db()
    assert (group.name, group.slug, group.description) == ("Kernel", "core", "x")
    assert "Its 1 component stays on the page" in _text(client.get(f"{path}delete/"))
    assert client.post(f"{path}delete/").status_code == 302
    component.refresh_from_db()
    assert (component.group, component.deleted_at) == (None, None)


def test_those_of_other_pages_are_not_found(client: Client, other_page: Page):
    foreign = services.component_create(page=other_page, name="Theirs", by=BY)
    group = services.group_create(page=other_page, name="Theirs", by=BY)
    for path in (f"{foreign.uid}/edit/", f"{foreign.uid}/delete/", f"groups/{group.uid}/"):
        assert client.get(f"{LIST}{path}").status_code == 404
        assert client.post(f"{LIST}{path}", {"name": "Mine"}).status_code == 404
