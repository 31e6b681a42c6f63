"""Metrics, with the samples of PingPong's documentation."""

from typing import Any

import pytest

from apikeys.services import IssuedKey
from monitoring.models import Check
from monitoring.services import check_create, check_delete
from statuspage.models import Event, Page
from statuspage.services import component_create
from tests.api.pingpong.conftest import BY, Acme, PingPongClient
from tests.api.pingpong.samples import api_sample, metric_sample
from tests.rows import each

pytestmark = pytest.mark.django_db

URL = "http://127.0.0.1:9/health"
SENT: dict[str, Any] = {
    "name": "API",
    "description": None,
    "created_at": "2020-02-19T16:13:58Z",
    "frequency": "5 minutes",
    "location": "US West",
    "showcased": "Showcase uptime",
}


def other(acme: Acme, **settings: Any) -> Check:
    """A check that somebody made at another door."""
    given = {"kind": "http", "target": {"url": URL}, "name": "Shop", "by": BY}
    return check_create(page=acme.page, **{**given, **settings})


def test_makes_one_as_in_the_sample(pp: PingPongClient, acme: Acme):
    answer = pp.post("/metrics", {**SENT, "component": acme.api.uid})
    made = Check.objects.get()
    assert answer.status_code == 201
    # It is paused without an address, and says nothing about the component.
    assert answer.json() == {**metric_sample(acme), "id": made.uid}
    assert list(answer.json()) == list(metric_sample(acme))
    assert (made.kind, made.interval_seconds, made.showcase) == ("http", 300, "uptime")
    assert (made.component, made.effect, made.effect_status) == (acme.api, "status", "major_outage")
    event = Event.objects.get(kind="check.created")
    assert (event.actor_kind, event.actor_label) == ("key", "deploy bot")


def test_lists_and_fetches(pp: PingPongClient, acme: Acme):
    made = pp.post("/metrics", {**SENT, "component": acme.api.uid, "url": URL}).json()
    assert made == {**metric_sample(acme), "id": made["id"], "url": URL}
    other(acme, kind="tcp", target={"host": "127.0.0.1", "port": 9}, name="Port")
    other(acme, kind="heartbeat", target={"period_seconds": 60}, name="Backup")
    check_delete(check=other(acme, name="Gone"), by=BY)
    answer = pp.get("/metrics")
    assert (answer.status_code, answer.json()) == (200, [made])
    assert pp.get(f"/metrics/{made['id']}/").json() == made
    for check in Check.objects.exclude(uid=made["id"]):
        assert pp.get(f"/metrics/{check.uid}").status_code == 404
        assert pp.patch(f"/metrics/{check.uid}", {"name": "x"}).status_code == 404


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_changes_what_was_sent_alone(pp: PingPongClient, acme: Acme, method: str):
    check = other(acme, description="Carts", component=acme.db)
    path = f"/metrics/{check.uid}"
    assert pp.call(method, path, {"url": f"{URL}?deep"}).json()["description"] == "Carts"
    answer = pp.call(method, path, {**SENT, "component": acme.api.uid})
    assert answer.status_code == 200
    assert answer.json() == {**metric_sample(acme), "id": check.uid, "url": f"{URL}?deep"}
    check.refresh_from_db()
    assert (check.name, check.component, check.interval_seconds) == ("API", acme.api, 300)
    assert pp.call(method, path, {"component": None}).json()["component"] is None


def test_needs_nothing_but_a_name(pp: PingPongClient, acme: Acme):
    made = pp.post("/metrics", {"name": "Shop"}).json()
    assert {name: made[name] for name in ("component", "url", "frequency", "location", "showcased")} == {
        "component": None,
        "url": None,
        "frequency": "minute",
        "location": "US West",
        "showcased": "Don't showcase",
    }
    assert Check.objects.get().location == ""


@pytest.mark.any_database
@each(
    ("sent", "seconds"),
    [
        ("minute", 60),
        ("2 minutes", 120),
        ("5 Minutes", 300),
        ("10 MINUTES", 600),
        ("15 minutes", 900),
        ("30 minutes", 1800),
        ("60 minutes", 3600),
    ],
)
def test_knows_every_frequency_in_any_case(pp: PingPongClient, acme: Acme, sent: str, seconds: int):
    made = pp.post("/metrics", {"name": "Shop", "frequency": sent}).json()
    assert made["frequency"] == sent.lower()
    assert Check.objects.get().interval_seconds == seconds


