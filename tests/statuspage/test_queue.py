import logging
from typing import Any

import pytest
from celery import current_app
from django.db import transaction
from pytest_django import Settings

from statuspage import queue

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[object, ...]]]:
    heard: list[tuple[str, tuple[object, ...]]] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args, **_: heard.append((name, args)))
    return heard


def test_it_rings_after_commit(settings: Settings, sent: list[Any]) -> None:
    settings.CANDOR_EMBEDDED = False
    with transaction.atomic():
        queue.ring("monitoring.record", 1, "a")
        assert sent == []
    assert sent == [("monitoring.record", (1, "a"))]


def test_it_does_not_ring_for_what_was_rolled_back(settings: Settings, sent: list[Any]) -> None:
    settings.CANDOR_EMBEDDED = False
    with transaction.atomic():
        queue.ring("monitoring.record")
        transaction.set_rollback(True)
    assert sent == []


def test_it_stays_silent_where_the_worker_holds_the_broker(settings: Settings, sent: list[Any]) -> None:
    settings.CANDOR_EMBEDDED = True
    queue.ring("monitoring.record")
    assert sent == []


def test_it_survives_a_broker_that_is_away(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings.CANDOR_EMBEDDED = False

    def refuse(*args: object, **options: object) -> None:
        raise ConnectionError("no broker")

    monkeypatch.setattr(current_app, "send_task", refuse)
    with caplog.at_level(logging.WARNING), transaction.atomic():
        queue.ring("monitoring.record")
    assert "monitoring.record" in caplog.text
