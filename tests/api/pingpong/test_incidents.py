"""Incidents, with the samples of PingPong's documentation."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from incidents import services
from incidents.models import Incident, IncidentUpdate
from statuspage.models import Event, StatusPeriod
from tests.api.pingpong.conftest import BY, Acme, PingPongClient, at
from tests.api.pingpong.samples import api_sample
from tests.api.pingpong.stories import incident_sample, incident_sent, opened, said

pytestmark = pytest.mark.django_db

UPDATES = [
    ("2020-03-18T09:02:39Z", "Huey", "Investigating", "Our devs are looking into the issue."),
    (
        "2020-03-18T09:02:56Z",
        "Dewey",
        "Identified",
        "Our devs have found the issue and researching a solution.",
    ),
    (
        "2020-03-18T09:03:31Z",
        "Louie",
        "Verifying",
        "A fix has been deployed and our devs are verifying the solution.",
    ),
]


def test_takes_the_word_of_a_clock_that_is_a_little_ahead_for_now(pp: PingPongClient, acme: Acme):
    ahead = (timezone.now() + timedelta(minutes=4)).isoformat()
    told = opened(pp, acme, occurred_at=ahead)
    assert at(told["occurred_at"]) <= timezone.now()
    later = pp.put(f"/incidents/{told['id']}", {"occurred_at": ahead})
    assert (later.status_code, at(later.json()["occurred_at"]) <= timezone.now()) == (200, True)


def test_opens_one_in_the_past(pp: PingPongClient, acme: Acme):
    answer = pp.post("/incidents", incident_sent(acme))
    told = answer.json()
    assert (answer.status_code, told) == (201, incident_sample(acme, told))
    assert list(told) == list(incident_sample(acme, told))
    down = StatusPeriod.objects.get(component=acme.api, status="major_outage")
    assert (down.started, down.ended) == (at("2020-03-18T09:02:24Z"), None)
    event = Event.objects.get(kind="incident.opened")
    assert (event.actor_kind, event.actor_label, event.subject_uid) == ("key", "deploy bot", told["id"])


def test_shows_the_story_as_the_sample_does(pp: PingPongClient, acme: Acme):
    made = pp.post("/incidents", incident_sent(acme)).json()
    for moment, author, status, message in UPDATES:
        update = said(pp, made, status, message)
        row = IncidentUpdate.objects.filter(uid=update["id"])
        row.update(displayed_at=at(moment), author_label=author)
    Incident.objects.update(created_at=at("2020-02-03T12:15:58Z"), reported_by="Donald Duck")
    told = pp.get(f"/incidents/{made['id']}").json()
    ids = [update["id"] for update in told["updates"]]
    sample = incident_sample(
        acme,
        {"id": made["id"], "created_at": "2020-02-03T12:15:58Z"},
        status="Verifying",
        reported_by="Donald Duck",
        updates=[
            {
                "id": uid,
                "created_at": moment,
                "reported_by": author,
                "status": status,
                "message": f"<div>{text}</div>",
            }
            for uid, (moment, author, status, text) in zip(ids, UPDATES, strict=True)
        ],
    )
    assert (told, len(set(ids))) == (sample, 3)
    assert pp.get("/incidents").json() == pp.get("/incidents/live").json() == [sample]
    assert pp.get("/incidents/ongoing/").json() == [sample]
    assert pp.put(f"/incidents/{made['id']}", incident_sent(acme)).json() == sample


def test_needs_nothing_but_a_title(pp: PingPongClient, acme: Acme):
    before = timezone.now().replace(microsecond=0)
    told = pp.post("/incidents", {"title": " Slow "}).json()
    assert (told["title"], told["status"], told["affected_components"]) == ("Slow", "In progress", [])
    assert before <= at(told["occurred_at"]) <= timezone.now()
    assert told["message"] == "<div>We are looking into this.</div>"


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_changes_what_was_sent_alone(pp: PingPongClient, acme: Acme, method: str):
    made = opened(pp, acme)
    path = f"/incidents/{made['id']}"
    assert pp.call(method, path, {"title": "Worse"}).json() == {**made, "title": "Worse"}
    named = [{"id": acme.db.uid, "status": "UNAVAILABLE"}]
    told = pp.call(method, path, {"affected_components": named}).json()
    assert [(row["id"], row["status"]) for row in told["affected_components"]] == [
        (acme.db.uid, "Unavailable")
    ]
    acme.api.refresh_from_db()
    assert acme.api.status == "operational"
    assert pp.call(method, path, {"affected_components": []}).json()["affected_components"] == []


def test_moves_the_start_with_what_it_claims(pp: PingPongClient, acme: Acme):
    made = opened(pp, acme)
    path = f"/incidents/{made['id']}"
    earlier = "2020-03-18T09:02:24Z"
    assert pp.put(path, {"occurred_at": earlier}).json()["occurred_at"] == earlier
    assert StatusPeriod.objects.get(component=acme.api, status="major_outage").started == at(earlier)
    update = said(pp, made, "Investigating")
    IncidentUpdate.objects.filter(uid=update["id"]).update(displayed_at=at("2020-03-19T00:00:00Z"))
    after = pp.put(path, {"occurred_at": "2020-03-20T00:00:00Z"})
    assert after.json() == {"occurred_at": ["The start must not lie after a later update."]}
    # It was now when the incident was opened, and is not now again.
    assert pp.put(path, {"occurred_at": None}).json()["occurred_at"] == earlier


def test_whatever_comes_back_as_it_is_shown_is_no_change(pp: PingPongClient, acme: Acme):
    other = opened(pp, acme, affected_components=[{"id": acme.api.uid, "status": "unavailable"}])
    made = opened(pp, acme, affected_components=[{"id": acme.api.uid, "status": "Minor issues"}])
    assert made["affected_components"] == [api_sample(acme, "Unavailable", "red")]
    events = Event.objects.count()
    told = pp.put(f"/incidents/{made['id']}", made)
    assert (told.status_code, told.json()) == (200, made)
    assert Event.objects.count() == events
    said(pp, other, "Resolved")
    assert pp.get("/incidents/live").json()[0]["affected_components"] == [
        api_sample(acme, "Minor issues", "orange")
    ]


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"title": ""}, "title"),
    ({"title": "  "}, "title"),
    ({"title": "x" * 101}, "title"),
    ({"title": ["x"]}, "title"),
    ({"message": {"text": "x"}}, "message"),
    ({"message": "x" * 25_001}, "message"),
    ({"message": "x\u0007"}, "message"),
    ({"occurred_at": "yesterday"}, "occurred_at"),
    ({"occurred_at": (timezone.now() + timedelta(days=1)).isoformat()}, "occurred_at"),
    ({"occurred_at": "1971-01-01T00:00:00Z"}, "occurred_at"),
    ({"notify_subscribers": "perhaps"}, "notify_subscribers"),
    ({"affected_components": "API"}, "affected_components"),
    ({"affected_components": [7]}, "affected_components"),
    ({"affected_components": [{"status": "Critical state"}]}, "affected_components"),
    ({"affected_components": [{"id": "GZ7tIAmLacSDW7sHe9Fskl"}]}, "affected_components"),
    ({"affected_components": [{"id": "API", "status": "Broken"}]}, "affected_components"),
    ({"affected_components": [{"id": "API", "status": "Unknown"}]}, "affected_components"),
    ({"affected_components": [{"id": "API", "status": 5}]}, "affected_components"),
    ({"affected_components": [{"id": "API"}, {"id": "API"}]}, "affected_components"),
]


@pytest.mark.any_database
def test_refuses_values_that_cannot_be_by_their_field(pp: PingPongClient, acme: Acme, no_limits: None):
    made = opened(pp, acme)
    before = (Incident.objects.values().get(), Event.objects.count())
    for wrong, field in REFUSED:
        for item in wrong.get("affected_components", ()):
            if isinstance(item, dict) and item.get("id") == "API":
                item["id"] = acme.api.uid
        for answer in (
            pp.post("/incidents", {"title": "Errors", **wrong}),
            pp.put(f"/incidents/{made['id']}", wrong),
        ):
            assert (answer.status_code, list(answer.json())) == (400, [field]), wrong
            assert all(isinstance(message, str) for message in answer.json()[field])
    assert pp.post("/incidents", {}).json() == {"title": ["This field is required."]}
    assert (Incident.objects.values().get(), Event.objects.count()) == before


def test_lists_what_was_published_the_newest_first(pp: PingPongClient, acme: Acme):
    """Drafts are the team's own; what was told afterwards is over."""
    past, now = at("2020-03-01T00:00:00Z"), timezone.now()
    services.incident_open(page=acme.page, name="Draft", draft=True, by=BY)
    told: dict[str, Any] = {"started_at": past, "resolved_at": past + timedelta(hours=1), "backfilled": True}
    services.incident_open(page=acme.page, name="Told afterwards", by=BY, **told)
    gone = services.incident_open(page=acme.page, name="Deleted", by=BY)
    services.incident_delete(incident=gone, by=BY)
    services.incident_open(page=acme.page, name="Live", by=BY)
    window: dict[str, Any] = {
        "scheduled_for": now + timedelta(days=1),
        "scheduled_until": now + timedelta(days=2),
    }
    planned = services.maintenance_schedule(page=acme.page, name="Planned", by=BY, **window)
    rows = pp.get("/incidents").json()
    assert [(row["title"], row["status"]) for row in rows] == [
        ("Live", "In progress"),
        ("Told afterwards", "Resolved"),
    ]
    assert [row["title"] for row in pp.get("/incidents/live").json()] == ["Live"]
    draft = Incident.objects.get(name="Draft")
    for uid in (draft.uid, gone.uid, planned.uid):
        for method in ("GET", "PUT"):
            answer = pp.call(method, f"/incidents/{uid}", {"title": "Mine"})
            assert (answer.status_code, answer.json()) == (404, {"detail": "Not found."})
    assert pp.get(f"/maintenance/{rows[0]['id']}").status_code == 404
