"""The edge before the real application and the real database."""

import gzip
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection

from config.edge import Edge
from config.edge.watch import Watch
from incidents import services as incidents
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Page
from statuspage.standing import pages_standing
from tests.config.edge.world import eventually

pytestmark = pytest.mark.django_db(transaction=True)

BY = Actor.system()
HOST = "testserver"


class Visitor:
    """Visits through the edge and counts what reached Django."""

    def __init__(self, directory: Path) -> None:
        self.renders = 0
        self._django = get_wsgi_application()
        self.edge = Edge(
            self._count,
            ask=pages_standing,
            own_hosts=settings.CANDOR_HOSTS,
            directory=directory,
            watch=Watch(pages_standing, every=0.02),
        )

    def get(self, path: str, host: str = HOST, **headers: str) -> tuple[str, dict[str, str], str]:
        path, _, query = path.partition("?")
        told: list[Any] = []

        def start_response(*args: Any) -> Any:
            told[:] = args

        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": host,
            "SERVER_NAME": host,
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }
        body = b"".join(self.edge(environ, start_response))
        found = {name.lower(): value for name, value in told[1]}
        if found.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        return told[0], found, body.decode()

    def _count(self, environ: Any, start_response: Any) -> Any:
        self.renders += 1
        return self._django(environ, start_response)


@pytest.fixture
def visitor(tmp_path: Path, page: Page) -> Iterator[Visitor]:
    yield Visitor(tmp_path / "published")
    connection.close()


def test_it_keeps_every_public_address(visitor: Visitor, page: Page):
    component = services.component_create(page=page, name="Website", by=BY)
    incident = incidents.incident_open(
        page=page, name="Slow", body="x", components={component: "partial_outage"}, by=BY
    )
    paths = [
        "/",
        "/pages/status",
        "/pages/status/",
        "/history",
        "/pages/status/history",
        "/history.atom",
        "/history.rss",
        f"/incidents/{incident.uid}",
        "/components/website",
        "/badges/status.svg",
        "/badges/website.svg",
        "/badges/status.json",
        "/badges/website.json",
        "/embed",
        "/embed/",
        "/embed.js",
        "/embed.json",
        "/pages/status/embed.js",
        "/embed/script.js",
        "/embed.css",
        "/brand.css",
    ]
    for path in paths:
        first = visitor.get(path, accept_encoding="gzip")
        assert first[0] == "200 OK", path
        renders = visitor.renders
        second = visitor.get(path, accept_encoding="gzip", cookie="candor_session=x")
        assert second[2] == first[2]
        assert visitor.renders == renders, path
        assert "set-cookie" not in second[1]
        assert "content-security-policy" in second[1]
        assert "stale-while-revalidate" in second[1]["cache-control"]


def test_it_shows_a_change_within_about_a_second(visitor: Visitor, page: Page):
    component = services.component_create(page=page, name="Website", by=BY)
    eventually(lambda: "All systems operational" in visitor.get("/")[2])
    services.claim_set(component=component, source="manual", source_uid="", status="major_outage", by=BY)
    eventually(lambda: "Major outage" in visitor.get("/")[2])


def test_it_hides_its_notice_until_it_is_needed(visitor: Visitor, page: Page):
    text = visitor.get("/")[2]
    assert "cannot reach our own database" not in text
    assert "<!--" not in text
    visitor.edge._watch._ask = _gone
    eventually(lambda: visitor.get("/") and visitor.edge._watch.troubled)
    [group] = visitor.edge._store._groups.values()
    for entry in group.variants.values():
        entry.rendered_at -= 600
    text = visitor.get("/")[2]
    assert "cannot reach our own database" in text
    assert "10 min ago" in text


@pytest.mark.parametrize("path", ["/embed.js", "/embed.json", "/embed/", "/badges/status.json"])
def test_what_others_embed_goes_on_without_the_database(visitor: Visitor, page: Page, path: str):
    incidents.incident_open(page=page, name="Slow", body="x", by=BY)
    _status, headers, first = visitor.get(path)
    assert headers["access-control-allow-origin"] == "*"
    visitor.edge._watch._ask = _gone
    eventually(lambda: visitor.get(path) and visitor.edge._watch.troubled)
    assert visitor.get(path)[2] == first
    assert visitor.get(path, if_none_match=headers["etag"])[0] == "304 Not Modified"


def test_it_answers_other_hosts_as_unknown(visitor: Visitor, page: Page):
    visitor.get("/")
    for host in ("evil.example", "evil.example:80", ""):
        assert visitor.get("/", host=host)[0].startswith("40")


def _gone() -> Any:
    raise OSError("gone")
