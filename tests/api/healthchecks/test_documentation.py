"""docs/healthchecks.md: every command does what the page says, one after the other."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from api.healthchecks.channels import WORDS
from apikeys.services import IssuedKey
from monitoring.models import Check, Ping
from monitoring.signals import BODY_BYTES
from ops.management.commands.import_from import INCOMPLETE, Command
from statuspage.models import Page
from tests.documentation import ask, commands_of

GUIDE = "healthchecks.md"


@pytest.mark.django_db
def test_every_command_is_true(page: Page, full_key: IssuedKey, read_key: IssuedKey):
    known = {"KEY": full_key.secret, "READ_KEY": read_key.secret, "PING_KEY": page.ping_key, "UUID": ""}
    commands = commands_of(GUIDE)
    assert len(commands) >= 18
    for command in commands:
        answer = ask(command, **known)
        created = "create=1" in command or "unique" in command
        assert answer.status_code == (201 if created else 200), (command, answer.content)
        if "unique" in command:
            known["UUID"] = answer.json()["uuid"]
            again = ask(command, **known)
            assert (again.status_code, again.json()["uuid"]) == (200, known["UUID"])
        elif "/ping/" in command:
            assert answer.content == (b"Created" if created else b"OK")
        elif command.endswith("/ping-key/"):
            assert answer.json()["ping_key"] == page.ping_key
        elif command.endswith("/rotate/"):
            assert Client().get(f"/ping/{page.ping_key}/nightly-backup").status_code == 404
        elif command.endswith("/body"):
            assert answer.content == b"412 files, 3 GB"
        elif "tag=" in command:
            assert [row["uuid"] for row in answer.json()["checks"]] == [known["UUID"]]
    backup = Check.objects.get(code=known["UUID"])
    assert backup.state == "up"
    runs = Ping.objects.filter(check_row=backup, duration_ms__isnull=False)
    assert sorted(run.rid is not None for run in runs) == [False, True]
    report = Check.objects.get(slug="weekly-report")
    assert (report.period_seconds, report.grace_seconds) == (86_400, 3600)


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
@pytest.mark.django_db(transaction=True)
def test_its_script_does_what_it_says(
    live_server: Any, heartbeat: Callable[..., Check], tmp_path: Path
) -> None:
    (job,) = re.findall(r"^```sh\n(.*?)^```", _guide(), re.DOTALL | re.MULTILINE)
    check = heartbeat()
    command = 'for n in $(seq 30000); do echo "line $n"; done; exit 3'
    (tmp_path / "backup").write_text(f"#!/bin/sh\n{command}\n")
    (tmp_path / "backup").chmod(0o755)
    job = job.replace("https://status.example.com/ping/<uuid>", f"{live_server.url}/ping/{check.code}")
    _run(job.replace("/usr/local/bin/backup", str(tmp_path / "backup")), tmp_path)
    start, end = Ping.objects.filter(check_row=check).order_by("n")
    assert (start.kind, end.kind, end.exit_status, start.rid) == ("start", "fail", 3, end.rid)
    assert end.duration_ms is not None
    assert bytes(end.body or b"").endswith(b"line 30000")


def test_its_way_to_move_is_one_that_the_command_knows() -> None:
    (line,) = re.findall(r"^manage\.py (import_from .*) < old-key.txt$", _guide(), re.MULTILINE)
    name, *words = shlex.split(line)
    options = Command().create_parser("manage.py", name).parse_args(words)
    assert (options.system, options.page, options.dry_run) == ("healthchecks", "status", True)
    assert f"{INCOMPLETE} when something was left out" in _guide()


def test_its_numbers_and_words_are_those_of_the_code():
    text = _guide()
    assert f"{BODY_BYTES:,} bytes" in text
    assert f"ping_body_limit: {BODY_BYTES}" in text
    assert {word for word in WORDS.values() if word != "webhook"} <= set(re.findall(r"`(\w+)`", text))
    assert f"`CANDOR_PING_RATE` times ({settings.CANDOR_PING_RATE})" in text


def _guide() -> str:
    return str((settings.BASE_DIR / "docs" / GUIDE).read_text("utf-8"))


def _run(script: str, where: Path) -> None:
    done = subprocess.run(["sh", "-c", script], cwd=where, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
