"""What is told afterwards, what is set right, and what is taken back."""

from typing import Any

import pytest

from incidents.models import Incident
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Component, Event, Page

BY = Actor.system()
PAST = {"name": "Long ago", "backfilled": True, "backfill_date": "2026-01-05T10:00:00Z"}


@pytest.fixture
def path(page: Page) -> str:
    return f"/v1/pages/{page.uid}/incidents"


def test_what_is_backfilled_is_history_and_tells_nobody(send: Any, path: str, client: Any):
    made = send("POST", path, {"incident": {**PAST, "status": "resolved", "body": "It was so."}}).json()
    then = "2026-01-05T10:00:00.000Z"
    assert (made["status"], made["created_at"], made["resolved_at"]) == ("resolved", then, then)
    assert made["components"] == []
    [update] = made["incident_updates"]
    assert (update["status"], update["display_at"], update["body"]) == ("resolved", then, "It was so.")
    assert update["deliver_notifications"] is False
    event = Event.objects.get(kind="incident.opened")
    assert event.after is not None
    assert event.after["deliver"] is False
    assert client.get(f"/incidents/{made['id']}.json").json()["resolved_at"] == then
    assert [row["name"] for row in client.get("/api/v2/incidents.json").json()["incidents"]] == ["Long ago"]
    moved = send("PATCH", f"{path}/{made['id']}", {"incident": {"backfill_date": "2026-02-01"}}).json()
    assert moved["created_at"] == moved["resolved_at"] == "2026-02-01T00:00:00.000Z"
    assert moved["incident_updates"][0]["display_at"] == "2026-02-01T00:00:00.000Z"


def test_a_day_begins_in_the_zone_of_the_page(send: Any, path: str, page: Page):
    services.page_update(page=page, changes={"time_zone": "America/New_York"}, by=BY)
    made = send("POST", path, {"incident": {"name": "Long ago", "backfill_date": "2026-01-05"}}).json()
    assert made["resolved_at"] == "2026-01-05T05:00:00.000Z"
    window = {"scheduled_for": "2199-01-05", "scheduled_until": "2199-01-06 12:00"}
    planned = send("POST", path, {"incident": {"name": "Disks", **window}}).json()
    assert planned["scheduled_for"] == "2199-01-05T05:00:00.000Z"
    assert planned["scheduled_until"] == "2199-01-06T12:00:00.000Z"
    one = f"{path}/{made['id']}/incident_updates/{made['incident_updates'][0]['id']}"
    told = send("PATCH", one, {"incident_update": {"display_at": "2026-01-05"}}).json()
    assert told["display_at"] == "2026-01-05T05:00:00.000Z"


def test_an_update_is_set_right(send: Any, path: str):
    made = send("POST", path, {"incident": {"name": "Errors", "body": "We lok."}}).json()
    [update] = made["incident_updates"]
    one = f"{path}/{made['id']}/incident_updates/{update['id']}"
    fields = {"body": "We look.", "display_at": "2026-01-05T10:00:00Z", "deliver_notifications": False}
    told = send("PATCH", one, {"incident_update": {**fields, "wants_twitter_update": True}}).json()
    assert (told["body"], told["display_at"]) == ("We look.", "2026-01-05T10:00:00.000Z")
    assert (told["deliver_notifications"], told["wants_twitter_update"]) == (False, False)
    assert Incident.objects.get().started_at.isoformat() == "2026-01-05T10:00:00+00:00"
    assert send("GET", f"{path}/{made['id']}").json()["incident_updates"] == [told]
    assert send("PATCH", one, {"incident_update": {"wants_twitter_update": "x"}}).status_code == 422
    for wrong in ({"body": "x" * 25_001}, {"display_at": "2199-01-01T00:00:00Z"}, {"display_at": "then"}):
        assert send("PATCH", one, {"incident_update": wrong}).status_code == 422
    assert send("PATCH", one, {}).status_code == 400
    assert send("PUT", one[:-12] + "abcdefghij12", {"incident_update": {}}).status_code == 404


def test_what_is_deleted_is_answered_once(send: Any, path: str, page: Page):
    component = services.component_create(page=page, name="API", by=BY)
    sent = {"incident": {"name": "Errors", "components": {component.uid: "major_outage"}}}
    made = send("POST", path, sent).json()
    one = f"{path}/{made['id']}"
    response = send("DELETE", one)
    assert (response.status_code, response.json()) == (200, made)
    assert Component.objects.get(pk=component.pk).status == "operational"
    assert [send(method, one).status_code for method in ("DELETE", "GET")] == [404, 404]


def test_a_postmortem_is_written_published_and_taken_back(send: Any, path: str, client: Any):
    made = send("POST", path, {"incident": {"name": "Errors"}}).json()
    one = f"{path}/{made['id']}"
    assert send("GET", f"{one}/postmortem").status_code == 404
    assert send("PUT", f"{one}/postmortem", {"postmortem": {}}).status_code == 400
    draft = send("PUT", f"{one}/postmortem", {"postmortem": {"body_draft": "A cable.\n\nAnd & more."}}).json()
    assert (draft["body"], draft["body_draft"]) == (None, "A cable.\n\nAnd & more.")
    assert draft["published_at"] is None
    early = send("PUT", f"{one}/postmortem/publish", {})
    assert early.status_code == 422
    send("PATCH", one, {"incident": {"status": "resolved"}})
    told = send("PUT", f"{one}/postmortem/publish", {"postmortem": {"notify_subscribers": "true"}}).json()
    assert (told["body"], told["notify_subscribers"]) == ("A cable.\n\nAnd & more.", True)
    incident = send("GET", one).json()
    assert (incident["status"], incident["postmortem_body"]) == ("postmortem", told["body"])
    assert incident["postmortem_published_at"] == told["published_at"]
    assert incident["postmortem_notified_subscribers"] is True
    assert client.get(f"/incidents/{made['id']}.json").json()["status"] == "postmortem"
    kept = send("PUT", one, {"incident": {"status": "postmortem", "name": "Other"}}).json()
    assert (kept["status"], len(kept["incident_updates"])) == ("postmortem", 2)
    back = send("PUT", f"{one}/postmortem/revert").json()
    assert (back["body"], back["published_at"], back["body_draft"]) == (None, None, told["body_draft"])
    assert send("PUT", f"{one}/postmortem/revert").status_code == 422
    assert send("GET", one).json()["status"] == "resolved"
    assert send("DELETE", f"{one}/postmortem").status_code == 204
    assert send("DELETE", f"{one}/postmortem").status_code == 404


def test_a_template_is_kept(send: Any, page: Page):
    path = f"/v1/pages/{page.uid}/incident_templates"
    component = services.component_create(page=page, name="API", by=BY)
    sent = {"name": "Disks", "title": "Work", "body": "We <b>work</b>.", "update_status": "in_progress"}
    response = send("POST", path, {"template": {**sent, "component_ids": [component.uid]}})
    made = response.json()
    assert (response.status_code, made["group_id"], made["should_tweet"]) == (201, None, False)
    assert {name: made[name] for name in sent} == sent
    assert [row["id"] for row in made["components"]] == [component.uid]
    assert send("GET", path).json() == [made]
    for wrong in ({"name": "Disks"}, {"body": ""}, {"update_status": "gone"}, {"group_id": "abcdefghij12"}):
        assert send("POST", path, {"template": {**sent, "name": "Other", **wrong}}).status_code == 422
    assert send("POST", path, {"template": {**sent, "name": "x", "component_ids": ["a"]}}).status_code == 422
    assert len(send("GET", path).json()) == 1
