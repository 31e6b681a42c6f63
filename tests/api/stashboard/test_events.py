"""Events, with the samples of the documentation."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Component, Event, Page, StatusNote
from tests.api.stashboard.samples import error, paths
from tests.rows import each

pytestmark = pytest.mark.django_db

URL = "/admin/api/v1/services/example-service/events"
READ = "/api/v1/services/example-service/events"
DOWN = {
    "id": "down",
    "name": "Down",
    "description": "The service does not work.",
    "level": "ERROR",
    "image": "/images/icons/fugue/cross-circle.png",
    "url": "/statuses/down",
    "default": False,
}


def june(*parts: int) -> datetime:
    return datetime(2010, 6, *parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.usefixtures("service")
def test_takes_the_samples_bodies_and_answers_as_the_sample_does(admin: Client):
    available = {"name": "Available", "description": "x", "image": "tick-circle.png"}
    assert admin.post("/admin/api/v1/statuses", available).status_code == 201
    form = "application/x-www-form-urlencoded"
    body = "status=AVAILABLE&message=System%20is%20now%20operational"
    with time_machine.travel(june(28, 22, 18, 6), tick=False):
        told = admin.post(URL, body, content_type=form)
        answer = admin.post(URL, "status=down&message=Might%20be%20up", content_type=form)
    assert (told.status_code, answer.status_code) == (200, 200)
    assert told.json()["status"]["id"] == "available"
    assert told.json()["message"] == "System is now operational"
    sid = answer.json()["sid"]
    assert answer.json()["url"] == f"http://testserver{URL}/{sid}"
    assert paths(answer.json()) == {
        "timestamp": "Mon, 28 Jun 2010 22:18:06 GMT",
        "message": "Might be up",
        "sid": sid,
        "url": f"/services/example-service/events/{sid}",
        "status": DOWN,
        "informational": False,
    }


def test_gives_it_back_everywhere(
    client: Client, admin: Client, service: Component, say: Callable[..., StatusNote]
):
    note = say("Might be up", "down", june(28, 22, 17, 6))
    sample = {
        "timestamp": "Mon, 28 Jun 2010 22:17:06 GMT",
        "message": "Might be up",
        "sid": note.uid,
        "url": f"/services/example-service/events/{note.uid}",
        "status": DOWN,
        "informational": False,
    }
    for path in (f"{READ}/current", f"{READ}/{note.uid}", f"{URL}/current", f"{URL}/{note.uid}"):
        assert paths(client.get(path).json()) == sample
    assert paths(client.get(READ).json()) == {"events": [sample]}
    assert paths(client.get("/api/v1/services/example-service").json())["current-event"] == sample
    deleted = admin.delete(f"{URL}/{note.uid}")
    assert deleted.status_code == 200
    assert paths(deleted.json()) == {**sample, "error": False, "code": 200, "message": sample}
    for again in (admin.get(f"{URL}/{note.uid}"), admin.delete(f"{URL}/{note.uid}")):
        told = f"No event for Service example-service with sid = {note.uid}"
        assert (again.status_code, again.json()) == (404, error(404, told))
    assert client.get(READ).json() == {"events": []}
    answer = client.get(f"{READ}/current")
    told = "No current event for Service example-service"
    assert (answer.status_code, answer.json()) == (404, error(404, told))


@pytest.mark.parametrize(
    ("path", "body", "code", "message"),
    [
        (URL, {}, 400, "Event message is required"),
        (URL, {"message": ""}, 400, "Event message is required"),
        (URL, {"message": "  "}, 400, "Event message is required"),
        ("/admin/api/v1/services/nope/events", {}, 400, "Event message is required"),
        ("/admin/api/v1/services/nope/events", {"message": "x"}, 404, "Service nope not found"),
        (URL, {"message": "x", "status": "Nope"}, 404, "Status Nope not found"),
        (
            URL,
            {"message": "x" * 25_001},
            400,
            "Bad message: This has 25001 characters; at most 25000 are possible.",
        ),
    ],
)
@pytest.mark.usefixtures("service")
def test_refuses(admin: Client, path: str, body: dict[str, str], code: int, message: str):
    answer = admin.post(path, body)
    assert (answer.status_code, answer.json()) == (code, error(code, message))
    assert not StatusNote.objects.exists()


@pytest.mark.usefixtures("service")
def test_without_a_status_has_that_of_the_current_one_or_the_default(admin: Client):
    told = [
        admin.post(URL, {"message": "x", **status}).json()["status"]["id"]
        for status in ({}, {"status": "DOWN"}, {}, {"status": ""}, {"status": "Warning"}, {})
    ]
    assert told == ["up", "down", "down", "down", "warning", "warning"]


@each(
    ("fields", "informational", "status"),
    [
        ({"informational": "true"}, True, "operational"),
        ({"informational": "false"}, False, "partial_outage"),
        ({"informational": ""}, False, "partial_outage"),
        ({"informational": "1"}, False, "partial_outage"),
        ({"tweet": "true"}, False, "partial_outage"),
    ],
)
def test_an_informational_one_leaves_the_status(
    admin: Client, service: Component, fields: dict[str, str], informational: bool, status: str
):
    answer = admin.post(URL, {"message": "x", "status": "down", **fields})
    assert (answer.status_code, answer.json()["informational"]) == (200, informational)
    assert answer.json()["status"]["id"] == "down"
    service.refresh_from_db()
    assert service.status == status
    assert admin.get(f"{URL}/current").json() == answer.json()


@pytest.mark.parametrize(
    ("level", "status"),
    [
        ("NORMAL", "operational"),
        ("WARNING", "degraded_performance"),
        ("ERROR", "partial_outage"),
        ("CRITICAL", "major_outage"),
    ],
)
def test_its_level_says_what_the_component_shows(admin: Client, service: Component, level: str, status: str):
    body = {"name": "Word", "description": "x", "image": "flag", "level": level}
    assert admin.post("/admin/api/v1/statuses", body).status_code == 201
    assert admin.post(URL, {"message": "x", "status": "word"}).status_code == 200
    service.refresh_from_db()
    assert service.status == status
    assert Event.objects.filter(kind="note.posted", actor_kind="key").count() == 1


def test_are_newest_first_and_the_current_one_is_steady(
    client: Client, service: Component, say: Callable[..., StatusNote]
):
    notes = [say(f"No {number}", "down", june(28), informational=number == 2) for number in range(4)]
    notes.insert(0, say("Before", "up", june(27), informational=True))
    expected = [note.uid for note in reversed(notes)]
    for _ in range(2):
        assert [event["sid"] for event in client.get(READ).json()["events"]] == expected
        assert client.get(f"{READ}/current").json()["sid"] == expected[0]


@each(
    ("query", "days"),
    [
        ("", [10, 5, 1]),
        ("start=&end=", [10, 5, 1]),
        ("start=2010-06-05", [10, 5]),
        ("start=2010-06-05T00:00:00.5", [10]),
        ("end=2010-06-05", [5, 1]),
        ("end=2010-06-17&start=2010-06-01", [10, 5, 1]),
        ("end=Sat,%2005%20Jun%202010%2000:00:00%20GMT", [5, 1]),
        ("end=Sat,%2005%20Jun%202010%2001:59:59%20%2B0200", [1]),
        ("start=Sat,%2005%20Jun%202010%2002:00:00%20%2B0200", [10, 5]),
        ("start=2010-06-11", []),
        ("start=2010-06-10&end=2010-06-01", []),
        ("start=0001-01-01&end=9999-12-31T23:59:59", [10, 5, 1]),
    ],
)
def test_are_filtered_by_dates_inclusively(
    client: Client, say: Callable[..., StatusNote], query: str, days: list[int]
):
    for day in (1, 5, 10):
        say(str(day), "up", june(day) + timedelta(milliseconds=300))
    answer = client.get(f"{READ}?{query}")
    assert [int(event["message"]) for event in answer.json()["events"]] == days


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize("value", ["nonsense", "0000-01-01", "2010-02-30", "1" * 100_000])
@pytest.mark.parametrize("name", ["start", "end"])
def test_refuses_what_is_no_date(client: Client, name: str, value: str):
    answer = client.get(READ, {name: value})
    assert (answer.status_code, answer.json()) == (400, error(400, f"Invalid Date: {value}"))


def test_belongs_to_its_service_alone(admin: Client, page: Page, say: Callable[..., StatusNote]):
    note = say("Down", "down", june(28))
    services.component_create(page=page, name="Other", by=Actor.system())
    url = f"/admin/api/v1/services/other/events/{note.uid}"
    for answer in (admin.get(url), admin.delete(url)):
        told = f"No event for Service other with sid = {note.uid}"
        assert (answer.status_code, answer.json()) == (404, error(404, told))
    for answer in (admin.post(f"{URL}/{note.uid}"), admin.put(f"{URL}/{note.uid}"), admin.delete(URL)):
        assert (answer.status_code, answer.json()) == (405, error(405, "Method not supported"))
    note.refresh_from_db()
    assert note.voided_at is None


@pytest.mark.parametrize("tail", ["", "/current", "/ahJpc215d2Vic2VydmljZWRvd25yCwsSBUV2ZW50GA8M", "/a%00b"])
@pytest.mark.usefixtures("service")
def test_are_not_found(client: Client, tail: str):
    answer = client.get(f"/api/v1/services/nope/events{tail}")
    assert (answer.status_code, answer.json()) == (404, error(404, "Service nope not found"))
    if tail:
        assert client.get(f"{READ}{tail}").status_code == 404


@pytest.mark.parametrize(("word", "level"), [("under_maintenance", "NORMAL"), ("unavailable", "CRITICAL")])
def test_what_was_said_without_a_label_has_the_word_for_its_status(
    client: Client, service: Component, word: str, level: str
):
    services.note_post(component=service, message="x", status=word, by=Actor.system())
    status = client.get(f"{READ}/current").json()["status"]
    assert (status["id"], status["level"]) == (word.replace("_", "-"), level)
    assert status["image"].endswith(".png")