@each(
    ("seconds", "word"),
    [(30, "minute"), (89, "minute"), (100, "2 minutes"), (400, "5 minutes"), (86_400, "60 minutes")],
)
def test_other_intervals_read_as_the_nearest_word_and_stay(
    pp: PingPongClient, acme: Acme, seconds: int, word: str
):
    check = other(acme, interval_seconds=seconds)
    path = f"/metrics/{check.uid}"
    assert pp.get(path).json()["frequency"] == word
    assert pp.put(path, {"frequency": word, "name": "Other"}).json()["frequency"] == word
    check.refresh_from_db()
    assert (check.interval_seconds, check.name) == (seconds, "Other")
    assert pp.put(path, {"frequency": "15 minutes"}).json()["frequency"] == "15 minutes"


def test_what_is_shown_may_be_sent_back(pp: PingPongClient, acme: Acme):
    check = other(
        acme,
        name="n" * 80,
        description="d" * 300,
        component=acme.api,
        interval_seconds=45,
        target={"url": f"{URL}?token=hunter2", "method": "HEAD"},
    )
    shown = pp.get(f"/metrics/{check.uid}").json()
    assert (len(shown["name"]), len(shown["description"])) == (50, 255)
    events = Event.objects.count()
    assert pp.put(f"/metrics/{check.uid}", shown).json() == shown
    assert Event.objects.count() == events
    assert Check.objects.get().target["method"] == "HEAD"


@pytest.mark.any_database
def test_names_all_that_is_wrong(pp: PingPongClient, acme: Acme):
    answer = pp.post(
        "/metrics",
        {
            "name": "n" * 51,
            "description": "d" * 256,
            "created_at": "yesterday",
            "component": "nowhere",
            "url": "u" * 2001,
            "frequency": "hourly",
            "location": "Mars",
            "showcased": True,
        },
    )
    assert answer.status_code == 400
    told = answer.json()
    assert set(told) == {*SENT, "component", "url"}
    assert told["component"] == ['Invalid pk "nowhere" - object does not exist.']
    assert told["location"] == ['"Mars" is not a valid choice.']
    assert pp.post("/metrics", {}).json() == {"name": ["This field is required."]}
    for sent in ({"created_at": "2999-01-01T00:00:00Z"}, {"created_at": None}, {"frequency": 5}):
        assert list(pp.post("/metrics", {"name": "Shop", **sent}).json()) == list(sent)
    assert not Check.objects.exists()


@pytest.mark.any_database
@each(
    "url",
    ["http://169.254.169.254/latest", "ftp://127.0.0.1/", "nonsense", "http://[fe80::1]/", "http://a b/"],
)
def test_refuses_addresses_that_checks_may_not_reach(pp: PingPongClient, acme: Acme, url: str):
    check = other(acme)
    for answer in (
        pp.post("/metrics", {"name": "Shop", "url": url}),
        pp.put(f"/metrics/{check.uid}", {"url": url}),
    ):
        assert (answer.status_code, list(answer.json())) == (400, ["url"])
    assert Check.objects.get().target["url"] == URL


def test_keys_that_only_read_see_no_secrets_and_change_nothing(
    caller: Any, pp: PingPongClient, acme: Acme, read_key: IssuedKey, outsider_key: IssuedKey
):
    made = pp.post("/metrics", {"name": "Shop", "url": f"{URL}?token=hunter2"}).json()
    assert made["url"] == f"{URL}?token=hunter2"
    path = f"/metrics/{made['id']}"
    reader = caller(read_key)
    assert reader.get(path).json()["url"] == f"{URL}?••••••"
    assert "hunter2" not in reader.get("/metrics").content.decode()
    assert reader.put(path, {"name": "x"}).status_code == 403
    assert reader.post("/metrics", {"name": "x"}).status_code == 403
    outsider = caller(outsider_key)
    assert outsider.get(path).status_code in {403, 404}
    assert outsider.put(path, {"name": "x"}).status_code in {403, 404}
    assert Check.objects.get().name == "Shop"


def test_a_component_of_another_page_is_unknown(pp: PingPongClient, acme: Acme, other_page: Page):
    theirs = component_create(page=other_page, name="Theirs", by=BY)
    answer = pp.post("/metrics", {"name": "Shop", "component": theirs.uid})
    assert answer.json() == {"component": [f'Invalid pk "{theirs.uid}" - object does not exist.']}


def test_lists_many_with_as_many_queries_as_few(
    pp: PingPongClient, acme: Acme, django_assert_max_num_queries: Any
):
    counts = []
    for wanted in (3, 7):
        for number in range(Check.objects.count(), wanted):
            component = acme.api if number % 2 else acme.db
            other(acme, name=f"Check {number}", component=component if number % 3 else None)
        with django_assert_max_num_queries(20) as seen:
            assert len(pp.get("/metrics").json()) == wanted
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert pp.get("/metrics").json()[1]["component"] in (api_sample(acme), None)
