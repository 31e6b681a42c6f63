"""docs/healthchecks.md: every command does what the page says, one after the other."""

import re

import pytest
from django.conf import settings

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


def test_its_numbers_and_words_are_those_of_the_code():
    text = (settings.BASE_DIR / "docs" / GUIDE).read_text("utf-8")
    assert f"{BODY_BYTES:,} bytes" in text
    assert f"ping_body_limit: {BODY_BYTES}" in text
    assert {word for word in WORDS.values() if word != "webhook"} <= set(re.findall(r"`(\w+)`", text))
    assert f"`CANDOR_PING_RATE` times ({settings.CANDOR_PING_RATE})" in text
