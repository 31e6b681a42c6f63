"""Reading components, with the groups among them."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from statuspage import services
from statuspage.models import Component, ComponentGroup, Page
from tests.statuspage.making import BY, make_component


@pytest.fixture
def url(page: Page) -> str:
    return f"/v1/pages/{page.uid}/components"


def names(answer: Any) -> list[str]:
    return [row["name"] for row in answer.json()]


def test_it_lists_groups_before_their_members_in_the_order_of_the_page(
    client_rw: Client, page: Page, url: str
) -> None:
    _web, api, search, _docs = (make_component(page, name) for name in ("Web", "API", "Search", "Docs"))
    services.group_create(page=page, name="Core", components=[search, api], position=2, by=BY)
    services.group_create(page=page, name="Empty", by=BY)
    answer = client_rw.get(url)
    assert names(answer) == ["Web", "Core", "Search", "API", "Docs", "Empty"]
    rows = {row["name"]: row for row in answer.json()}
    core = rows["Core"]
    assert [row["group"] for row in answer.json()] == [False, True, False, False, False, True]
    assert rows["API"]["group_id"] == rows["Search"]["group_id"] == core["id"]
    assert (rows["Web"]["group_id"], core["group_id"]) == (None, None)
    places = [rows[name]["position"] for name in ("Web", "Core", "Docs", "Empty")]
    assert places == sorted(set(places))
    assert [rows[name]["position"] for name in ("Search", "API")] == [1, 2]
    assert {row["page_id"] for row in answer.json()} == {page.uid}


def test_a_group_is_as_bad_as_its_worst_member(client_rw: Client, page: Page, url: str) -> None:
    slow = make_component(page, "Slow", status="degraded_performance")
    hidden = make_component(page, "Hidden", status="unavailable", visible=False)
    group = services.group_create(page=page, name="Core", components=[slow], by=BY)
    assert client_rw.get(f"{url}/{group.uid}").json()["status"] == "degraded_performance"
    services.group_update(group=group, changes={"components": [slow, hidden]}, by=BY)
    assert client_rw.get(f"{url}/{group.uid}").json()["status"] == "major_outage"
    assert "Hidden" in names(client_rw.get(url))
    services.group_update(group=group, changes={"components": []}, by=BY)
    assert client_rw.get(f"{url}/{group.uid}").json()["status"] == "operational"


def test_it_reads_a_component_and_a_group_as_it_lists_them(client_rw: Client, page: Page, url: str) -> None:
    component = make_component(page, status=None, description="All calls.")
    services.group_create(page=page, name="Core", components=[component], by=BY)
    for row in client_rw.get(url).json():
        assert client_rw.get(f"{url}/{row['id']}").json() == row
    told = client_rw.get(f"{url}/{component.uid}").json()
    assert (told["status"], told["description"], told["automation_email"]) == (
        "operational",
        "All calls.",
        None,
    )


def test_it_pages_over_groups_and_components_alike(client_rw: Client, page: Page, url: str) -> None:
    members = [make_component(page, f"Part {number}") for number in range(5)]
    services.group_create(page=page, name="Core", components=members, by=BY)
    assert names(client_rw.get(url, {"per_page": 2})) == ["Core", "Part 0"]
    assert names(client_rw.get(url, {"per_page": 2, "page": 3})) == ["Part 3", "Part 4"]
    assert names(client_rw.get(url, {"per_page": 2, "page": 4})) == []
    assert names(client_rw.get(url, {"page": 10**9})) == []
    assert len(names(client_rw.get(url, {"per_page": 1100}))) == 6
    for wrong in ({"page": 0}, {"page": "x"}, {"per_page": 0}, {"per_page": -1}):
        assert client_rw.get(url, wrong).status_code == 400


def test_it_finds_nothing_deleted_foreign_or_by_slug(
    client_rw: Client, page: Page, other_page: Page, url: str
) -> None:
    gone, foreign = make_component(page, "Gone"), make_component(other_page, "Foreign", slug="abcdefghij12")
    make_component(page, "Named", slug="abcdefghij12")
    services.component_delete(component=gone, by=BY)
    assert names(client_rw.get(url)) == ["Named"]
    for uid in (gone.uid, foreign.uid, "abcdefghij12", "zzzzzzzzzzzz"):
        answer = client_rw.get(f"{url}/{uid}")
        assert (answer.status_code, answer.json()["message"]) == (404, "Not found")


@pytest.mark.parametrize("path", ["components", "component-groups"])
def test_lists_ask_as_often_for_many_as_for_few(client_rw: Client, page: Page, path: str) -> None:
    counts = []
    for number in (2, 6):
        Component.objects.all().delete()
        ComponentGroup.objects.all().delete()
        for index in range(number):
            members = [make_component(page, f"Part {index} {place}") for place in range(2)]
            services.group_create(page=page, name=f"Group {index}", components=members, by=BY)
        make_component(page, "Alone")
        client_rw.get(f"/v1/pages/{page.uid}/{path}")
        with CaptureQueriesContext(connection) as asked:
            answer = client_rw.get(f"/v1/pages/{page.uid}/{path}")
        assert answer.status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 8


def test_a_group_with_hundreds_is_read_as_quickly(client_rw: Client, page: Page) -> None:
    url = f"/v1/pages/{page.uid}/component-groups"
    group = services.group_create(page=page, name="Fleet", components=[make_component(page)], by=BY)
    with CaptureQueriesContext(connection) as few:
        assert len(client_rw.get(f"{url}/{group.uid}").json()["components"]) == 1
    Component.objects.bulk_create(
        Component(page=page, group=group, name=f"Node {number}", slug=f"node-{number}", position=number)
        for number in range(2, 302)
    )
    with CaptureQueriesContext(connection) as many:
        assert len(client_rw.get(f"{url}/{group.uid}").json()["components"]) == 301
    assert len(few) == len(many)
    found = [
        row
        for number in (1, 2, 3, 4)
        for row in client_rw.get(f"/v1/pages/{page.uid}/components", {"page": number}).json()
    ]
    assert (len(found), len({row["id"] for row in found})) == (302, 302)
