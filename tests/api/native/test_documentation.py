"""Every command in docs/api.md does what the page says, one after the other."""

import re
import shlex
from typing import Any

import pytest
from django.conf import settings
from rest_framework.test import APIClient

from apikeys.services import IssuedKey
from statuspage.models import Page

OPTIONS_WITH_VALUE = {"-X", "-H", "-d"}


def _commands() -> list[str]:
    text = (settings.BASE_DIR / "docs" / "api.md").read_text("utf-8")
    blocks = re.findall(r"^```\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    commands = [command for block in blocks for command in block.strip().split("\n\n")]
    return [command for command in commands if command.startswith("curl ")]


def ask(command: str, secret: str) -> Any:
    """The answer to a command of the documentation."""
    words = shlex.split(command.replace("\\\n", " ").replace("$KEY", secret).replace("$HOST", ""))[1:]
    method, body, path = "", "", ""
    headers: dict[str, Any] = {}
    while words:
        word = words.pop(0)
        if word not in OPTIONS_WITH_VALUE:
            path = word
            continue
        value = words.pop(0)
        if word == "-X":
            method = value
        elif word == "-d":
            body = value
        else:
            name, _colon, text = value.partition(": ")
            headers[f"HTTP_{name.upper().replace('-', '_')}"] = text
    kind = headers.pop("HTTP_CONTENT_TYPE", "application/octet-stream")
    return APIClient().generic(
        method or ("POST" if body else "GET"), path, body, content_type=kind, **headers
    )


@pytest.mark.django_db
def test_every_command_is_true(page: Page, full_key: IssuedKey) -> None:
    commands = _commands()
    assert len(commands) >= 12
    for command in commands:
        answer = ask(command, full_key.secret)
        assert answer.status_code in {200, 201, 207}, (command, answer.content)
        if answer.status_code == 207:
            assert [row["status"] for row in answer.json()["results"]] == [201, 200, 404], command
