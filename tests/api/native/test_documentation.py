"""Every command in docs/api.md and docs/channels.md does what the page says, one after the other."""

import re
import shlex
from typing import Any

import pytest
from django.conf import settings
from rest_framework.test import APIClient

from apikeys.services import IssuedKey
from monitoring.services import check_create
from statuspage.actor import Actor
from statuspage.models import Page
from webhooks.channel_settings import CHANNEL_KINDS
from webhooks.services.channels import channel_create
from webhooks.transports.apprise_services import SERVICES

OPTIONS_WITH_VALUE = {"-X", "-H", "-d"}


def _commands(name: str) -> list[str]:
    text = (settings.BASE_DIR / "docs" / name).read_text("utf-8")
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
    commands = _commands("api.md")
    assert len(commands) >= 12
    for command in commands:
        answer = ask(command, full_key.secret)
        assert answer.status_code in {200, 201, 207}, (command, answer.content)
        if answer.status_code == 207:
            assert [row["status"] for row in answer.json()["results"]] == [201, 200, 404], command


@pytest.mark.django_db
def test_every_command_about_channels_is_true(page: Page, full_key: IssuedKey) -> None:
    check = check_create(
        page=page, kind="heartbeat", target={"period_seconds": 60, "grace_seconds": 60}, by=Actor.system()
    )
    config = {"url": "http://127.0.0.1:9/"}
    channel = channel_create(page=page, kind="webhook", name="N", config=config, by=Actor.system())
    commands = _commands("channels.md")
    kinds = set()
    for command in commands:
        named = command.replace("$CHANNEL", channel.uid).replace("$CHECK", check.uid)
        answer = ask(named, full_key.secret)
        assert answer.status_code in {200, 201}, (command, answer.content)
        if answer.status_code == 201:
            kinds.add(answer.json()["kind"])
    assert kinds | {"teams", "discord"} == set(CHANNEL_KINDS)


def test_every_service_of_apprise_is_listed() -> None:
    text = (settings.BASE_DIR / "docs" / "channels.md").read_text("utf-8")
    assert [one.name for one in SERVICES if f"`{one.schemas[0]}://" not in text] == []
