from typing import Any

import pytest
from celery import Celery
from celery.schedules import schedule

from ops import schedule as bounded


@pytest.fixture
def app(redis_url: str) -> Celery:
    app = Celery("test", broker=redis_url, set_as_current=False)
    app.conf.beat_schedule = {
        "tick": {"task": "a.tick", "schedule": schedule(3600), "options": {"expires": 5}}
    }
    return app


def waiting(app: Celery) -> int:
    with app.connection() as connection:
        channel: Any = connection.default_channel
        return int(channel.queue_declare(queue="celery").message_count)


def test_it_stops_filling_a_queue_that_nobody_empties_and_goes_on_once_it_is_empty(
    app: Celery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded, "MOST_WAITING", 3)
    monkeypatch.setattr(bounded, "LOOK_EVERY_SECONDS", 0)
    beat = bounded.BoundedScheduler(app)
    entry = beat.schedule["tick"]

    for _ in range(10):
        beat.apply_entry(entry, producer=beat.producer)
    assert waiting(app) == 4

    app.control.purge()
    beat.apply_entry(entry, producer=beat.producer)
    assert waiting(app) == 1
