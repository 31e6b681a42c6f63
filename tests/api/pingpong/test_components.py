"""Components, with the samples of PingPong's documentation."""

import pytest

from statuspage.models import Component, Event, StatusClaim
from statuspage.services import component_create
from tests.api.pingpong.conftest import BY, Acme, PingPongClient
from tests.api.pingpong.samples import api_sample, db_sample
from tests.rows import each

pytestmark = pytest.mark.django_db

SENT = {"name": "API", "description": None, "status": "Operational", "showcased": True}


def test_lists_all_in_the_order_of_the_page(pp: PingPongClient, acme: Acme):
    answer = pp.get("/components")
    assert (answer.status_code, answer.json()) == (200, [api_sample(acme), db_sample(acme)])
    assert list(answer.json()[0]) == list(api_sample(acme))


def test_fetches_one(pp: PingPongClient, acme: Acme):
    answer = pp.get(f"/components/{acme.api.uid}")
    assert (answer.status_code, answer.json()) == (200, api_sample(acme))


def test_makes_one(pp: PingPongClient, acme: Acme):
    answer = pp.post("/components", {**SENT, "group": acme.system.uid})
    made = Component.objects.latest("pk")
    sample = api_sample(acme)
    assert answer.status_code == 201
    assert answer.json() == {
        **sample,
        "id": made.uid,
        "created_at": answer.json()["created_at"],
    }
    assert (made.visible, made.status, made.group, made.slug) == (True, "operational", acme.system, "api-2")
    event = Event.objects.get(kind="component.created", subject_uid=made.uid)
    assert (event.actor_kind, event.actor_label) == ("key", "deploy bot")


def test_needs_nothing_but_a_name(pp: PingPongClient, acme: Acme):
    made = pp.post("/components", {"name": "Search"}).json()
    assert (made["group"], made["description"], made["status"], made["showcased"]) == (
        None,
        None,
        "Operational",
        True,
    )
    unknown = pp.post("/components", {"name": "New", "status": None}).json()
    assert (unknown["status"], unknown["status_color"]) == ("Unknown", "gray")


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_changes_what_was_sent_alone(pp: PingPongClient, acme: Acme, method: str):
    answer = pp.call(method, f"/components/{acme.db.uid}", {**SENT, "group": acme.system.uid})
    assert answer.status_code == 200
    assert answer.json() == {**api_sample(acme), "id": acme.db.uid, "created_at": "2020-03-12T15:42:19Z"}
    answer = pp.call(method, f"/components/{acme.db.uid}", {"group": None})
    assert (answer.json()["group"], answer.json()["name"]) == (None, "API")
    acme.db.refresh_from_db()
    assert (acme.db.group, acme.db.visible) == (None, True)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "POST"])
def test_sets_the_status_alone(pp: PingPongClient, acme: Acme, method: str):
    path = f"/components/{acme.db.uid}/status"
    answer = pp.call(method, path, {"status": "Operational"})
    assert answer.status_code == 200
    assert answer.json() == {"id": acme.db.uid, "status": "Operational", "status_color": "green"}
    claim = StatusClaim.objects.get(component=acme.db, ended__isnull=True)
    assert (claim.source, claim.status, claim.actor_label) == ("manual", "operational", "deploy bot")
    assert pp.call(method, path, {}).json() == {"status": ["This field is required."]}


@each(
    ("word", "ours", "color"),
    [
        ("Unknown", "unknown", "gray"),
        ("Operational", "operational", "green"),
        ("Minor issues", "degraded_performance", "orange"),
        ("Major issues", "partial_outage", "orange"),
        ("Critical state", "major_outage", "red"),
        ("Maintenance mode", "under_maintenance", "gray"),
        ("Unavailable", "unavailable", "red"),
        (None, "unknown", "gray"),
    ],
)
def test_knows_every_word_in_any_case(
    pp: PingPongClient, acme: Acme, word: str | None, ours: str, color: str
):
    path = f"/components/{acme.api.uid}/status"
    for written in {word, word and word.lower(), word and word.upper()}:
        answer = pp.put(path, {"status": written})
        assert answer.json() == {"id": acme.api.uid, "status": word or "Unknown", "status_color": color}
    acme.api.refresh_from_db()
    assert acme.api.status == ours


def test_what_is_shown_may_be_sent_back(pp: PingPongClient, acme: Acme):
    long = component_create(page=acme.page, name="n" * 80, description="d" * 300, group=acme.system, by=BY)
    shown = pp.get(f"/components/{long.uid}").json()
    assert (len(shown["name"]), len(shown["description"])) == (50, 255)
    before = Event.objects.count()
    answer = pp.put(f"/components/{long.uid}", shown)
    assert (answer.status_code, answer.json()) == (200, shown)
    long.refresh_from_db()
    assert (long.name, long.description, long.group) == ("n" * 80, "d" * 300, acme.system)
    assert Event.objects.count() == before


def test_names_all_that_is_wrong(pp: PingPongClient, acme: Acme):
    answer = pp.post(
        "/components",
        {"name": "n" * 51, "description": "d" * 256, "group": "nowhere", "status": "Fine", "showcased": 5},
    )
    assert answer.status_code == 400
    assert answer.json() == {
        "name": ["Ensure this field has no more than 50 characters."],
        "description": ["Ensure this field has no more than 255 characters."],
        "group": ['Invalid pk "nowhere" - object does not exist.'],
        "showcased": ["Must be a valid boolean."],
        "status": ['"Fine" is not a valid choice.'],
    }
    assert pp.post("/components", {}).json() == {"name": ["This field is required."]}
    assert pp.post("/components", {"name": " "}).json() == {"name": ["This field may not be blank."]}
    assert pp.post("/components", {"name": "a\nb"}).status_code == 400
    assert Component.objects.count() == 2
