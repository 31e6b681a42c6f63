"""Updates of incidents, with the samples of PingPong's documentation."""

from typing import Any

import pytest

from incidents import services
from incidents.models import Incident, IncidentUpdate
from statuspage.models import Event
from tests.api.pingpong.conftest import BY, Acme, PingPongClient, at
from tests.api.pingpong.stories import LOOKING, opened, said, status_of

pytestmark = pytest.mark.django_db

SENT = {"status": "Investigating", "message": LOOKING}


@pytest.fixture
def incident(pp: PingPongClient, acme: Acme) -> Any:
    return opened(pp, acme)


@pytest.fixture
def updates(incident: Any) -> str:
    """The path of the incident's updates."""
    return f"/incidents/{incident['id']}/updates"


def story(pp: PingPongClient, updates: str) -> list[tuple[str, str]]:
    return [(row["status"], row["message"]) for row in pp.get(updates).json()]


def test_adds_and_fetches_one(pp: PingPongClient, updates: str):
    answer = pp.post(updates, SENT)
    row = IncidentUpdate.objects.latest("pk")
    IncidentUpdate.objects.filter(pk=row.pk).update(
        displayed_at=at("2020-03-18T09:02:39Z"), author_label="Huey"
    )
    sample = {
        "id": row.uid,
        "created_at": "2020-03-18T09:02:39Z",
        "reported_by": "Huey",
        "status": "Investigating",
        "message": "<div>Our devs are looking into the issue.</div>",
    }
    told = answer.json()
    assert (answer.status_code, list(told), told["reported_by"]) == (201, list(sample), "deploy bot")
    assert pp.get(f"{updates}/{row.uid}").json() == sample
    assert pp.get(updates).json() == [sample]
    assert pp.put(f"{updates}/{row.uid}", SENT).json() == sample


def test_leaves_the_opening_out_and_tells_the_oldest_first(pp: PingPongClient, acme: Acme, updates: str):
    assert pp.get(updates).json() == []
    for word in ("INVESTIGATING", "identified", "VerifyinG"):
        said(pp, {"id": updates.split("/")[2]}, word, f"{word}!")
    assert story(pp, updates) == [
        ("Investigating", "<div>INVESTIGATING!</div>"),
        ("Identified", "<div>identified!</div>"),
        ("Verifying", "<div>VerifyinG!</div>"),
    ]
    opening = IncidentUpdate.objects.get(kind="opening")
    for method in ("GET", "PUT", "DELETE"):
        assert pp.call(method, f"{updates}/{opening.uid}", SENT).status_code == 404
    assert pp.get("/incidents/live").json()[0]["status"] == "Verifying"


def test_resolving_ends_the_incident_and_reopening_goes_on(
    pp: PingPongClient, acme: Acme, incident: Any, updates: str
):
    assert status_of(pp, acme) == "Critical state"
    end = said(pp, incident, "resolved", "All is well.")
    assert (pp.get("/incidents/live").json(), status_of(pp, acme)) == ([], "Operational")
    assert pp.get("/incidents").json()[0]["status"] == "Resolved"
    pp.patch(f"{updates}/{end['id']}", {"status": "Verifying"})
    assert status_of(pp, acme) == "Critical state"
    said(pp, incident, "Resolved")
    said(pp, incident, "Investigating", "Again.")
    assert pp.get("/incidents/live").json()[0]["status"] == "Investigating"
    assert status_of(pp, acme) == "Critical state"


def test_says_the_stock_text_of_a_status_alone_and_keeps_the_status_of_a_text_alone(
    pp: PingPongClient, incident: Any, updates: str
):
    pp.post(updates, {"status": "Identified"})
    said(pp, incident, None, "Still at it.")
    assert story(pp, updates) == [
        ("Identified", "<div>We know the cause and are working on it.</div>"),
        ("Identified", "<div>Still at it.</div>"),
    ]


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_changes_what_was_sent_alone(pp: PingPongClient, incident: Any, updates: str, method: str):
    made = said(pp, incident, "Investigating")
    path = f"{updates}/{made['id']}"
    assert pp.call(method, path, {"status": "Identified"}).json() == {**made, "status": "Identified"}
    assert pp.get(f"/incidents/{incident['id']}").json()["status"] == "Identified"
    told = pp.call(method, path, {"message": "<i>Better.</i>"}).json()
    assert (told["status"], told["message"]) == ("Identified", "<div><i>Better.</i></div>")
    events = Event.objects.count()
    assert pp.call(method, path, told).json() == told
    assert Event.objects.count() == events


def test_deletes_one_and_the_status_follows_from_the_rest(pp: PingPongClient, incident: Any, updates: str):
    made = [said(pp, incident, "Investigating"), said(pp, incident, "Identified")]
    for update, left in ((made[1], "Investigating"), (made[0], "In progress")):
        answer = pp.delete(f"{updates}/{update['id']}")
        assert (answer.status_code, answer.content) == (204, b"")
        assert pp.get(f"/incidents/{incident['id']}").json()["status"] == left
        assert pp.get(f"{updates}/{update['id']}").status_code == 404


@pytest.mark.any_database
def test_refuses_values_that_cannot_be_by_their_field(pp: PingPongClient, incident: Any, updates: str):
    made = said(pp, incident, "Investigating")
    wrong: list[tuple[dict[str, Any], dict[str, list[str]]]] = [
        ({"status": "In progress"}, {"status": ['"In progress" is not a valid choice.']}),
        ({"status": None, "message": "x"}, {"status": ["This field may not be null."]}),
        ({"status": 7}, {"status": ['"7" is not a valid choice.']}),
        ({"message": ["x"]}, {"message": ["Not a valid string."]}),
    ]
    for body, told in wrong:
        for method, path in (("POST", updates), ("PUT", f"{updates}/{made['id']}")):
            answer = pp.call(method, path, body)
            assert (answer.status_code, answer.json()) == (400, told)
    for body in ({}, {"message": " "}, {"status": "Investigating"}):
        answer = pp.post(updates, body)
        assert (answer.status_code, answer.json()) == (400, {"message": ["This field may not be blank."]})
    assert story(pp, updates) == [("Investigating", f"<div>{LOOKING}</div>")]


def test_finds_them_below_their_own_published_incident_alone(pp: PingPongClient, acme: Acme, incident: Any):
    made = said(pp, incident, "Investigating")
    other = opened(pp, acme)
    draft = services.incident_open(page=acme.page, name="Draft", draft=True, by=BY)
    for uid in (other["id"], draft.uid):
        for method in ("GET", "PUT", "DELETE"):
            path = f"/incidents/{uid}/updates/{made['id']}"
            assert pp.call(method, path, SENT).status_code == 404
    assert pp.post(f"/incidents/{draft.uid}/updates", SENT).status_code == 404
    assert Incident.objects.get(pk=draft.pk).updates.count() == 1
