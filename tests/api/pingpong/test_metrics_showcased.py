"""What the page shows of metrics."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from monitoring.models import Check, CheckResult
from tests.api.pingpong.conftest import Acme, PingPongClient

pytestmark = pytest.mark.django_db


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("word", "ours", "chart", "uptime"),
    [
        ("Don't showcase", "none", 0, 0),
        ("Showcase uptime and response time", "both", 1, 1),
        ("Showcase uptime", "uptime", 0, 1),
        ("Showcase response time", "latency", 1, 0),
    ],
)
def test_the_page_shows_what_was_asked_for(
    pp: PingPongClient, client: Client, acme: Acme, word: str, ours: str, chart: int, uptime: int
):
    sent = {"name": "Checkout", "url": "http://127.0.0.1:9/secret", "component": acme.api.uid}
    for written in (word.upper(), word):
        Check.objects.all().delete()
        answer = pp.post("/metrics", {**sent, "showcased": written}).json()
        assert answer["showcased"] == word
    check = Check.objects.get()
    assert check.showcase == ours
    CheckResult.objects.bulk_create(
        CheckResult(check_row=check, slot=timezone.now() - timedelta(minutes=5 * ago), ok=True, latency_ms=41)
        for ago in range(1, 20)
    )
    text = client.get("/").content.decode()
    assert ("Checkout" in text) == (ours != "none")
    assert (text.count('class="chart"'), text.count("uptime, 30 days")) == (chart, uptime)
    assert "secret" not in text


def test_the_page_shows_none_of_a_component_that_it_hides(pp: PingPongClient, client: Client, acme: Acme):
    shown = "Showcase uptime and response time"
    pp.post("/metrics", {"name": "Replicas", "component": acme.db.uid, "showcased": shown})
    metric = pp.post("/metrics", {"name": "Checkout", "showcased": shown}).json()
    text = client.get("/").content.decode()
    assert ("Replicas" in text, "Checkout" in text, "No data yet" in text) == (False, True, True)
    pp.put(f"/metrics/{metric['id']}", {"showcased": "don't showcase"})
    assert "Checkout" not in client.get("/").content.decode()
