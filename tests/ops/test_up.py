import os
import re
import signal
import smtplib
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.installation import PATIENCE, ROOT, Installation, children, command_of, descendants
from tests.processes import is_alive, wait_for
from tests.services import free_port
from tests.target import Target

pytestmark = pytest.mark.faults


@pytest.fixture
def target() -> Iterator[Target]:
    target = Target()
    target.start()
    yield target
    target.stop()


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    installation = Installation(tmp_path)
    yield installation
    installation.stop()


def worker_of(supervisor: int) -> int | None:
    return next((pid for pid in children(supervisor) if "manage.py worker" in command_of(pid)), None)


def test_it_goes_from_nothing_to_a_watched_page_and_away_again(
    installation: Installation, target: Target
) -> None:
    """One long run, because starting takes most of the time."""
    mail_port = free_port()
    up = installation.start(
        "up",
        SITES=f"{target.url}/shop",
        CANDOR_ADMIN_PASSWORD="",
        CANDOR_PING_EMAIL_DOMAIN="pings.example.com",
        CANDOR_SMTPD_PORT=str(mail_port),
    )
    installation.wait_until_ready()

    # The page follows checks that really run.
    wait_for(lambda: any(path == "/shop" for _, path in target.seen), seconds=PATIENCE)
    wait_for(lambda: "127.0.0.1" in installation.fetch("/").body, seconds=PATIENCE)
    wait_for(lambda: "All systems operational" in installation.fetch("/").body, seconds=PATIENCE)

    # Mail for heartbeats is taken beside it.
    with smtplib.SMTP("127.0.0.1", mail_port, timeout=PATIENCE) as client:
        assert client.sendmail("a@host.example", [f"{uuid.uuid4()}@pings.example.com"], "hello") == {}

    # The password is told once, and the data belongs to its owner alone.
    assert re.search(r"Password, shown this once: \S{12,}", installation.printed("up"))
    assert installation.data.stat().st_mode & 0o077 == 0

    # A second one is refused in plain words.
    second = subprocess.run(
        [sys.executable, "manage.py", "up"],
        cwd=ROOT,
        env=installation.environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert second.returncode != 0
    assert "already runs" in second.stderr
    assert "Traceback" not in second.stderr

    # A killed worker is replaced, and work goes on.
    killed = worker_of(up.pid)
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    wait_for(lambda: worker_of(up.pid) not in {killed, None}, seconds=5)
    before = len(target.seen)
    wait_for(lambda: len(target.seen) > before, seconds=PATIENCE)

    # All of it goes away on SIGTERM.
    everything = descendants(up.pid)
    assert len(everything) >= 4
    up.terminate()
    assert up.wait(PATIENCE) == 0
    assert not [pid for pid in everything if is_alive(pid)]


def test_it_names_a_port_that_is_taken(installation: Installation, target: Target) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "up"],
        cwd=ROOT,
        env={**installation.environment, "CANDOR_PORT": str(target.port)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert done.returncode != 0
    assert f"Cannot listen on 127.0.0.1:{target.port}" in done.stderr
    assert f"PORT={target.port + 1}" in done.stderr
    assert "Traceback" not in done.stderr


def test_it_names_the_port_for_mail_that_is_taken(settings: Any, tmp_path: Path, target: Target) -> None:
    settings.CANDOR_DATA = tmp_path
    settings.CANDOR_PORT, settings.CANDOR_SMTPD_PORT = free_port(), target.port

    with pytest.raises(CommandError, match=f"{target.port}.*CANDOR_SMTPD_PORT={target.port + 1}$"):
        call_command("up")
