"""A whole installation of Candor in processes of its own, as an operator starts it."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any

import psycopg

from tests.migrated import migrated_copy
from tests.processes import is_alive, wait_for
from tests.services import bare_environment, free_port

ROOT = Path(__file__).resolve().parent.parent
# A machine that runs many tests at once starts processes slowly.
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a web process said; ``status`` 0 when nothing was there to answer."""

    status: int
    body: str
    headers: Message

    def json(self) -> Any:
        return json.loads(self.body)


class Installation:
    """Runs management commands on one data directory and port; keeps what each process printed."""

    def __init__(self, directory: Path, **variables: str) -> None:
        self.data = directory / "data"
        self.logs = directory / "logs"
        self.data.mkdir(mode=0o700, exist_ok=True)
        self.logs.mkdir(exist_ok=True)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = bare_environment(
            CANDOR_DATA=str(self.data),
            CANDOR_PORT=str(self.port),
            CANDOR_EGRESS_ALLOW="loopback",
            CANDOR_ADMIN_PASSWORD="a password for tests",
            **variables,
        )
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def manage(self, *words: str, **variables: str) -> str:
        """Run a management command to its end and return what it printed; fails when it fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env={**self.environment, **variables},
            capture_output=True,
            text=True,
            timeout=PATIENCE * 2,
            check=False,
        )
        assert done.returncode == 0, f"{words}: {done.stdout}\n{done.stderr}"
        return done.stdout

    def set_up(self, *checks: dict[str, Any]) -> str:
        """Make a page ``status`` with these HTTP checks, each on a component of its name; returns a key."""
        if "CANDOR_DATABASE_URL" not in self.environment:
            migrated_copy(self.data / "candor.sqlite3")
        return self.run_module("tests.installation_setup", checks).splitlines()[-1]

    def run_module(self, name: str, given: Any) -> str:
        """Import a module inside, with JSON on its standard input; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", f"import {name}"],
            cwd=ROOT,
            env=self.environment,
            input=json.dumps(given),
            capture_output=True,
            text=True,
            timeout=PATIENCE * 20,
            check=False,
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return done.stdout

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of the installation's database, read beside the running processes; values stand for ``?``."""
        url = self.environment.get("CANDOR_DATABASE_URL")
        if url:
            with psycopg.connect(url, autocommit=True) as server:
                return server.execute(sql.replace("?", "%s"), values).fetchall()
        with contextlib.closing(sqlite3.connect(self.data / "candor.sqlite3", timeout=20)) as connection:
            return connection.execute(sql, values).fetchall()

    def change(self, sql: str) -> None:
        """Change rows of the installation's database behind its back."""
        url = self.environment.get("CANDOR_DATABASE_URL")
        if url:
            with psycopg.connect(url, autocommit=True) as server:
                server.execute(sql.encode())
            return
        with contextlib.closing(sqlite3.connect(self.data / "candor.sqlite3", timeout=20)) as connection:
            connection.execute(sql)
            connection.commit()

    def start(self, name: str, *words: str, **variables: str) -> subprocess.Popen[bytes]:
        """Start a management command that stays; ``name`` names its log."""
        with (self.logs / name).open("ab") as log:
            process = self.processes[name] = subprocess.Popen(
                [sys.executable, "manage.py", *(words or (name,))],
                cwd=ROOT,
                env={**self.environment, **variables},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return process

    def stop(self) -> None:
        """End everything that was started, and what it started."""
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
        for process in self.processes.values():
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)
            for group in {process.pid, *descendants(process.pid)}:
                if is_alive(group):
                    os.killpg(os.getpgid(group), signal.SIGKILL)

    def printed(self, name: str) -> str:
        return (self.logs / name).read_text(errors="replace")

    def fetch(self, path: str, *, method: str = "GET", data: Any = None, **headers: str) -> Answer:
        """One request; header names are given with underscores."""
        body = None if data is None else json.dumps(data).encode()
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=body,
            headers={"Content-Type": "application/json"} if data is not None else {},
        )
        for header, value in headers.items():
            request.add_header(header.replace("_", "-"), value)
        try:
            with urllib.request.urlopen(request, timeout=15) as response:
                return Answer(response.status, response.read().decode(errors="replace"), response.headers)
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read().decode(errors="replace"), error.headers)
        except OSError:
            return Answer(0, "", Message())

    def wait_until_ready(self) -> None:
        """Until database, worker and beat are well and the web process says so."""
        wait_for(lambda: self.fetch("/readyz").status == 200, seconds=PATIENCE)


def children(pid: int) -> list[int]:
    """Process ids of the direct children."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found


def descendants(pid: int) -> list[int]:
    """Process ids of everything that a process started, directly or not."""
    found = []
    for child in children(pid):
        found += [child, *descendants(child)]
    return found


def command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
