"""What cannot be an incident: the contract's codes and bodies, and nothing changed."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from incidents.models import Incident, IncidentUpdate
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Component, Event, Page
from tests.rows import each

BY = Actor.system()
NOW = timezone.now()
WINDOW = {
    "scheduled_for": (NOW + timedelta(hours=1)).isoformat(),
    "scheduled_until": (NOW + timedelta(hours=2)).isoformat(),
}
REVERSED = {"scheduled_for": WINDOW["scheduled_until"], "scheduled_until": WINDOW["scheduled_for"]}
PAST = {"backfilled": True, "backfill_date": "2026-01-05T10:00:00Z"}
NAMES = [f"abcdefgh{number:04}" for number in range(501)]


@pytest.fixture
def api(page: Page) -> Component:
    return services.component_create(page=page, name="API", by=BY)


def rows() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Incident, IncidentUpdate, Event))


@each(
    ("fields", "named"),
    [
        ({"name": None}, "Name"),
        ({"name": "x" * 256}, "Name"),
        ({"body": "x" * 25_001}, "Body"),
        ({"status": "scheduled"}, "Scheduled for"),
        ({"status": "gone"}, "Status"),
        ({"status": "postmortem"}, "Status"),
        ({"status": "resolved", **WINDOW}, "Status"),
        ({"status": "verifying", **PAST}, "Backfilled"),
        ({**WINDOW, **PAST}, "Backfilled"),
        (REVERSED, "Scheduled until"),
        ({**WINDOW, "scheduled_until": None}, "Scheduled until"),
        ({**WINDOW, "scheduled_for": "soon"}, "Scheduled for"),
        ({**WINDOW, "scheduled_remind_prior": "perhaps"}, "Scheduled remind prior"),
        ({**WINDOW, "auto_transition_to_maintenance_state": "on"}, "Auto transition to maintenance state"),
        ({"backfilled": True}, "Backfill date"),
        ({"backfilled": True, "backfill_date": "2199-01-01"}, "Backfill date"),
        ({"impact_override": "huge"}, "Impact override"),
        ({"metadata": "x"}, "Metadata"),
        ({"metadata": {"x": 1}}, "Metadata x"),
        ({"metadata": [{}]}, "Metadata"),
        ({"reminder_intervals": "[3, 2]"}, "Reminder intervals"),
        ({"reminder_intervals": "[25]"}, "Reminder intervals"),
        ({"deliver_notifications": "perhaps"}, "Deliver notifications"),
        ({"components": {"abcdefghij12": "operational"}}, "Components abcdefghij12"),
        ({"components": ["abcdefghij12"]}, "Components abcdefghij12"),
        ({"component_ids": ["abcdefghij12"]}, "Components abcdefghij12"),
        ({"component_ids": [{}]}, "Component ids"),
        ({"component_ids": {}}, "Component ids"),
        ({"component_ids": {}, "components": {}}, "Component ids"),
        ({"component_ids": {}, **PAST}, "Component ids"),
        ({"component_ids": NAMES}, "Component ids"),
        ({"components": NAMES}, "Components"),
        ({"components": dict.fromkeys(NAMES, "operational")}, "Components"),
        ({"components": dict.fromkeys(NAMES[:300], ""), "component_ids": NAMES[300:]}, "Components"),
    ],
)
def test_it_cannot_be_made(send: Any, page: Page, fields: dict[str, Any], named: str):
    before = rows()
    response = send("POST", f"/v1/pages/{page.uid}/incidents", {"incident": {"name": "Errors", **fields}})
    told = response.json()
    assert response.status_code == 422, told
    assert any(text.startswith(f"{named}: ") for text in told["error"]), told
    assert told["message"] == ", ".join(told["error"])
    assert rows() == before


@pytest.mark.parametrize("word", ["operational", "broken", {}])
def test_what_is_said_of_too_many_components_is_refused_in_few_words(send: Any, page: Page, word: Any):
    many = {f"{number:06}": word for number in range(20_000)}
    response = send(
        "POST", f"/v1/pages/{page.uid}/incidents", {"incident": {"name": "x", "components": many}}
    )
    assert (response.status_code, len(response.json()["error"])) == (422, 1)
    few = {"x" * 5000: word}
    response = send("POST", f"/v1/pages/{page.uid}/incidents", {"incident": {"name": "x", "components": few}})
    assert response.status_code == 422
    assert len(response.content) < 1000


@each("word", ["unavailable", "unknown", "broken", {}, True])
def test_a_component_takes_words_of_statuspage_alone(send: Any, page: Page, api: Component, word: Any):
    sent = {"incident": {"name": "Errors", "components": {api.uid: word}}}
    assert send("POST", f"/v1/pages/{page.uid}/incidents", sent).status_code == 422
    assert not Incident.objects.exists()


@pytest.mark.parametrize("components", [{"components": True}, {"component_ids": True}])
def test_what_is_backfilled_names_no_components(send: Any, page: Page, api: Component, components: Any):
    names = {"components": {api.uid: "major_outage"}, "component_ids": [api.uid]}
    sent = {"incident": {"name": "Errors", **PAST, **{key: names[key] for key in components}}}
    assert send("POST", f"/v1/pages/{page.uid}/incidents", sent).status_code == 422
    assert not Incident.objects.exists()


@pytest.mark.parametrize("body", [{}, {"incident": "x"}, {"incident": []}, {"page": {}}])
def test_its_wrapper_has_to_be_there(send: Any, page: Page, body: Any):
    assert send("POST", f"/v1/pages/{page.uid}/incidents", body).status_code == 400
    assert not Incident.objects.exists()


@each(
    "fields",
    [
        {"status": "completed"},
        {"name": None},
        {"component_ids": {}},
        {"components": {"abcdefghij12": "major_outage"}},
        {"component_ids": ["abcdefghij12"], "status": "resolved"},
        {"metadata": {"x": []}, "body": "News."},
        {"body": "x" * 25_001},
        {"impact_override": "huge", "body": "News."},
    ],
)
def test_it_cannot_be_changed_so(send: Any, page: Page, api: Component, fields: dict[str, Any]):
    path = f"/v1/pages/{page.uid}/incidents"
    sent = {"incident": {"name": "Errors", "components": {api.uid: "major_outage"}}}
    made = send("POST", path, sent).json()
    before = rows()
    changed = {"incident": {"name": "Other", "components": {api.uid: "operational"}, **fields}}
    assert send("PATCH", f"{path}/{made['id']}", changed).status_code == 422
    assert send("GET", f"{path}/{made['id']}").json() == made
    assert rows() == before


def test_a_maintenance_does_not_go_back(send: Any, page: Page):
    path = f"/v1/pages/{page.uid}/incidents"
    made = send("POST", path, {"incident": {"name": "Disks", **WINDOW}}).json()
    one = f"{path}/{made['id']}"
    assert send("PATCH", one, {"incident": REVERSED}).status_code == 422
    assert send("PATCH", one, {"incident": {"status": "monitoring"}}).status_code == 422
    assert send("PATCH", one, {"incident": {"status": "completed"}}).status_code == 200
    before = rows()
    response = send("PATCH", one, {"incident": {"name": "Other", "status": "in_progress"}})
    assert (response.status_code, set(response.json())) == (422, {"error", "message"})
    assert send("GET", one).json()["name"] == "Disks"
    assert rows() == before


@each("q", ["%00", "a%00b", "%ed%a0%80", "%ff", "(((", "[", "\\", "*" * 300, "a" * 5000, "%25_"])
def test_it_looks_for_any_words(send: Any, page: Page, q: str):
    response = send("GET", f"/v1/pages/{page.uid}/incidents?q={q}")
    assert response.status_code in (200, 400)
    assert response.status_code == 400 or response.json() == []


@each("uid", ["", "x", "\x00", "\ud800", "a" * 10_000, "abc/../def"])
def test_it_takes_no_id_for_another(send: Any, page: Page, api: Component, uid: str):
    for components in ({"components": {uid: "major_outage"}}, {"component_ids": [uid, api.uid[:-1]]}):
        sent = {"incident": {"name": "Errors", **components}}
        assert send("POST", f"/v1/pages/{page.uid}/incidents", sent).status_code in (400, 422)
    assert not Incident.objects.exists()
