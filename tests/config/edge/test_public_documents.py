"""Statuspage's public documents are served like the page: kept, 304, and there without the database."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from config.edge.answer import unavailable
from incidents import services as incidents
from monitoring.services import metric_create
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Page
from tests.config.edge.test_with_django import Visitor
from tests.config.edge.world import eventually

pytestmark = pytest.mark.django_db(transaction=True)

BY = Actor.system()
DOCUMENTS = (
    "/api/v2/summary.json",
    "/api/v2/status.json",
    "/api/v2/components.json",
    "/api/v2/incidents.json",
    "/api/v2/incidents/unresolved.json",
    "/api/v2/scheduled-maintenances.json",
    "/api/v2/scheduled-maintenances/upcoming.json",
    "/api/v2/scheduled-maintenances/active.json",
    "/pages/status/api/v2/summary.json",
    "/incidents/{uid}.json",
    "/api/v2/incidents/{uid}.json",
    "/pages/status/incidents/{uid}.json",
    "/metrics-display/{metric}/day.json",
    "/pages/status/metrics-display/{metric}/month.json",
)


@pytest.fixture
def visitor(tmp_path: Path, page: Page) -> Iterator[Visitor]:
    yield Visitor(tmp_path / "published")
    connection.close()


@pytest.fixture
def uid(page: Page) -> str:
    return incidents.incident_open(page=page, name="Slow", body="x", by=BY).uid


@pytest.mark.parametrize("path", DOCUMENTS)
def test_each_is_rendered_once_for_everybody(visitor: Visitor, page: Page, uid: str, path: str):
    path = path.format(uid=uid, metric=metric_create(page=page, name="Errors", by=BY).uid)
    status, headers, body = visitor.get(path)
    assert (status, headers["access-control-allow-origin"]) == ("200 OK", "*")
    assert json.loads(body)
    for query in ("?utm_source=mail", "?_=1700000000", "?lang=de&callback=x"):
        assert visitor.get(path + query, accept_language="de", cookie="a=b")[2] == body
    status, unchanged, body = visitor.get(path, if_none_match=headers["etag"])
    assert (status, body) == ("304 Not Modified", "")
    assert unchanged["access-control-allow-origin"] == "*"
    assert unchanged["etag"] == headers["etag"]
    assert visitor.renders == 1


def test_a_change_shows_and_a_private_page_is_gone(visitor: Visitor, page: Page):
    path = "/api/v2/components.json"
    assert json.loads(visitor.get(path)[2])["components"] == []
    services.component_create(page=page, name="API", by=BY)
    eventually(lambda: len(json.loads(visitor.get(path)[2])["components"]) == 1)
    services.page_update(page=page, changes={"visibility": "restricted"}, by=BY)
    eventually(lambda: visitor.get(path)[0].startswith("404"))


def test_they_go_on_being_served_without_the_database(visitor: Visitor, page: Page):
    path = "/api/v2/summary.json"
    told = visitor.get(path)[2]
    visitor.edge._watch._ask = _gone
    eventually(lambda: visitor.get(path) and visitor.edge._watch.troubled)
    [group] = visitor.edge._store._groups.values()
    for entry in group.variants.values():
        entry.rendered_at -= 600
    status, headers, body = visitor.get(path)
    assert (status, body, headers["access-control-allow-origin"]) == ("200 OK", told, "*")


def test_what_cannot_be_shown_at_all_is_said_in_json():
    told: list[Any] = []
    body = b"".join(unavailable({"PATH_INFO": "/api/v2/summary.json"}, lambda *args: told.extend(args)))  # type: ignore[arg-type]
    headers = dict(told[1])
    assert told[0] == "503 Service Unavailable"
    assert set(json.loads(body)) == {"error", "message"}
    assert (headers["Access-Control-Allow-Origin"], headers["Retry-After"]) == ("*", "5")


def _gone() -> Any:
    raise OSError("gone")
