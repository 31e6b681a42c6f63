"""Statuspage's arithmetic of status words (its contract, sections 5 and 7)."""

import pytest

from incidents.indicator import statuspage_indicator, statuspage_public_status, statuspage_status
from statuspage.status import Status


@pytest.mark.parametrize(
    ("statuses", "impacts", "indicator", "description"),
    [
        ([], [], "none", "All Systems Operational"),
        (["operational", "unknown"], [], "none", "All Systems Operational"),
        (["operational", "degraded_performance"], [], "minor", "Partially Degraded Service"),
        (["operational", "partial_outage"], [], "minor", "Minor Service Outage"),
        (["operational", "major_outage"], [], "major", "Partial System Outage"),
        (["unavailable", "major_outage"], [], "critical", "Major Service Outage"),
        (["under_maintenance", "operational"], [], "maintenance", "Service Under Maintenance"),
        (["under_maintenance", "degraded_performance"], [], "minor", "Partially Degraded Service"),
        (["operational"], ["critical", "none"], "critical", "Major Service Outage"),
        (["operational"], ["maintenance"], "maintenance", "Service Under Maintenance"),
        (["degraded_performance"], ["minor"], "minor", "Partially Degraded Service"),
        (["major_outage", "operational"], ["minor"], "major", "Partial System Outage"),
    ],
)
def test_the_indicator_follows_components_and_incidents(
    statuses: list[str], impacts: list[str], indicator: str, description: str
) -> None:
    assert statuspage_indicator(statuses, impacts) == (indicator, description)


def test_only_words_that_statuspage_knows_are_said() -> None:
    said = {status.value: statuspage_status(status) for status in Status}
    assert {word: text for word, text in said.items() if word != text} == {
        "unavailable": "major_outage",
        "unknown": "",
    }
    assert statuspage_public_status("unknown") == statuspage_public_status("") == "operational"
    assert statuspage_public_status("unavailable") == "major_outage"
