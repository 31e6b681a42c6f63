"""docs/stashboard.md: every command and the script do what the page says, one after the other."""

import re
from typing import Any

import pytest
from django.conf import settings

from apikeys.derived import credentials_of
from apikeys.nonces import WINDOW
from apikeys.services import IssuedKey
from statuspage.models import Component, Page, StatusLabel, StatusNote
from tests.api.stashboard.routes import OPERATIONS
from tests.documentation import ask, commands_of

GUIDE = "stashboard.md"


def guide() -> str:
    return str((settings.BASE_DIR / "docs" / GUIDE).read_text("utf-8"))


@pytest.mark.django_db
def test_every_command_is_true(labelled: Page, full_key: IssuedKey):
    commands = commands_of(GUIDE)
    assert len(commands) >= 12
    for command in commands:
        answer = ask(command, KEY=full_key.secret)
        made = "-d" in command and re.search(r"/(services|service-lists|statuses)$", command)
        assert answer.status_code == (201 if made else 200), (command, answer.content)
        if command.endswith("/current"):
            assert (answer.json()["message"], answer.json()["status"]["id"]) == (
                "Answers take longer",
                "warning",
            )
        elif "start=" in command:
            messages = [event["message"] for event in answer.json()["events"]]
            assert messages == ["We are looking", "Answers take longer"]
        elif "list=core" in command:
            assert answer.json()["list"]["name"] == "Core"
    status = StatusLabel.living.get(slug="out-of-reach")
    assert (status.level, status.status) == ("CRITICAL", "major_outage")
    assert not Component.living.exists()


@pytest.mark.django_db(transaction=True)
def test_its_script_signs_as_clients_do(
    live_server: Any, labelled: Page, full_key: IssuedKey, capsys: pytest.CaptureFixture[str]
):
    (script,) = re.findall(r"^```python\n(.*?)^```", guide(), re.DOTALL | re.MULTILINE)
    values = credentials_of(full_key.key)
    for name, value in {
        "https://status.example.com": live_server.url,
        "CONSUMER KEY": values.consumer_key,
        "CONSUMER SECRET": values.consumer_secret,
        "ACCESS TOKEN": values.token,
        "ACCESS SECRET": values.token_secret,
    }.items():
        assert name in script
        script = script.replace(name, value)
    exec(compile(script, GUIDE, "exec"), {})
    note = StatusNote.objects.get()
    assert (note.message, note.actor_label) == ("The index is broken", full_key.key.name)
    assert note.component.status == "partial_outage"
    assert capsys.readouterr().out.endswith(" GMT ERROR\n")


def test_its_table_of_paths_is_whole():
    listed = set()
    for line in re.findall(r"^\| (`/.*) \| ([A-Z, ]+) \|$", guide(), re.MULTILINE):
        paths, methods = line
        listed |= {
            (method, re.sub(r"\{\w+\}", "*", path).lstrip("/"))
            for path in re.findall(r"`([^`]+)`", paths)
            for method in methods.split(", ")
        }
    assert listed == {(one.method, re.sub(r"\{\w+\}", "*", one.path)) for one in OPERATIONS}
    assert WINDOW.total_seconds() == 5 * 60
