from datetime import timedelta

import pytest
from django.conf import settings

from config import queues
from config.celery import app


@pytest.mark.parametrize(
    ("task", "queue"),
    [
        ("monitoring.dispatch", "tick"),
        ("monitoring.heartbeats", "tick"),
        ("incidents.tick", "tick"),
        ("ops.pulse", "tick"),
        ("monitoring.record", "record"),
        ("monitoring.rollup", "upkeep"),
        ("monitoring.retain", "upkeep"),
        ("apikeys.retain", "upkeep"),
        ("webhooks.retain", "upkeep"),
        ("webhooks.tick", "deliver"),
        ("webhooks.fan_out", "deliver"),
        ("webhooks.mail", "mail"),
        ("something.else", "record"),
    ],
)
def test_it_routes_each_task_to_its_queue(task: str, queue: str) -> None:
    assert app.amqp.router.route({}, task)["queue"].name == queue


def test_it_leaves_the_queue_of_a_region_to_the_sender() -> None:
    route = app.amqp.router.route({"queue": "checks.default"}, "monitoring.probe")

    assert route["queue"].name == "checks.default"
    assert {f"checks.{region}" for region in settings.CANDOR_REGIONS} <= set(app.amqp.queues)


def test_it_lets_every_scheduled_message_expire() -> None:
    entries = app.conf.beat_schedule

    assert entries
    for name, entry in entries.items():
        assert entry["options"]["expires"] > 0, name


def test_it_schedules_only_tasks_that_exist() -> None:
    app.loader.import_default_modules()

    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_it_is_not_moved_by_a_step_of_the_wall_clock() -> None:
    tick = queues.beat_schedule["dispatch"]["schedule"]
    hour_ahead = queues.steady_now() + timedelta(hours=1)

    assert tick.now() - queues.steady_now() < timedelta(seconds=1)
    assert not tick.is_due(hour_ahead).is_due
    assert tick.is_due(queues.steady_now() - timedelta(seconds=1)).is_due


def test_it_speaks_json_only_and_stores_no_results() -> None:
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_serializer == "json"
    assert app.conf.task_ignore_result
    assert not app.conf.worker_enable_remote_control
