"""Every command in docs/api.md and docs/channels.md does what the page says, one after the other."""

import pytest
from django.conf import settings
from django.utils import timezone

from apikeys.services import IssuedKey
from monitoring.services import check_create, metric_create
from statuspage.actor import Actor
from statuspage.models import Page
from tests.documentation import ask, commands_of
from webhooks.channel_settings import CHANNEL_KINDS
from webhooks.services.channels import channel_create
from webhooks.transports.apprise_services import SERVICES


@pytest.mark.django_db
def test_every_command_is_true(page: Page, full_key: IssuedKey) -> None:
    commands = commands_of("api.md")
    assert len(commands) >= 12
    metrics = [metric_create(page=page, name="M", by=Actor.system()).uid for _each in range(2)]
    now = timezone.now().isoformat(timespec="seconds")
    for command in commands:
        answer = ask(command, KEY=full_key.secret, METRIC=metrics[0], OTHER=metrics[1], NOW=now)
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
    commands = commands_of("channels.md")
    kinds = set()
    for command in commands:
        answer = ask(command, KEY=full_key.secret, CHANNEL=channel.uid, CHECK=check.uid)
        assert answer.status_code in {200, 201}, (command, answer.content)
        if answer.status_code == 201:
            kinds.add(answer.json()["kind"])
    assert kinds | {"teams", "discord"} == set(CHANNEL_KINDS)


def test_every_service_of_apprise_is_listed() -> None:
    text = (settings.BASE_DIR / "docs" / "channels.md").read_text("utf-8")
    assert [one.name for one in SERVICES if f"`{one.schemas[0]}://" not in text] == []
