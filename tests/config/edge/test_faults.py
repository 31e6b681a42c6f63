"""F01, F02: without its database the page goes on being served, tells its age, and never waits for long."""

import os
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from config.edge import PATIENCE
from config.edge.watch import UNATTENDED
from statuspage.publishing import Standing
from tests.config.edge.world import PAGE, World, eventually


@pytest.fixture(params=["gone", "hung"])
def fault(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_it_serves_its_last_bytes(world: World, fault: str) -> None:
    world.get()
    world.database = fault
    for _ in range(5):
        assert world.get().text == "<body>hello en ?</body>"
    assert len(world.seen) == 1


def test_it_tells_their_age_once_they_are_a_minute_old(world: World, fault: str) -> None:
    fresh = world.get()
    world.database = fault
    world.later(59)
    assert "old:" not in world.get().text
    world.later(61)
    eventually(lambda: "<p>old: 2 min</p>" in world.get().text)
    stale = world.get(accept_encoding="gzip")
    assert "<p>old: 2 min</p>" in stale.text
    assert (stale.status, stale.headers["cache-control"]) == ("200 OK", "no-cache")
    assert world.get().headers["etag"] != fresh.headers["etag"]
    assert world.get(if_none_match=world.get().headers["etag"]).status == "304 Not Modified"
    world.later(3 * 3600)
    assert "<p>old: 3 h</p>" in world.get().text


def test_it_serves_them_after_a_restart_too(world: World, fault: str, tmp_path: Path) -> None:
    world.get()
    eventually(lambda: [path for path in tmp_path.rglob("*.en") if path.is_file()])
    world.database = fault
    world.later(120)
    world.start()
    assert "<p>old: 2 min</p>hello" in world.get().text
    assert len(world.seen) == 1


def test_it_recovers_without_a_restart(world: World, fault: str) -> None:
    world.get()
    world.database = fault
    world.later(120)
    eventually(lambda: "old:" in world.get().text)
    world.text = "back"
    world.recover()
    eventually(lambda: world.get().text == "<body>back en ?</body>")


def test_it_refuses_calmly_when_it_has_no_bytes(world: World) -> None:
    world.database = "hung"
    reply = world.get()
    assert reply.status.startswith("503")
    assert int(reply.headers["retry-after"]) > 0


def test_it_lets_the_application_refuse_when_the_database_is_gone(world: World) -> None:
    world.database = "gone"
    assert world.get().text == "no database"
    world.recover()
    eventually(lambda: world.get().status == "200 OK")


def test_it_leaves_writes_alone(world: World, fault: str) -> None:
    world.get()
    world.database = "gone"
    assert world.get(method="POST").status.startswith("503")


def test_it_keeps_the_last_bytes_when_rendering_breaks(world: World) -> None:
    world.get()
    world.status = "500 Internal Server Error"
    world.publish(2, "broken")
    assert "hello" in world.get().text
    world.later(61)
    assert "<p>old: 1 min</p>hello" in world.get().text
    world.status = "200 OK"
    eventually(lambda: "broken" in world.get().text)


def test_it_gives_old_bytes_while_one_thread_renders(world: World) -> None:
    world.get()
    world.hold = threading.Event()
    world.publish(2, "news")
    leader = threading.Thread(target=world.get)
    leader.start()
    eventually(lambda: len(world.seen) == 2)
    assert [world.get().text for _ in range(10)] == ["<body>hello en ?</body>"] * 10
    assert len(world.seen) == 2
    world.hold.set()
    leader.join(10)
    assert "news" in world.get().text


def test_it_renders_once_for_64_cold_visitors(world: World) -> None:
    world.hold = threading.Event()
    texts: list[str] = []
    barrier = threading.Barrier(65)

    def visit() -> None:
        barrier.wait(10)
        texts.append(world.get().text)

    visitors = [threading.Thread(target=visit) for _ in range(64)]
    for visitor in visitors:
        visitor.start()
    barrier.wait(10)
    eventually(lambda: len(world.seen) == 1)
    world.hold.set()
    for visitor in visitors:
        visitor.join(10)
    assert texts == ["<body>hello en ?</body>"] * 64
    assert len(world.seen) == 1


def test_it_waits_for_a_slow_first_render_while_the_database_answers(world: World) -> None:
    world.hold = threading.Event()
    replies: list[str] = []
    visitor = threading.Thread(target=lambda: replies.append(world.get().status))
    visitor.start()
    visitor.join(PATIENCE + 0.3)
    assert not replies
    world.hold.set()
    visitor.join(10)
    assert replies == ["200 OK"]


def test_after_a_long_pause_it_shows_nothing_that_the_database_did_not_confirm(
    world: World, fault: str, tmp_path: Path
) -> None:
    """Somebody else may have closed the page while no process watched over the bytes on this disk."""
    world.get()
    eventually(lambda: [path for path in tmp_path.rglob("*.en") if path.is_file()])
    long_ago = time.time() - UNATTENDED - 1
    os.utime(tmp_path / "published" / ".attended", (long_ago, long_ago))
    world.database = fault
    world.start()
    for _ in range(3):
        assert world.get().status.startswith("503")
    world.recover()
    eventually(lambda: world.get().text == "<body>hello en ?</body>")


def test_a_process_that_slept_for_long_shows_nothing_unconfirmed_either(world: World, fault: str) -> None:
    world.get()
    world.database = fault
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=UNATTENDED + 1)):
        eventually(lambda: world.get().status.startswith("503"))
    world.recover()
    eventually(lambda: world.get().text == "<body>hello en ?</body>")


def test_it_asks_and_clears_away_while_nobody_visits(world: World, tmp_path: Path) -> None:
    world.get()
    eventually(lambda: [path for path in tmp_path.rglob("*.en") if path.is_file()])
    world.edge.keep()
    world.standing = Standing({}, {})
    eventually(lambda: not [path for path in tmp_path.rglob("*") if path.is_file()])
    assert not world.edge._store.memory_used


def test_what_is_closed_here_is_gone_without_asking(world: World, fault: str, tmp_path: Path) -> None:
    world.get()
    eventually(lambda: [path for path in tmp_path.rglob("*.en") if path.is_file()])
    world.database = fault
    world.edge.forget([PAGE])
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert world.get().status.startswith("503")
