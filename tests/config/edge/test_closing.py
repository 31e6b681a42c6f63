"""A page that was open and is not any more: its bytes leave memory and disk, and nobody is served them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection

from incidents import services as incidents
from statuspage import services
from statuspage.models import Page
from tests.config.edge.test_with_django import BY, Visitor
from tests.config.edge.world import eventually

pytestmark = pytest.mark.django_db(transaction=True)

CLOSING: list[dict[str, Any]] = [
    {"visibility": "password", "password": "open sesame"},
    {"visibility": "restricted"},
    {"viewers_must_be_team_members": True},
    {"ip_restrictions": "10.0.0.0/8"},
]
PATHS = (
    "/",
    "/history",
    "/pages/status",
    "/history.atom",
    "/history.rss",
    "/maintenance.ics",
    "/embed.js",
    "/embed.json",
    "/embed",
    "/brand.css",
    "/badges/status.svg",
    "/badges/status.json",
    "/api/v2/summary.json",
    "/api/v2/incidents.json",
    "/pages/status/api/v2/status.json",
    "/api/v1/pages/status/status/",
)
SECRET = "Quokka"


@pytest.fixture
def visitor(tmp_path: Path, page: Page) -> Iterator[Visitor]:
    yield Visitor(tmp_path / "published")
    connection.close()


@pytest.mark.parametrize("changes", CLOSING, ids=str)
def test_nothing_of_it_is_left_anywhere(
    visitor: Visitor, page: Page, tmp_path: Path, changes: dict[str, Any]
):
    services.page_update(page=page, changes={"name": SECRET}, by=BY)
    incidents.incident_open(page=page, name=SECRET, body=SECRET, by=BY)
    before = [visitor.get(path) for path in PATHS]
    assert {status for status, _headers, _body in before} == {"200 OK"}
    assert sum(SECRET in body for _status, _headers, body in before) > 10
    eventually(lambda: len(list(tmp_path.rglob("*.*"))) >= len(PATHS) - 1)
    services.page_update(page=page, changes=changes, by=BY)
    eventually(lambda: visitor.get("/") and not visitor.edge._store.memory_used)
    eventually(lambda: not [path for path in tmp_path.rglob("*") if path.is_file()])
    for path, (_status, headers, _body) in zip(PATHS, before, strict=True):
        for asked in ({}, {"if_none_match": headers.get("etag", "")}):
            status, _headers, body = visitor.get(path, **asked)
            assert status.split()[0] in ("200", "302", "404"), path
            assert SECRET not in body
    # The database goes away: there are no last bytes to serve.
    visitor.edge._watch._ask = _gone
    eventually(lambda: visitor.get("/") and visitor.edge._watch.troubled)
    for path in PATHS:
        assert SECRET not in visitor.get(path)[2]
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_what_was_kept_is_not_served_by_a_process_that_starts_later(
    visitor: Visitor, page: Page, tmp_path: Path
):
    visitor.get("/")
    eventually(lambda: list(tmp_path.rglob("*.en")))
    services.page_update(page=page, changes={"visibility": "restricted"}, by=BY)
    assert "Acme" not in Visitor(tmp_path / "published").get("/")[2]


def _gone() -> Any:
    raise OperationalError("gone")
