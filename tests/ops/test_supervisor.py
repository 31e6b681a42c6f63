import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ops.supervisor import PATIENCE_SECONDS, PAUSES, AlreadyRunning, Service, lock_take
from tests.processes import is_alive, wait_for

ROOT = Path(__file__).resolve().parent.parent.parent

# Writes its own id and that of a child which outlives it.
CHILD = """
import os, signal, subprocess, sys, time
if os.environ["MANNER"] == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
with open(sys.argv[1], "a") as file:
    file.write(f"{os.getpid()} {grandchild.pid}\\n")
time.sleep(60)
"""

Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a supervisor over children that note their process ids in ``<name>.pids``."""
    started: list[subprocess.Popen[bytes]] = []

    def run(**manners: str) -> subprocess.Popen[bytes]:
        plan = {
            "services": {
                name: {
                    "argv": [sys.executable, "-c", CHILD, str(tmp_path / f"{name}.pids")],
                    "env": {"MANNER": manner},
                }
                for name, manner in manners.items()
            }
        }
        process = subprocess.Popen([sys.executable, "-m", "ops.supervisor", json.dumps(plan)], cwd=ROOT)
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            process.terminate()
            process.wait(20)


def lives(path: Path) -> list[list[int]]:
    """The process ids of each life so far: the child and its own child."""
    if not path.exists():
        return []
    return [[int(pid) for pid in line.split()] for line in path.read_text().splitlines()]


def test_it_starts_again_what_was_killed_and_leaves_no_orphan(start: Start, tmp_path: Path) -> None:
    start(web="polite", worker="polite")
    web, worker = tmp_path / "web.pids", tmp_path / "worker.pids"
    wait_for(lambda: lives(web) and lives(worker))
    first, orphan = lives(worker)[0]

    os.kill(first, signal.SIGKILL)

    wait_for(lambda: len(lives(worker)) == 2, seconds=2)
    wait_for(lambda: not is_alive(orphan), seconds=2)
    assert is_alive(lives(worker)[1][0])
    assert len(lives(web)) == 1


def test_it_ends_every_group_on_sigterm(start: Start, tmp_path: Path) -> None:
    supervisor = start(web="polite", worker="polite")
    paths = [tmp_path / "web.pids", tmp_path / "worker.pids"]
    wait_for(lambda: all(lives(path) for path in paths))

    supervisor.send_signal(signal.SIGTERM)

    assert supervisor.wait(10) == 0
    wait_for(lambda: not any(is_alive(pid) for path in paths for pid in lives(path)[0]), seconds=2)


def test_it_ends_the_stubborn_hard_at_the_second_signal(start: Start, tmp_path: Path) -> None:
    supervisor = start(worker="stubborn")
    path = tmp_path / "worker.pids"
    wait_for(lambda: lives(path))

    supervisor.send_signal(signal.SIGTERM)
    with pytest.raises(subprocess.TimeoutExpired):
        supervisor.wait(0.5)
    supervisor.send_signal(signal.SIGINT)

    assert supervisor.wait(10) == 0
    wait_for(lambda: not any(is_alive(pid) for pid in lives(path)[0]), seconds=2)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent died")
def test_its_children_stop_when_it_is_killed_itself(start: Start, tmp_path: Path) -> None:
    supervisor = start(worker="polite")
    path = tmp_path / "worker.pids"
    wait_for(lambda: lives(path))
    child, grandchild = lives(path)[0]

    supervisor.kill()

    try:
        wait_for(lambda: not is_alive(child), seconds=5)
    finally:
        os.kill(grandchild, signal.SIGKILL)


def test_it_pauses_longer_for_what_dies_young_and_never_gives_up() -> None:
    service = Service("broken", [sys.executable, "-c", "raise SystemExit(3)"])
    now, pauses = 1000.0, []
    for _ in range(len(PAUSES) + 2):
        service.keep(now)
        assert service.process is not None
        service.process.wait(10)
        service.keep(now)
        pauses.append(round(service.start_at - now, 3))
        now = service.start_at

    assert pauses == [*PAUSES, PAUSES[-1], PAUSES[-1]]


def test_it_forgets_young_deaths_of_what_has_lived_long() -> None:
    service = Service("mostly well", [sys.executable, "-c", "raise SystemExit(0)"])
    service.young_deaths = 5
    service.keep(1000.0)
    assert service.process is not None
    service.process.wait(10)

    service.keep(1000.0 + 3600)

    assert service.start_at == 4600.0 + PAUSES[0]


def test_it_runs_once_on_one_data_directory(tmp_path: Path) -> None:
    holder = lock_take(tmp_path / "up.lock")

    with pytest.raises(AlreadyRunning, match=str(os.getpid())):
        lock_take(tmp_path / "up.lock")

    os.close(holder)
    os.close(lock_take(tmp_path / "up.lock"))


def test_it_starts_what_comes_after_once_the_other_listens(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    note = tmp_path / "started"
    service = Service("late", [sys.executable, "-c", f"open({str(note)!r}, 'w')"], after=("127.0.0.1", port))
    service.keep(0.0)
    assert not service.is_running
    with socket.create_server(("127.0.0.1", port)):
        service.keep(1.0)
    wait_for(note.exists)
    assert service.process is not None
    service.process.wait(10)


def test_it_does_not_wait_for_ever(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    service = Service("late", [sys.executable, "-c", ""], after=("127.0.0.1", port))
    service.keep(0.0)
    service.keep(PATIENCE_SECONDS)
    assert service.process is not None
    service.process.wait(10)
