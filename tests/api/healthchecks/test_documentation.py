"""docs/healthchecks.md: every command does what the page says, one after the other."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from rest_framework.test import APIClient

from api.healthchecks.channels import WORDS
from apikeys.services import IssuedKey
from monitoring.models import Check, Ping
from monitoring.signals import BODY_BYTES
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
        elif command.endswith("/pages/status/"):
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


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("jq")), reason="curl or jq is not installed")
@pytest.mark.django_db(transaction=True)
def test_its_scripts_do_what_they_say(
    live_server: Any,
    page: Page,
    other_page: Page,
    full_key: IssuedKey,
    outsider_key: IssuedKey,
    tmp_path: Path,
):
    copying, job = re.findall(r"^```sh\n(.*?)^```", _guide(), re.DOTALL | re.MULTILINE)
    names = {'Nightly "backup" $1 \\n': "0 3 * * *", "Weekly": "Mon *-*-* 03:00\nFri *-*-* 03:00"}
    for name, schedule in names.items():
        given = {"name": name, "schedule": schedule, "tags": "prod db", "failure_kw": "ERR"}
        made = APIClient().post(
            "/api/v3/checks/", given, format="json", headers={"X-Api-Key": full_key.secret}
        )
        assert made.status_code == 201, made.content
    where = {"OLD": live_server.url, "OLD_KEY": full_key.secret, "KEY": outsider_key.secret}
    copies = Check.objects.filter(page=other_page).order_by("pk")
    for _time in range(2):
        _run(copying, where | {"HOST": live_server.url}, tmp_path)
        assert {check.name: check.schedule for check in copies.all()} == names
        assert {(check.tags, check.failure_kw) for check in copies.all()} == {("prod db", "ERR")}

    check = copies[0]
    command = 'for n in $(seq 30000); do echo "line $n"; done; exit 3'
    (tmp_path / "backup").write_text(f"#!/bin/sh\n{command}\n")
    (tmp_path / "backup").chmod(0o755)
    job = job.replace("https://status.example.com/ping/<uuid>", f"{live_server.url}/ping/{check.code}")
    _run(job.replace("/usr/local/bin/backup", str(tmp_path / "backup")), {}, tmp_path)
    start, end = Ping.objects.filter(check_row=check).order_by("n")
    assert (start.kind, end.kind, end.exit_status, start.rid) == ("start", "fail", 3, end.rid)
    assert end.duration_ms is not None
    assert bytes(end.body or b"").endswith(b"line 30000")


def test_its_numbers_and_words_are_those_of_the_code():
    text = _guide()
    assert f"{BODY_BYTES:,} bytes" in text
    assert f"ping_body_limit: {BODY_BYTES}" in text
    assert {word for word in WORDS.values() if word != "webhook"} <= set(re.findall(r"`(\w+)`", text))
    assert f"`CANDOR_PING_RATE` times ({settings.CANDOR_PING_RATE})" in text


def _guide() -> str:
    return str((settings.BASE_DIR / "docs" / GUIDE).read_text("utf-8"))


def _run(script: str, names: dict[str, str], where: Path) -> None:
    done = subprocess.run(
        ["sh", "-c", script], cwd=where, env={**os.environ, **names}, capture_output=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, b"")
