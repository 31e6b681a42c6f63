"""docs/pingpong.md: every command does what the page says, one after the other."""

import re
import time

import pytest
from django.conf import settings

from api.pingpong.vocabulary import STATUS_COLORS, STATUSES
from api.pingpong.widgets.views import UPTIME_DAYS
from apikeys.services import IssuedKey
from incidents.models import Incident
from monitoring.models import Check, DataPoint
from statuspage.models import Component, Page
from statuspage.widget_keys import widget_key
from tests.api.pingpong.routes import OPERATIONS
from tests.documentation import ask, commands_of

GUIDE = "pingpong.md"
NAMES = {
    "component-groups": "GROUP",
    "components": "COMPONENT",
    "incidents": "INCIDENT",
    "custom-metrics": "METRIC",
}
"""What the id in the answer to a POST is called from then on, by the last word of the path."""


@pytest.mark.django_db
def test_every_command_is_true(page: Page, page_key: IssuedKey):
    known = {
        "KEY": page_key.secret,
        "WIDGET": widget_key(page.badge_key, page.uid),
        "(date +%s)": str(int(time.time())),
    }
    commands = commands_of(GUIDE)
    assert len(commands) >= 18
    for command in commands:
        answer = ask(command, **known)
        made = " -d " in command and " -X " not in command and not command.endswith("/data")
        assert answer.status_code == (201 if made else 200), (command, answer.content)
        word = command.rsplit("/", 1)[-1]
        if made and word in NAMES and "showcased=false" not in command:
            known[NAMES[word]] = answer.json()["id"]
    assert set(Incident.objects.values_list("kind", "status")) == {
        ("incident", "resolved"),
        ("maintenance", "scheduled"),
    }
    api = Component.objects.get(name="API")
    assert (api.status, api.description) == ("degraded_performance", "Answers at api.example.com")
    assert Component.objects.get(name="Search").visible is False
    assert Check.objects.get().location == "US West"
    assert DataPoint.objects.count() == 1


def test_its_words_and_numbers_are_those_of_the_code():
    text = (settings.BASE_DIR / "docs" / GUIDE).read_text("utf-8")
    for word, ours in STATUSES.items():
        assert re.search(rf"^\| `{word}`.*\| {STATUS_COLORS[ours]} \|$", text, re.MULTILINE), word
    assert f"the last {UPTIME_DAYS} days" in text
    assert f"{settings.CANDOR_API_RATE} a minute" in text
    for scope in {operation.scope for operation in OPERATIONS}:
        assert f"`{scope}`" in text
