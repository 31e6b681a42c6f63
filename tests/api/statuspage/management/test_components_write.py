"""Making, changing and deleting components."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from incidents.models import AffectedComponent
from incidents.services import incident_open
from statuspage import services
from statuspage.models import Component, ComponentGroup, Event, Page
from tests.statuspage.making import BY, make_component

Send = Callable[..., Any]


@pytest.fixture
def url(page: Page) -> str:
    return f"/v1/pages/{page.uid}/components"


@pytest.fixture
def component(page: Page) -> Component:
    return make_component(page)


@pytest.fixture
def group(page: Page) -> ComponentGroup:
    return services.group_create(page=page, name="Core", by=BY)


@pytest.fixture
def patch(send: Send, url: str, component: Component) -> Callable[..., Any]:
    return lambda **fields: send("PATCH", f"{url}/{component.uid}", {"component": fields})


def test_it_makes_a_component(send: Send, url: str, page: Page) -> None:
    answer = send("POST", url, {"component": {"name": "API"}})
    assert answer.status_code == 201
    row = answer.json()
    assert (row["name"], row["status"], row["group"], row["group_id"]) == ("API", "operational", False, None)
    assert row == send("GET", f"{url}/{row['id']}").json()


def test_it_makes_one_with_everything(send: Send, url: str, group: ComponentGroup) -> None:
    given = {
        "name": "Search",
        "description": "Finds <things>.\n\nAll of them.",
        "status": "major_outage",
        "group_id": group.uid,
        "showcase": False,
        "only_show_if_degraded": True,
        "start_date": "2026-01-31",
    }
    answer = send("POST", url, {"component": {**given, "position": 7, "nonsense": [1]}})
    assert answer.status_code == 201
    assert {name: answer.json()[name] for name in given} == given
    assert not Event.objects.filter(kind="component.status_changed").exists()


@pytest.mark.parametrize(
    "status", ["under_maintenance", "degraded_performance", "partial_outage", "major_outage"]
)
def test_it_says_what_a_person_says(patch: Callable[..., Any], status: str) -> None:
    assert patch(status=status).json()["status"] == status
    assert patch(status="").json()["status"] == status
    assert patch(status=None).json()["status"] == status
    assert patch(status="operational").json()["status"] == "operational"


def test_it_moves_what_open_incidents_say(
    patch: Callable[..., Any], page: Page, component: Component
) -> None:
    incident = incident_open(page=page, name="Down", components={component: "major_outage"}, by=BY)
    assert patch(status="degraded_performance").status_code == 200
    assert AffectedComponent.objects.get(incident=incident).status == "degraded_performance"


@pytest.mark.parametrize("empty", [None, "", "null"])
def test_it_enters_and_leaves_a_group(patch: Callable[..., Any], group: ComponentGroup, empty: Any) -> None:
    assert patch(group_id=group.uid).json()["group_id"] == group.uid
    assert patch(name="Still there").json()["group_id"] == group.uid
    assert patch(group_id=empty).json()["group_id"] is None


def test_it_takes_fields_away(patch: Callable[..., Any]) -> None:
    patch(start_date="2026-01-31", description="Words")
    row = patch(start_date=None, description=None, showcase=None).json()
    assert (row["start_date"], row["description"], row["showcase"]) == (None, None, True)


def test_it_takes_a_form(client_rw: Client, url: str, component: Component) -> None:
    answer = client_rw.patch(
        f"{url}/{component.uid}",
        "component[status]=partial_outage&component[showcase]=false&component[start_date]=",
        content_type="application/x-www-form-urlencoded",
    )
    assert (answer.json()["status"], answer.json()["showcase"]) == ("partial_outage", False)


def test_it_deletes(send: Send, url: str, component: Component) -> None:
    answer = send("DELETE", f"{url}/{component.uid}", {})
    assert (answer.status_code, answer.content) == (204, b"")
    for method in ("GET", "PATCH", "PUT", "DELETE"):
        assert send(method, f"{url}/{component.uid}", {"component": {"name": "x"}}).status_code == 404
    assert send("GET", f"{url}/{component.uid}/uptime").status_code == 404
