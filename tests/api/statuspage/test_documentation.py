"""docs/statuspage.md: every command does what the page says."""

import re

import pytest
from django.conf import settings

from incidents.indicator import statuspage_indicator
from tests.api.statuspage import shapes
from tests.api.statuspage.conftest import Story
from tests.documentation import ask, commands_of

GUIDE = "statuspage.md"


@pytest.mark.django_db
def test_every_command_is_true(story: Story):
    commands = [command for command in commands_of(GUIDE) if "/v1/" not in command]
    named = set()
    for command in commands:
        answer = ask(command, INCIDENT=story.open.uid)
        assert answer.status_code == 200, (command, answer.content)
        found = re.search(r"/api/v2/([-a-z/]+)\.json", command)
        if found and found[1] in shapes.DOCUMENTS:
            named.add(found[1])
            assert shapes.fits(shapes.DOCUMENTS[found[1]], answer.json())
        else:
            assert story.open.uid in answer.content.decode()
    assert named == set(shapes.DOCUMENTS)


@pytest.mark.parametrize(
    "statuses",
    [
        [],
        ["under_maintenance"],
        ["degraded_performance"],
        ["partial_outage"],
        ["major_outage", "operational"],
        ["major_outage"],
    ],
)
def test_its_words_are_those_of_the_code(statuses: list[str]):
    text = (settings.BASE_DIR / "docs" / GUIDE).read_text("utf-8")
    indicator, description = statuspage_indicator(statuses, [])
    assert f"| `{indicator}` | {description} |" in text
