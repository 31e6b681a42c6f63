"""Bad input: the status of native-api.md with the field and the reason, and nothing changed."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from incidents.models import Incident
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Component, ComponentGroup, Event, Page
from tests.api.native.conftest import PAGE
from tests.rows import each

LONG = "x" * 256
WINDOW = {"scheduled_for": "2035-01-01T02:00:00Z", "scheduled_until": "2035-01-01T03:00:00Z"}
HTTP: dict[str, Any] = {"kind": "http", "target": {"url": "http://127.0.0.1:1/"}}

CASES = [
    # path below the page, body, pointer, code
    ("components/", {"name": "A", "color": "red"}, "/color", "unknown_field"),
    ("components/", {}, "/name", "required"),
    ("components/", {"name": ""}, "/name", "required"),
    ("components/", {"name": 5}, "/name", "invalid"),
    ("components/", {"name": None}, "/name", "null"),
    ("components/", {"name": LONG}, "/name", "too_long"),
    ("components/", {"name": "A\x00B"}, "/name", "null_character"),
    ("components/", {"name": "A\x1bB"}, "/name", "control_character"),
    ("components/", {"name": "A", "slug": "No Slug"}, "/slug", "invalid_slug"),
    ("components/", {"name": "A", "slug": "rest-api"}, "/slug", "duplicate_slug"),
    ("components/", {"name": "A", "visible": "yes"}, "/visible", "invalid"),
    ("components/", {"name": "A", "visible": 1}, "/visible", "invalid"),
    ("components/", {"name": "A", "position": "1"}, "/position", "invalid"),
    ("components/", {"name": "A", "position": 1.5}, "/position", "invalid"),
    ("components/", {"name": "A", "position": -1}, "/position", "out_of_range"),
    ("components/", {"name": "A", "start_date": "2026-02-30"}, "/start_date", "invalid"),
    ("components/", {"name": "A", "status": "exploded"}, "/status", "unknown_word"),
    ("components/", {"name": "A", "group": "nowhere"}, "/group", "unknown"),
    ("components/", {"name": "A", "group": ""}, "/group", "blank"),
    ("components/", [], "", "invalid"),
    ("groups/", {"name": "A", "components": ["nowhere"]}, "/components/0", "unknown"),
    ("groups/", {"name": "A", "components": [""]}, "/components/0", "blank"),
    ("groups/", {"name": "A", "components": "rest-api"}, "/components", "not_a_list"),
    ("groups/", {"name": "A", "slug": "core"}, "/slug", "duplicate_slug"),
    ("incidents/", {"body": "x"}, "/name", "required"),
    ("incidents/", {"name": "A", "status": "scheduled"}, "/status", "unknown_word"),
    ("incidents/", {"name": "A", "body": "x" * 25_001}, "/body", "too_long"),
    ("incidents/", {"name": "A", "template": "zzzzzzzzzzzz"}, "/template", "unknown"),
    ("incidents/", {"name": "A", "started_at": "2035-01-01T00:00:00Z"}, "/started_at", "in_the_future"),
    ("incidents/", {"name": "A", "started_at": "yesterday"}, "/started_at", "invalid"),
    ("incidents/", {"name": "A", "started_at": "2026-01-01T00:00:00"}, "/started_at", "invalid"),
    (
        "incidents/",
        {"name": "A", "components": [{"component": "rest-api"}]},
        "/components/0/status",
        "required",
    ),
    (
        "incidents/",
        {"name": "A", "components": [{"component": "rest-api", "status": "red"}]},
        "/components/0/status",
        "unknown_word",
    ),
    (
        "incidents/",
        {
            "name": "A",
            "backfilled": True,
            "started_at": "2026-01-02T00:00:00Z",
            "resolved_at": "2026-01-01T00:00:00Z",
        },
        "/resolved_at",
        "reversed",
    ),
    (
        "maintenances/",
        {"name": "A", "scheduled_for": WINDOW["scheduled_for"]},
        "/scheduled_until",
        "required",
    ),
    (
        "maintenances/",
        {"name": "A", "scheduled_for": "2035-01-02T00:00:00Z", "scheduled_until": "2035-01-01T00:00:00Z"},
        "/scheduled_until",
        "reversed",
    ),
    ("maintenances/", {"name": "A", **WINDOW, "recurrence": "FREQ=SOMETIMES"}, "/recurrence", None),
    ("templates/", {"name": "A"}, "/title", "required"),
    ("checks/", {"kind": "http"}, "/target", "required"),
    ("checks/", {**HTTP, "kind": "carrier-pigeon"}, "/kind", "unknown_word"),
    ("checks/", {**HTTP, "target": {}}, "/target/url", "required"),
    ("checks/", {**HTTP, "target": {"url": "ftp://example.com"}}, "/target/url", None),
    ("checks/", {**HTTP, "target": {"url": "http://169.254.169.254/"}}, "/target/url", "target_blocked"),
    (
        "checks/",
        {**HTTP, "target": {"url": "http://127.0.0.1:1/", "colour": 1}},
        "/target/colour",
        "unknown_field",
    ),
    ("checks/", {**HTTP, "interval_seconds": 4}, "/interval_seconds", "out_of_range"),
    ("checks/", {**HTTP, "interval_seconds": 10, "timeout_seconds": 10}, "/timeout_seconds", "out_of_range"),
    ("checks/", {**HTTP, "component": "nowhere"}, "/component", "unknown"),
    ("checks/", {**HTTP, "tags": "prod"}, "/tags", "not_a_list"),
    (
        "checks/",
        {"kind": "tcp", "target": {"host": "127.0.0.1", "port": 65536}},
        "/target/port",
        "invalid_port",
    ),
    (
        "checks/",
        {"kind": "heartbeat", "target": {"period_seconds": 60, "schedule": "* * * * *"}},
        "/target/schedule",
        "ambiguous",
    ),
]


@each(("path", "body", "pointer", "code"), CASES, ids=lambda value: str(value)[:40])
def test_a_post_that_makes_no_sense_is_refused_by_field(
    api: APIClient, component: Component, group: ComponentGroup, path: str, body: Any, pointer: str, code: Any
) -> None:
    before = Event.objects.count(), Component.objects.count(), Incident.objects.count()
    answer = api.post(f"{PAGE}{path}", body, format="json")
    assert answer.status_code == 422, answer.content
    document = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    found = {(error["pointer"], error["code"]) for error in document["errors"]}
    assert pointer in {place for place, _code in found}, document
    if code is not None:
        assert (pointer, code) in found, document
    assert all(error["detail"] for error in document["errors"])
    assert (Event.objects.count(), Component.objects.count(), Incident.objects.count()) == before


@each(
    "body",
    [
        b"{",
        b"[1,",
        b'{"name": NaN}',
        b'{"name": "\\ud800"}',
        b'{"name": 1, "name": 2}',
        b"\xff",
        b'{"p": 1e999}',
    ],
)
def test_a_body_that_cannot_be_read_is_400(api: APIClient, page: Page, body: bytes) -> None:
    answer = _send(api, f"{PAGE}components/", body)
    assert answer.status_code == 400
    assert answer.json()["code"] == "unreadable_body"


def test_other_media_types_and_sizes_have_their_own_codes(api: APIClient, page: Page) -> None:
    path = f"{PAGE}components/"
    assert _send(api, path, b"name=x", content_type="text/plain").status_code == 415
    huge = b'{"name": "' + b"x" * 1_100_000 + b'"}'
    assert _send(api, path, huge).status_code == 413


@each(
    ("path", "parameter"),
    [
        ("components/?colour=red", "colour"),
        ("components/?page=0", "page"),
        ("components/?page_size=none", "page_size"),
        ("incidents/?status=red", "status"),
        ("incidents/?open=perhaps", "open"),
        ("incidents/?from=yesterday", "from"),
        ("incidents/?from=2026-11-22&to=2026-11-20", "from"),
        ("maintenances/?from=2026-11-22T00:00:00Z&to=2026-11-20T00:00:00Z", "from"),
        ("components/rest-api/history/?from=2026-11-22T00:00:00Z&to=2026-11-20T00:00:00Z", "from"),
        ("components/?page_size=201", "page_size"),
        ("events/?page_size=1000", "page_size"),
        ("checks/?kind=pigeon", "kind"),
        ("events/?cursor=forged", "cursor"),
        ("components/rest-api/uptime/?from=2035-01-01T00:00:00Z", "from"),
    ],
)
def test_a_wrong_query_is_400_and_named(
    api: APIClient, component: Component, path: str, parameter: str
) -> None:
    answer = api.get(f"{PAGE}{path}")
    assert answer.status_code == 400, answer.content
    assert [error["parameter"] for error in answer.json()["errors"]] == [parameter]


@pytest.mark.parametrize("records", ["results", "rollups", "flips", "pings"])
def test_what_a_check_found_is_not_asked_for_backwards(
    api: APIClient, new_check: Callable[..., dict[str, Any]], records: str
) -> None:
    made = api.post(f"{PAGE}checks/", new_check(), format="json").json()
    path = f"{PAGE}checks/{made['id']}/{records}/"
    answer = api.get(f"{path}?from=2026-11-22T00:00:00Z&to=2026-11-20T00:00:00Z")
    assert answer.status_code == 400
    assert [(e["parameter"], e["code"]) for e in answer.json()["errors"]] == [("from", "reversed")]
    assert api.get(f"{path}?from=2026-11-20T00:00:00Z&to=2026-11-20T00:00:00Z").status_code == 200
    unread = api.get(f"{path}?from=yesterday").json()
    assert unread["detail"] == "This must be a time such as 2026-11-21T10:00:00Z."


def test_a_foreign_uid_is_as_unknown_as_none(
    api: APIClient, component: Component, other_component: Component
) -> None:
    details = []
    for uid in (other_component.uid, "zzzzzzzzzzzz"):
        body = {"name": "A", "components": [{"component": uid, "status": "major_outage"}]}
        answer = api.post(f"{PAGE}incidents/", body, format="json")
        assert answer.status_code == 422
        details.append(answer.json()["errors"])
        assert api.get(f"{PAGE}components/{uid}/").status_code == 404
    assert details[0] == details[1]


def test_an_impossible_transition_is_409_and_changes_nothing(api: APIClient, component: Component) -> None:
    made = api.post(f"{PAGE}maintenances/", {"name": "M", **WINDOW}, format="json").json()
    path = f"{PAGE}maintenances/{made['id']}/"
    assert api.post(f"{path}updates/", {"status": "completed"}, format="json").status_code == 201
    done = api.get(path).json()
    assert done["status"] == "completed"
    answer = api.post(f"{path}updates/", {"status": "scheduled", "body": "again"}, format="json")
    assert answer.status_code == 409
    assert answer.json()["code"] == "impossible_transition"
    assert api.get(path).json() == done


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "zzzzzzzzzzzz"),
        ("created_at", "2020-01-01T00:00:00Z"),
        ("status", "major_outage"),
        ("page", "x"),
    ],
)
def test_what_is_not_to_be_set_cannot_be_set(
    api: APIClient, component: Component, field: str, value: str
) -> None:
    """E10: no mass assignment."""
    path = f"{PAGE}components/{component.uid}/"
    before = api.get(path).json()
    answer = api.patch(path, {field: value}, format="json")
    assert answer.status_code == 422
    code = "unknown_field" if field == "page" else "read_only"
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(f"/{field}", code)]
    assert api.get(path).json() == before


def test_every_wrong_field_is_named_at_once(api: APIClient, page: Page) -> None:
    answer = api.post(f"{PAGE}components/", {"name": 5, "visible": "x", "nope": 1}, format="json")
    assert {error["pointer"] for error in answer.json()["errors"]} == {"/name", "/visible", "/nope"}


def test_settings_of_a_page_point_to_where_they_stand(api: APIClient, page: Page) -> None:
    changes: dict[str, Any] = {
        "branding": {"colors": {"accent": "blue"}},
        "uptime_weights": {"partial_outage": 2},
        "time_zone": "Mars/Olympus",
    }
    answer = api.patch(PAGE, changes, format="json")
    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json()["errors"]} == {
        "/branding/colors/accent",
        "/uptime_weights/partial_outage",
        "/time_zone",
    }


def test_a_slug_that_several_checks_share_is_409(
    api: APIClient, page: Page, new_check: Callable[..., dict[str, Any]]
) -> None:
    for _time in range(2):
        assert api.post(f"{PAGE}checks/", new_check(), format="json").status_code == 201
    answer = api.get(f"{PAGE}checks/api-health/")
    assert answer.status_code == 409
    assert answer.json()["code"] == "ambiguous_slug"


def test_a_write_without_the_last_slash_is_told_so(api: APIClient, page: Page) -> None:
    path = f"{PAGE}components"
    answer = api.post(path, {"name": "A"}, format="json")
    assert answer.status_code == 404
    assert "slash" in answer.json()["detail"]
    read = api.get(f"{path}?page_size=1")
    assert read.status_code in {301, 308}
    assert read["Location"] == f"{path}/?page_size=1"


def test_the_group_of_another_page_is_unknown(api: APIClient, component: Component, other_page: Page) -> None:
    theirs = services.group_create(page=other_page, name="Theirs", by=Actor.system())
    answer = api.patch(f"{PAGE}components/rest-api/", {"group": theirs.uid}, format="json")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/group"


def _send(client: APIClient, path: str, body: bytes, content_type: str = "application/json") -> Any:
    # The stubs know of text only; the client takes bytes.
    sent: Any = body
    return client.generic("POST", path, sent, content_type=content_type)
