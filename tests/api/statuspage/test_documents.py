"""The public documents, key by key and value by value against the captured shapes."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from incidents import services as incidents
from incidents.services import postmortem_publish, postmortem_save_draft
from statuspage import services
from statuspage.models import Page
from tests.api.statuspage import shapes
from tests.api.statuspage.conftest import BY, Story
from tests.rows import each


@each("name", shapes.DOCUMENTS)
def test_a_document_has_the_captured_shape(get: Any, page: Page, story: Story, name: str):
    assert shapes.fits(shapes.DOCUMENTS[name], get(name))
    assert get(f"/pages/status/api/v2/{name}.json") == get(name)
    assert get(f"/pages/{page.uid}/api/v2/{name}.json") == get(name)


@each("name", shapes.DOCUMENTS)
def test_a_page_without_anything_has_empty_lists(get: Any, page: Page, name: str):
    told = get(name)
    assert shapes.fits(shapes.DOCUMENTS[name], told)
    lists = [value for value in told.values() if isinstance(value, list)]
    assert all(value == [] for value in lists)
    assert "status" not in told or told["status"] == {
        "indicator": "none",
        "description": "All Systems Operational",
    }


def test_each_document_has_its_part(get: Any, story: Story):
    def ids(name: str, part: str) -> list[str]:
        return [entry["id"] for entry in get(name)[part]]

    maintenance = "scheduled_maintenances"
    assert ids("incidents", "incidents") == [story.open.uid, story.over.uid]
    assert ids("incidents/unresolved", "incidents") == ids("summary", "incidents") == [story.open.uid]
    assert ids("scheduled-maintenances", maintenance) == [story.planned.uid, story.running.uid]
    assert ids("scheduled-maintenances/upcoming", maintenance) == [story.planned.uid]
    assert ids("scheduled-maintenances/active", maintenance) == [story.running.uid]
    assert ids("summary", maintenance) == [story.running.uid, story.planned.uid]
    assert get("summary")["components"] == get("components")["components"]
    assert get("summary")["status"] == get("status")["status"]


def test_a_group_is_a_component_with_the_ids_of_those_in_it(get: Any, story: Story):
    told = {entry["id"]: entry for entry in get("components")["components"]}
    group = told[story.group.uid]
    assert (group["group"], group["components"], group["group_id"]) == (True, [story.api.uid], None)
    assert (group["description"], group["status"]) == ("What matters", "under_maintenance")
    api = told[story.api.uid]
    assert (api["group"], api["group_id"], api["description"]) == (False, story.group.uid, None)
    assert "components" not in api


def test_an_incident_tells_its_updates_and_what_they_said_about_components(get: Any, story: Story):
    over = get("incidents")["incidents"][1]
    assert (over["status"], over["impact"]) == ("resolved", "major")
    assert over["shortlink"].endswith(f"/incidents/{story.over.uid}")
    assert [update["body"] for update in over["incident_updates"]] == [
        "Over.",
        "First <em>part</em>.\n\nSecond part.",
    ]
    assert over["incident_updates"][1]["affected_components"] == [
        {
            "code": story.api.uid,
            "name": "REST API",
            "old_status": "operational",
            "new_status": "partial_outage",
        }
    ]
    assert [component["id"] for component in over["components"]] == [story.api.uid]


def test_an_incident_alone_is_the_one_of_the_lists(get: Any, story: Story):
    listed = get("incidents")["incidents"][0]
    assert get(f"/incidents/{story.open.uid}.json") == listed
    framed = get(f"/api/v2/incidents/{story.open.uid}.json")
    assert framed == {"page": get("incidents")["page"], "incident": listed}
    planned = get("scheduled-maintenances/upcoming")["scheduled_maintenances"][0]
    assert get(f"/maintenances/{story.planned.uid}.json") == planned
    assert get(f"/incidents/{story.planned.uid}.json") == planned


def test_maintenance_tells_its_change_when_it_starts(get: Any, story: Story):
    told = get(f"/incidents/{story.running.uid}.json")
    changes = [row["affected_components"][0] for row in told["incident_updates"]]
    assert [(row["old_status"], row["new_status"]) for row in changes] == [
        ("operational", "under_maintenance"),
        ("operational", "operational"),
    ]


def test_what_people_write_is_safe_to_show(get: Any, page: Page):
    opened = incidents.incident_open(
        page=page,
        name="<b>Odd</b>",
        body='Look <a href="javascript:x()">here</a><script>x()</script><img src=x onerror=x()>',
        body_format="html",
        by=BY,
    )
    incidents.incident_post_update(incident=opened, body="Half <script>x()</script>", by=BY)
    told = get(f"/incidents/{opened.uid}.json")
    assert [update["body"] for update in told["incident_updates"]] == [
        "Half &lt;script&gt;x()&lt;/script&gt;",
        'Look <a rel="nofollow noopener">here</a>',
    ]


def test_a_published_postmortem_is_the_last_update(get: Any, story: Story):
    draft = postmortem_save_draft(incident=story.over, body="A *cable*.", by=BY)
    assert get(f"/incidents/{story.over.uid}.json")["status"] == "resolved"
    published = postmortem_publish(postmortem=draft, notify=False, by=BY)
    told = get(f"/incidents/{story.over.uid}.json")
    assert shapes.fits(shapes.INCIDENT, told)
    newest = told["incident_updates"][0]
    assert (told["status"], newest["status"], newest["body"]) == (
        "postmortem",
        "postmortem",
        "A <em>cable</em>.",
    )
    assert published.preview_key not in str(told)
    assert get("incidents")["incidents"][1] == told


def test_times_are_those_of_the_page_s_zone(get: Any, page: Page, story: Story):
    assert get("status")["page"]["updated_at"].endswith("Z")
    services.page_update(page=page, changes={"time_zone": "Asia/Kolkata"}, by=BY)
    told = get("summary")
    assert told["page"]["time_zone"] == "Asia/Kolkata"
    assert told["page"]["updated_at"].endswith("+05:30")
    assert told["scheduled_maintenances"][0]["scheduled_for"].endswith("+05:30")


def test_the_page_s_time_moves_with_what_visitors_can_see(get: Any, page: Page, story: Story):
    before = get("status")["page"]["updated_at"]
    services.component_update(component=story.secret, changes={"name": "Cellar"}, by=BY)
    incidents.incident_open(page=page, name="Draft", body="x", draft=True, by=BY)
    assert get("status")["page"]["updated_at"] == before
    incidents.incident_resolve(incident=story.open, body="Over.", by=BY)
    assert get("status")["page"]["updated_at"] > before


def test_fifty_incidents_are_told_at_most(get: Any, page: Page):
    now = timezone.now()
    for number in range(51):
        at = now - timedelta(hours=number)
        incidents.incident_open(page=page, name=f"Number {number}", body="x", by=BY, now=at)
    told = get("incidents")["incidents"]
    assert [entry["name"] for entry in told] == [f"Number {number}" for number in range(50)]
    assert len(get("incidents/unresolved")["incidents"]) == 51


@pytest.mark.parametrize("name", [*shapes.DOCUMENTS, "single"])
def test_the_number_of_queries_does_not_grow(
    client: Client, page: Page, story: Story, django_assert_max_num_queries: Any, name: str
):
    path = f"/incidents/{story.open.uid}.json" if name == "single" else f"/api/v2/{name}.json"
    with django_assert_max_num_queries(50) as few:
        client.get(path)
    for number in range(6):
        group = services.group_create(page=page, name=f"Group {number}", by=BY)
        component = services.component_create(page=page, name=f"Part {number}", group=group, by=BY)
        incidents.incident_open(
            page=page, name="More", body="x", components={component: "major_outage"}, by=BY
        )
        incidents.incident_post_update(incident=story.open, body=f"More {number}", by=BY)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(path)
    assert len(few.captured_queries) <= 9
