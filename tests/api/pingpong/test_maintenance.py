"""Maintenance, with the samples of PingPong's documentation."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from api.pingpong.values import zulu
from incidents import services
from incidents.models import Incident
from incidents.services import incidents_tick
from statuspage.models import Event, StatusPeriod
from tests.api.pingpong.conftest import BY, Acme, PingPongClient, at
from tests.api.pingpong.samples import api_sample
from tests.api.pingpong.stories import maintenance_sent, opened, planned, status_of

pytestmark = pytest.mark.django_db

STRUCK = (
    "Upgrading version of <b>main database</b> from version 9.0 to <strikethrough>10.0</strikethrough> 10.2."
)


def hours(count: float) -> str:
    return zulu(timezone.now() + timedelta(hours=count))


def sample(acme: Acme, uid: str) -> dict[str, Any]:
    return {
        "id": uid,
        "project": "ACME",
        "name": "Database migration",
        "created_at": "2020-02-03T12:15:58Z",
        "status": "In progress",
        "affected_components": [api_sample(acme, "Maintenance mode", "gray")],
        "reported_by": "Donald Duck",
        "scheduled_for": "2020-02-10T22:00:00Z",
        "ends_at": "2020-02-10T23:00:00Z",
        "message": f"<div>{STRUCK}</div>",
    }


def test_shows_one_that_runs_as_the_sample_does(pp: PingPongClient, acme: Acme):
    made = planned(pp, acme, hours(-1), hours(1), message=STRUCK, title="Database migration")
    Incident.objects.update(
        created_at=at("2020-02-03T12:15:58Z"),
        reported_by="Donald Duck",
        scheduled_for=at("2020-02-10T22:00:00Z"),
        scheduled_until=at("2020-02-10T23:00:00Z"),
    )
    told = pp.get(f"/maintenance/{made['id']}").json()
    assert (told, list(told)) == (sample(acme, made["id"]), list(sample(acme, made["id"])))
    assert pp.get("/maintenance").json() == pp.get("/maintenances/").json() == [told]
    assert pp.get(f"/maintenances/{made['id']}").json() == told


def test_announces_one_that_starts_and_ends_by_itself(pp: PingPongClient, acme: Acme):
    made = planned(pp, acme, hours(1), hours(2))
    path = f"/maintenance/{made['id']}"
    assert (made["name"], made["status"], made["reported_by"]) == (
        "Database migration planned",
        "Upcoming",
        "deploy bot",
    )
    assert made["message"] == "<div>MySQL replica will be moved to a different server.</div>"
    assert (made["affected_components"], status_of(pp, acme)) == ([api_sample(acme)], "Operational")
    incidents_tick(now=timezone.now() + timedelta(minutes=61))
    assert (pp.get(path).json()["status"], status_of(pp, acme)) == ("In progress", "Maintenance mode")
    incident = Incident.objects.get()
    services.incident_post_update(incident=incident, status="verifying", by=BY, now=_after(incident))
    assert pp.get(path).json()["status"] == "In progress"
    incidents_tick(now=timezone.now() + timedelta(minutes=121))
    assert (pp.get(path).json()["status"], status_of(pp, acme)) == ("Complete", "Operational")


def _after(incident: Incident) -> datetime:
    return incident.updates.latest("displayed_at").displayed_at + timedelta(seconds=1)


def test_writes_down_one_that_was_over_before_it_was_told(pp: PingPongClient, acme: Acme):
    answer = pp.post("/maintenance", maintenance_sent(acme))
    told = answer.json()
    assert (answer.status_code, told["status"]) == (201, "Complete")
    assert (told["scheduled_for"], told["ends_at"]) == ("2020-02-10T22:00:00Z", "2020-02-10T23:00:00Z")
    assert told["affected_components"] == [api_sample(acme)]
    period = StatusPeriod.objects.get(component=acme.api, status="under_maintenance")
    assert (period.started, period.ended) == (at("2020-02-10T22:00:00Z"), at("2020-02-10T23:00:00Z"))
    assert pp.put(f"/maintenance/{told['id']}", maintenance_sent(acme)).json() == told


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_changes_what_was_sent_alone(pp: PingPongClient, acme: Acme, method: str):
    made = planned(pp, acme, hours(1), hours(2))
    path = f"/maintenance/{made['id']}"
    for change in ({"scheduled_for": hours(0.5)}, {"ends_at": hours(3)}):
        made |= change
        assert pp.call(method, path, change).json() == made
    assert pp.call(method, path, {"name": "Renamed"}).json() == {**made, "name": "Renamed"}
    assert pp.call(method, path, {"title": "Titled", "name": "not taken"}).json()["name"] == "Titled"
    told = pp.call(method, path, {"affected_components": [acme.db.uid, {"id": acme.api.uid}]}).json()
    assert [row["name"] for row in told["affected_components"]] == ["API", "DB"]
    events = Event.objects.count()
    assert pp.call(method, path, told).json() == told
    assert Event.objects.count() == events
    assert pp.call(method, path, {"affected_components": []}).json()["affected_components"] == []


def test_starts_what_is_moved_to_where_its_time_has_come(pp: PingPongClient, acme: Acme):
    made = planned(pp, acme, hours(1), hours(2))
    path = f"/maintenance/{made['id']}"
    assert pp.put(path, {"scheduled_for": hours(-1)}).json()["status"] == "In progress"
    assert status_of(pp, acme) == "Maintenance mode"
    assert pp.put(path, {"affected_components": [acme.db.uid]}).status_code == 200
    assert status_of(pp, acme) == "Operational"
    assert pp.put(path, {"ends_at": hours(5)}).status_code == 200
    incidents_tick(now=timezone.now() + timedelta(hours=3))
    assert pp.get(path).json()["status"] == "In progress"


@pytest.mark.any_database
def test_refuses_values_that_cannot_be_by_their_field(pp: PingPongClient, acme: Acme, no_limits: None):
    good = maintenance_sent(acme, scheduled_for=hours(1), ends_at=hours(2))
    made = planned(pp, acme, hours(1), hours(2))
    before = Event.objects.count()
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"title": ""}, "title"),
        ({"title": "x" * 101}, "title"),
        ({"message": 7.5, "scheduled_for": "soon"}, "scheduled_for"),
        ({"scheduled_for": None}, "scheduled_for"),
        ({"ends_at": None}, "ends_at"),
        ({"scheduled_for": hours(2), "ends_at": hours(1)}, "ends_at"),
        ({"scheduled_for": hours(9)}, "ends_at"),
        ({"ends_at": hours(0.5)}, "ends_at"),
        ({"ends_at": hours(24 * 400)}, "ends_at"),
        ({"scheduled_for": "1971-01-01T00:00:00Z"}, "scheduled_for"),
        ({"affected_components": {"id": acme.api.uid}}, "affected_components"),
        ({"affected_components": [[acme.api.uid]]}, "affected_components"),
        ({"affected_components": ["GZ7tIAmLacSDW7sHe9Fskl"]}, "affected_components"),
        ({"notify_subscribers": []}, "notify_subscribers"),
    ]
    for body, field in wrong:
        posted = pp.post("/maintenance", {**good, **body})
        changed = pp.put(f"/maintenance/{made['id']}", body)
        for answer in (posted, changed):
            assert (answer.status_code, list(answer.json())) == (400, [field]), body
    told = pp.post("/maintenance", {})
    assert (told.status_code, sorted(told.json())) == (400, ["ends_at", "scheduled_for", "title"])
    assert Event.objects.count() == before


def test_leaves_the_times_of_what_has_passed(pp: PingPongClient, acme: Acme):
    runs = planned(pp, acme, hours(-1), hours(1))
    over = pp.post("/maintenance", maintenance_sent(acme)).json()
    refused: list[tuple[str, dict[str, str], dict[str, list[str]]]] = [
        (runs["id"], {"scheduled_for": hours(0.5)}, {"scheduled_for": ["This maintenance has started."]}),
        (runs["id"], {"ends_at": hours(-0.5)}, {"ends_at": ["This window has passed already."]}),
        (over["id"], {"ends_at": hours(1)}, {"ends_at": ["This maintenance is complete."]}),
        (over["id"], {"scheduled_for": hours(-1)}, {"scheduled_for": ["This maintenance is complete."]}),
    ]
    for uid, body, told in refused:
        answer = pp.put(f"/maintenance/{uid}", {"title": "Other", **body})
        assert (answer.status_code, answer.json()) == (400, told)
    assert set(Incident.objects.values_list("name", flat=True)) == {"Database migration planned"}


def test_is_not_found_among_incidents_nor_drafted(pp: PingPongClient, acme: Acme):
    made, incident = planned(pp, acme, hours(1), hours(2)), opened(pp, acme)
    window: dict[str, Any] = {"scheduled_for": at(hours(5)), "scheduled_until": at(hours(6))}
    draft = services.maintenance_schedule(page=acme.page, name="Draft", draft=True, by=BY, **window)
    for path in (
        f"/incidents/{made['id']}",
        f"/incidents/{made['id']}/updates",
        f"/maintenance/{incident['id']}",
        f"/maintenance/{draft.uid}",
    ):
        assert (pp.get(path).status_code, pp.put(path, {}).status_code) in {(404, 404), (404, 405)}
    assert [row["id"] for row in pp.get("/maintenance").json()] == [made["id"]]
