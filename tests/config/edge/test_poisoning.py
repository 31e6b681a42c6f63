"""E07: nothing that one visitor sends may change what the next one gets; nothing private is ever kept."""

from pathlib import Path
from typing import Any

import pytest

from config.edge.keys import key_of
from statuspage.publishing import Standing
from tests.config.edge.world import OTHER, PAGE, World, eventually


@pytest.mark.parametrize(
    "header",
    [
        "cookie",
        "authorization",
        "x_forwarded_host",
        "x_forwarded_proto",
        "x_original_url",
        "range",
        "user_agent",
    ],
)
def test_it_shows_the_application_no_header_of_a_visitor(world: World, header: str) -> None:
    world.get(**{header: "canary"})
    assert "canary" not in str([value for name, value in world.seen[0].items() if name.startswith("HTTP_")])


def test_it_ignores_query_strings_that_its_routes_do_not_read(world: World) -> None:
    assert "canary" not in world.get("/?utm_source=canary&lang=de&cb=1").text
    assert world.get("/?lang=de").text == world.get("/?lang=de&x=%3Cscript%3E").text
    assert len(world.seen) == 1
    world.get("/?lang=<script>")
    assert world.seen[-1]["QUERY_STRING"] == ""


def test_it_keeps_views_by_what_they_read_and_searches_not_at_all() -> None:
    def query_of(path: str, query: str) -> str | None:
        key = key_of({"HTTP_HOST": "testserver", "PATH_INFO": path, "QUERY_STRING": query})
        return key.query if key is not None else None

    for path, query, kept in (
        ("/components/api", "view=week&from=2026-11-16&utm=1", "from=2026-11-16&view=week"),
        ("/components/api", "view=weeks&from=16-11-2026&on=x", ""),
        ("/components/api", "q=canary", ""),
        ("/pages/acme/components/api", "view=day&on=2026-11-20", "on=2026-11-20&view=day"),
        (
            "/history",
            "view=calendar&component=api&month=2026-09",
            "component=api&month=2026-09&view=calendar",
        ),
        ("/history", "component=" + "x" * 101, ""),
        ("/history", "q=", ""),
        ("/history", "q=%20+", ""),
        ("/history", "q=canary", None),
        ("/pages/acme/history", "lang=de&q=canary", None),
        ("/history", "q=" + "%E5" * 400, None),
        ("/", "q=canary", ""),
    ):
        assert query_of(path, query) == kept, query


@pytest.mark.parametrize("flood", ["/?x={}", "/?lang=en&utm={}", "/?month={}"])
def test_it_renders_once_for_a_flood_of_queries(world: World, flood: str) -> None:
    for number in range(50):
        world.get(flood.format(number))
    assert len(world.seen) == 1


@pytest.mark.parametrize(
    ("headers", "status", "marked"),
    [
        ([("Set-Cookie", "session=canary")], "200 OK", True),
        ([], "404 Not Found", True),
        ([], "302 Found", True),
        ([], "200 OK", False),
        ([("Content-Encoding", "br")], "200 OK", True),
    ],
)
def test_it_never_keeps_what_is_not_public(
    world: World, tmp_path: Path, headers: list[tuple[str, str]], status: str, marked: bool
) -> None:
    world.headers, world.status, world.marked = headers, status, marked
    world.text = "canary"
    for _ in range(3):
        assert world.get(cookie="mine").status == status
    assert world.seen[-1]["HTTP_COOKIE"] == "mine"
    assert world.edge._store.memory_used == 0
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_it_never_keeps_a_page_that_the_database_does_not_call_public(world: World, tmp_path: Path) -> None:
    world.page_uid = OTHER
    assert world.get().status == "200 OK"
    assert world.edge._store.memory_used == 0
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_it_forgets_a_page_that_stops_being_public(world: World, tmp_path: Path) -> None:
    world.get()
    world.get("/history")
    eventually(lambda: len(list(tmp_path.rglob("*.en"))) == 2)
    world.standing = Standing({}, {})
    world.marked, world.status = False, "404 Not Found"
    eventually(lambda: world.get().status == "404 Not Found")
    eventually(lambda: not world.edge._store.memory_used)
    eventually(lambda: not [path for path in tmp_path.rglob("*") if path.is_file()])


def test_it_forgets_what_other_processes_left_of_a_private_page(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "published" / OTHER
    folder.mkdir(parents=True)
    (folder / ("c" * 40 + ".en")).write_bytes(b"private")
    world.get()
    eventually(lambda: not folder.exists())
    eventually((tmp_path / "published" / PAGE).exists)


def test_it_keeps_only_headers_meant_for_everyone(world: World) -> None:
    world.headers = [("X-Request-Id", "canary"), ("Content-Security-Policy", "default-src 'self'")]
    world.get()
    reply = world.get()
    assert "x-request-id" not in reply.headers
    assert reply.headers["content-security-policy"] == "default-src 'self'"


def test_it_closes_what_the_application_returned(world: World) -> None:
    bodies: list[Any] = []
    application = world.application

    def spy(*args):
        bodies.append(application(*args))
        return bodies[-1]

    world.edge._renderer._application = spy
    world.get()
    assert bodies[0].closed
