"""docs/statuspage.md: every command of the management API does what the page says, one after the other."""

import re
import time

import pytest
from django.conf import settings

from api.statuspage.management.base import ManagementView
from apikeys.services import IssuedKey
from incidents.models import Incident
from monitoring.models import Metric
from statuspage.models import Page
from tests.documentation import ask, commands_of

GUIDE = "statuspage.md"
NAMES = {
    "components": "COMPONENT",
    "incidents": "INCIDENT",
    "metrics_providers": "PROVIDER",
    "metrics": "METRIC",
}
"""What the id in the answer to a POST is called from then on, by the last word of the path."""


@pytest.mark.django_db
def test_every_command_is_true(page: Page, full_key: IssuedKey):
    known = {"KEY": full_key.secret, "PAGE": page.uid, "(date +%s)": str(int(time.time()))}
    commands = [command for command in commands_of(GUIDE) if "/v1/" in command]
    assert len(commands) >= 12
    for command in commands:
        answer = ask(command, **known)
        made = " -d " in command and "PATCH" not in command
        assert answer.status_code == (201 if made else 200), (command, answer.content)
        word = re.findall(r"(\w+)\.json", command)[0]
        if made and word in NAMES:
            known[NAMES[word]] = answer.json()["id"]
    page.refresh_from_db()
    assert page.colors == {"css_greens": "#1f8a4c"}
    assert set(Incident.objects.values_list("kind", "status")) == {
        ("incident", "resolved"),
        ("maintenance", "scheduled"),
    }
    assert page.components.get(name="Search").status == "operational"
    assert Metric.objects.get().name == "Answer time"


def test_its_numbers_and_names_are_those_of_the_code():
    text = (settings.BASE_DIR / "docs" / GUIDE).read_text("utf-8")
    assert f"{ManagementView.limit_per_minute} requests in any 60 seconds" in text
    for scope in ("pages", "components", "incidents", "subscribers", "metrics", "members"):
        assert f"`{scope}`" in text
