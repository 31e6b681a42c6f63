"""`status/` and `metrics/`, for what watches the service itself."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from monitoring.models import Check, Ping
from monitoring.services import ping_record
from monitoring.signals import Signal
from statuspage.models import Event
from tests.webhooks.making import make_delivery, make_endpoint
from webhooks.models import Delivery

pytestmark = pytest.mark.django_db

KEY = {"X-Metrics-Key": "sesame"}


@pytest.mark.parametrize("version", ["v1", "v2", "v3"])
def test_it_is_well_without_a_key(version: str):
    answer = Client().get(f"/api/{version}/status/")
    assert (answer.status_code, answer.content) == (200, b"OK")
    assert answer["Content-Type"].startswith("text/plain")
    assert "no-store" in answer["Cache-Control"]


def test_it_is_not_well_without_a_database():
    def away(*_given: Any) -> Any:
        raise OperationalError("away")

    with connection.execute_wrapper(away):
        assert Client().get("/api/v3/status/").status_code == 500


@pytest.mark.parametrize("path", ["status", "metrics", "channels", "badges"])
def test_a_missing_slash_is_added(path: str):
    for answer in (Client().get(f"/api/v3/{path}?a=b"), Client().post(f"/api/v3/{path}?a=b")):
        assert (answer.status_code, answer["Location"]) == (301, f"/api/v3/{path}/?a=b")


@pytest.mark.parametrize(
    "headers", [{}, {"X-Metrics-Key": ""}, {"X-Metrics-Key": "sesam"}, {"X-Api-Key": "sesame"}]
)
def test_numbers_are_for_who_has_their_key(settings: Any, headers: dict[str, str]):
    for right in ("sesame", ""):
        settings.CANDOR_METRICS_KEY = right
        assert Client(headers=headers).get("/api/v3/metrics/").status_code == 403
    settings.CANDOR_METRICS_KEY = "sesame"
    assert Client(headers=KEY).post("/api/v3/metrics/").status_code == 405


def test_numbers_tell_how_far_the_work_has_come(settings: Any, heartbeat: Callable[..., Check]):
    settings.CANDOR_METRICS_KEY = "sesame"
    before = int(time.time())
    nothing = Client(headers=KEY).get("/api/v3/metrics/").json()
    assert nothing == {
        "ts": nothing["ts"],
        "max_ping_id": None,
        "max_notification_id": None,
        "num_unprocessed_flips": 0,
    }
    assert before <= nothing["ts"] <= time.time()
    check = heartbeat()
    make_delivery(make_endpoint(check.page))
    ping_record(check=check, signal=Signal())
    numbers = Client(headers=KEY).get("/api/v1/metrics/").json()
    assert numbers["max_ping_id"] == Ping.objects.get().pk
    assert numbers["max_notification_id"] == Delivery.objects.get().pk
    assert numbers["num_unprocessed_flips"] == 1
    Event.objects.update(dispatched_at="2026-05-01T00:00:00Z")
    assert Client(headers=KEY).get("/api/v1/metrics/").json()["num_unprocessed_flips"] == 0
