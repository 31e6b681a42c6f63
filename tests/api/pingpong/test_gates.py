"""What every answer of the door passes: other origins, limits, the log, the journal, repeated requests."""

from collections.abc import Callable
from typing import NoReturn

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apikeys import access_log
from apikeys.models import AccessLog
from apikeys.services import IssuedKey
from config.edge.keys import key_of
from statuspage.models import Component, Event
from statuspage.services import component_create, group_create
from tests.api.pingpong.conftest import BASE, BY, Acme, PingPongClient
from tests.api.pingpong.routes import OPERATIONS, PATHS, world

pytestmark = pytest.mark.django_db

PREFLIGHT = {"Origin": "https://acme.example", "Access-Control-Request-Method": "PUT"}


@pytest.mark.any_database
def test_browsers_may_ask_before_every_operation(no_limits: None):
    ids = dict.fromkeys(
        ("component", "group", "incident", "update", "maintenance", "metric", "custom_metric"), "abcdefghij12"
    )
    for path in (*PATHS, "/nowhere"):
        answer = Client().options(f"{BASE}{path.format_map(ids)}", headers=PREFLIGHT)
        assert (answer.status_code, answer.content) == (204, b""), path
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Access-Control-Allow-Headers"] == "Authorization, Content-Type"
        assert "Access-Control-Allow-Credentials" not in answer
        allowed = set(answer["Access-Control-Allow-Methods"].split(", "))
        assert {operation.method for operation in OPERATIONS if operation.path == path} <= allowed


def test_scripts_of_any_site_may_read_every_answer(pp: PingPongClient, acme: Acme):
    for answer in (
        pp.get("/components"),
        pp.post("/components", {}),
        pp.get("/components/nowhere"),
        PingPongClient(None).get("/components"),
    ):
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "no-store" in answer["Cache-Control"]


def test_no_cache_of_ours_takes_it_in():
    for path in ("/rest/v1/status", "/rest/v1/live", "/widget/badge/status/sp_0", "/rest/v1/nowhere"):
        assert key_of({"HTTP_HOST": "localhost", "PATH_INFO": path}) is None


def test_who_asks_too_often_is_told_when_to_come_back(issue: Callable[..., IssuedKey], acme: Acme):
    client = PingPongClient(issue("full", limit_per_minute=1).secret)
    assert client.get("/status").status_code == 200
    answer = client.get("/status")
    seconds = int(answer["Retry-After"])
    told = f"Request was throttled. Expected available in {seconds} seconds."
    assert (answer.status_code, answer.json()) == (429, {"detail": told})
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_while_the_database_is_away_nothing_is_made_up(pp: PingPongClient, acme: Acme):
    def refuse(*args: object) -> NoReturn:
        raise OperationalError("connection to server at 10.0.0.1 failed")

    with connection.execute_wrapper(refuse):
        answer = pp.get("/components", headers={"Host": "testserver"})
    assert (answer.status_code, list(answer.json())) == (503, ["detail"])
    assert int(answer["Retry-After"]) > 0
    assert b"10.0.0.1" not in answer.content
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_our_own_mistakes_are_told_in_the_same_shape(
    pp: PingPongClient, acme: Acme, monkeypatch: pytest.MonkeyPatch
):
    def fail(*args: object) -> NoReturn:
        raise ValueError("a secret detail")

    monkeypatch.setattr("api.pingpong.components.views.component_objects", fail)
    answer = pp.get("/components")
    assert (answer.status_code, answer.json()) == (500, {"detail": "A server error occurred."})
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_every_request_is_logged_and_every_change_journalled(pp: PingPongClient, acme: Acme):
    pp.post("/component-groups", {"name": "Databases"})
    PingPongClient(None).get("/live")
    access_log.flush()
    rows = AccessLog.objects.order_by("pk").values_list("door", "method", "path", "status", "key__name")
    assert list(rows) == [
        ("pingpong", "POST", "/rest/v1/component-groups", 201, "deploy bot"),
        ("pingpong", "GET", "/rest/v1/live", 401, None),
    ]
    event = Event.objects.get(kind="group.created", subject_label="Databases")
    assert (event.actor_kind, event.actor_label) == ("key", "deploy bot")


def test_the_key_of_a_widget_is_not_written_down(acme: Acme):
    Client().get(f"/widget/badge/status/sp_{'0' * 32}")
    access_log.flush()
    assert AccessLog.objects.get().path == "/widget/badge/status/sp_..."


def test_the_same_post_sent_twice_makes_one(pp: PingPongClient, acme: Acme):
    again = {"headers": {"Idempotency-Key": "one"}}
    first = pp.post("/components", {"name": "Search"}, **again)
    second = pp.post("/components", {"name": "Search"}, **again)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert Component.objects.filter(name="Search").count() == 1
    other = pp.post("/components", {"name": "Other"}, **again)
    assert (other.status_code, list(other.json())) == (422, ["detail"])


def test_forms_are_taken_too(pp: PingPongClient, acme: Acme):
    form = "application/x-www-form-urlencoded"
    body = f"name=Search&group={acme.system.uid}&description=&status=minor+issues&showcased=false".encode()
    made = pp.post("/components", body, content_type=form).json()
    assert (made["name"], made["status"], made["showcased"]) == ("Search", "Minor issues", False)
    assert (made["group"]["name"], made["description"]) == ("System", None)
    cleared = pp.patch(f"/components/{made['id']}", b"group=", content_type=form)
    assert cleared.json()["group"] is None
    parts = b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\nEdge\r\n--b--\r\n'
    renamed = pp.put(f"/components/{made['id']}", parts, content_type="multipart/form-data; boundary=b")
    assert renamed.json()["name"] == "Edge"
    affected = f"affected_components[0]id={acme.api.uid}&affected_components[0]status=Critical+state"
    incident = f"title=Down&message=x&{affected}"
    told = pp.post("/incidents", incident.encode(), content_type=form).json()
    assert [row["status"] for row in told["affected_components"]] == ["Critical state"]


def test_lists_ask_as_often_for_many_as_for_few(pp: PingPongClient, acme: Acme, no_limits: None):
    world(pp)
    lists = (
        "/components",
        "/component-groups",
        "/status",
        "/live",
        "/metrics",
        "/custom-metrics",
        "/incidents",
    )
    few = [_queries(pp, path) for path in lists]
    for number in range(4):
        group = group_create(page=acme.page, name=f"G{number}", by=BY) if number % 3 == 0 else None
        component_create(page=acme.page, name=f"C{number}", group=group, by=BY)
    for _number in range(3):
        world(pp)
    assert [_queries(pp, path) for path in lists] == few


def _queries(pp: PingPongClient, path: str) -> tuple[str, int]:
    pp.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert pp.get(path).status_code == 200
    return path, len(queries)
