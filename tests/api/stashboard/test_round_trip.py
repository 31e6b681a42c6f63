"""What is posted here shows everywhere, and is gone everywhere when it is deleted."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from statuspage import selectors, services
from statuspage.actor import Actor
from statuspage.models import Component, Page, StatusNote
from tests.api.stashboard.conftest import BEGINNING

pytestmark = pytest.mark.django_db

URL = "/admin/api/v1/services/example-service/events"


def _shown(client: Client) -> str:
    summary: dict[str, Any] = client.get("/api/v2/summary.json").json()
    return str(next(row["status"] for row in summary["components"] if row["name"] == "Example Service"))


def test_an_event_is_the_components_status_until_it_is_deleted(
    client: Client, admin: Client, service: Component
):
    now = datetime.now(UTC)
    with time_machine.travel(now - timedelta(hours=6), tick=False):
        sid = admin.post(URL, {"message": "Down", "status": "down"}).json()["sid"]
    assert _shown(client) == "partial_outage"
    span = {"start": now - timedelta(hours=12), "end": now, "now": now}
    report = selectors.uptime_report(service, **span)
    assert report.tally.micros["partial_outage"] == 6 * 3600 * 1_000_000
    assert admin.delete(f"{URL}/{sid}").status_code == 200
    assert _shown(client) == "operational"
    assert selectors.uptime_report(service, **span).tally.micros.get("partial_outage", 0) == 0


@pytest.mark.usefixtures("no_limits")
def test_asks_no_more_for_many_services_than_for_few(
    client: Client,
    admin: Client,
    labelled: Page,
    say: Callable[..., StatusNote],
):
    counts: list[int] = []
    group = services.group_create(page=labelled, name="All", by=Actor.system())
    for number in range(7):
        component = services.component_create(
            page=labelled, name=f"No {number}", group=group, by=Actor.system(), now=BEGINNING
        )
        for minute in (1, 2):
            say("Works", "up", BEGINNING + timedelta(minutes=minute), component=component)
        if number in (2, 6):
            for path in (
                "/api/v1/services",
                "/api/v1/services/no-0/events",
                "/api/v1/service-lists",
                "/api/v1/statuses",
            ):
                for reader in (client, admin):
                    with CaptureQueriesContext(connection) as asked:
                        assert reader.get(path).status_code == 200
                    counts.append(len(asked))
    assert counts[:8] == counts[8:]
    assert len(client.get("/api/v1/services").json()["services"]) == 8
