"""Checks that tell channels, and a clock that both the checks and the deliveries live by."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import time_machine

from monitoring.models import Check
from monitoring.services.flips import check_flip, check_lock
from statuspage import journal
from statuspage.actor import Actor
from statuspage.models import Page
from tests.monitoring.making import NOW, URL, make_check
from tests.webhooks.making import make_channel
from webhooks.models import ChannelAssignment, Delivery, Subscription, Waiting
from webhooks.services.alerts import alerts_tick
from webhooks.services.fanout import events_fan_out
from webhooks.services.waiting import waiting_release


def at(seconds: float) -> datetime:
    """So many seconds after the beginning."""
    return NOW + timedelta(seconds=seconds)


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """Rows that are made now bear this moment."""
    with time_machine.travel(moment, tick=False):
        yield


def watch(page: Page, *channels: Subscription, up: bool = True, **settings: Any) -> Check:
    """A check that is up and tells these channels."""
    check = make_check(page, **{"target": {"url": "https://api.acme.example/health?key=s3cret"}, **settings})
    if up:
        Check.objects.filter(pk=check.pk).update(state="up", state_since=NOW)
        check.refresh_from_db()
    for channel in channels:
        ChannelAssignment.objects.create(subscription=channel, check_row=check)
    return check


def watch_many(page: Page, count: int, *channels: Subscription, **fields: Any) -> list[Check]:
    """So many checks that are up, laid down without services."""
    given = {
        "kind": "http",
        "target": {"url": URL},
        "interval_seconds": 60,
        "timeout_seconds": 10,
        "state": "up",
        "state_since": NOW,
        **fields,
    }
    checks = Check.objects.bulk_create(Check(page=page, name=f"API {n:03}", **given) for n in range(count))
    ChannelAssignment.objects.bulk_create(
        ChannelAssignment(subscription=channel, check_row=check) for channel in channels for check in checks
    )
    return checks


def on_call(page: Page, **config: Any) -> Subscription:
    """A channel of the team."""
    return make_channel(page, config=config)


def flip(seconds: float, state: str, *checks: Check, error: str = "connection refused") -> None:
    """These checks change, and whoever hears of it is told."""
    pass_until(seconds)
    change(seconds, state, *checks, error=error)
    hear(seconds)


def change(seconds: float, state: str, *checks: Check, error: str = "connection refused") -> None:
    """These checks change, and nobody has heard of it yet."""
    with clock_at(at(seconds)), journal.transaction(at(seconds)) as now:
        for check in checks:
            row = check_lock(check.pk)
            assert row is not None
            check_flip(row, new=state, error=error if state == "down" else "", since=now, now=now)


def change_many(seconds: float, state: str, checks: Sequence[Check]) -> None:
    """The same for checks that stand for nothing on the page, so that a few statements do."""
    moment = at(seconds)
    with clock_at(moment), journal.transaction(moment):
        for check in checks:
            journal.record(
                kind="check.flipped",
                by=Actor.system(),
                at=moment,
                page=check.page,
                subject_kind="check",
                subject_uid=check.uid,
                subject_label=str(check),
                before={"state": check.state},
                after={"id": check.uid, "name": check.name, "state": state, "component": None},
            )
            check.state, check.state_since = state, moment
        Check.objects.bulk_update(checks, ["state", "state_since"])


def pass_until(seconds: float) -> None:
    """Let everything happen that falls due before a moment, each at its own."""
    while True:
        rows = [
            *ChannelAssignment.objects.values_list("due_at", "remind_at", "say_at"),
            *Waiting.objects.values_list("release_at"),
        ]
        due = [moment for row in rows for moment in row if moment is not None and moment < at(seconds)]
        if not due:
            return
        moment = max(NOW, min(due))
        with clock_at(moment):
            alerts_tick(now=moment)
            waiting_release(now=moment)


def hear(seconds: float) -> None:
    """Let the journal be told at a moment."""
    pass_until(seconds)
    with clock_at(at(seconds)):
        events_fan_out(now=at(seconds))


def told(channel: Subscription) -> list[tuple[float, str]]:
    """What a channel was told about checks: seconds after the beginning, and the headline."""
    rows = Delivery.objects.filter(subscription=channel).order_by("pk").select_related("letter")
    return [
        ((row.created_at - NOW).total_seconds(), row.letter.message["headline"])
        for row in rows
        if row.letter.message["thread"].startswith(("problem:", "checks:"))
    ]


def messages(channel: Subscription) -> list[dict[str, Any]]:
    """Everything that a channel was told, in order."""
    rows = Delivery.objects.filter(subscription=channel).order_by("pk").select_related("letter")
    return [row.letter.message for row in rows]
