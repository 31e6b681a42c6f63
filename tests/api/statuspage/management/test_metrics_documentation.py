"""docs/metrics.md: every command does what the page says, one after the other."""

import time
from typing import Any

import pytest
from django.conf import settings

from apikeys.services import IssuedKey
from monitoring.models import DataPoint
from monitoring.providers import PROVIDERS, WORDS
from statuspage.models import Page
from tests.documentation import ask, commands_of

GUIDE = "metrics.md"


@pytest.mark.django_db
def test_every_command_is_true(page: Page, full_key: IssuedKey):
    names = {"KEY": full_key.secret, "PAGE": page.uid, "TIME": str(int(time.time()))}
    answers: list[Any] = []
    for command in commands_of(GUIDE):
        if command.startswith("curl -X DELETE") and "/data" in command:
            assert DataPoint.objects.count() == 1
        answer = ask(command, **names)
        assert answer.status_code in {200, 201, 202}, (command, answer.content)
        answers.append(answer)
        if answer.status_code == 201 and "id" in answer.json():
            made = answer.json()
            kind = {"Self": "OWN", "Datadog": "PROVIDER"}.get(made.get("type", ""), "METRIC")
            names.setdefault(kind, made["id"])
    assert len(answers) == 12
    assert DataPoint.objects.count() == 0


def test_it_lists_every_kind_and_its_address():
    text = (settings.BASE_DIR / "docs" / GUIDE).read_text("utf-8")
    for word, kind in WORDS.items():
        assert f"| `{word}` |" in text
        if kind in PROVIDERS and PROVIDERS[kind].default_base:
            assert f"`{PROVIDERS[kind].default_base}` |" in text
