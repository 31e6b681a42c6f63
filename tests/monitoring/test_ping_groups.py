"""Groups of pings: the same as one by one, in one transaction."""

import random
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from monitoring.models import Check, Flip, HeartbeatState, Ping
from monitoring.services import check_delete, check_pause, ping_record
from monitoring.services.ping_groups import Outcome, pings_record
from monitoring.signals import Signal
from monitoring.vocabulary import CheckState, PingKind
from statuspage.models import Page
from tests.monitoring.making import BY, NOW, make_check, make_heartbeat, seconds

pytestmark = pytest.mark.django_db

SIGNAL = Signal(method="GET", address="192.0.2.1", user_agent="curl/8")
RIDS = [None, None, uuid.UUID(int=1), uuid.UUID(int=2)]
BODIES = [b"", b"", b"\x00\xff" * 6000, b"it FAILED", b"done"]
KINDS = [
    {},
    {"period_seconds": None, "schedule": "*/5 * * * *", "schedule_time_zone": "Europe/Berlin"},
    {"methods": "POST"},
    {"filter_http_body": True, "failure_kw": "FAILED", "success_kw": "done"},
    {"manual_resume": True, "state": CheckState.PAUSED},
    {"state": CheckState.DOWN},
]


def take(check: Check, signals: Sequence[Signal], now: datetime) -> None:
    """As a door does it: what the group leaves is taken one by one."""
    outcomes = pings_record(given=[(check.code, signal) for signal in signals], now=now)
    for outcome, signal in zip(outcomes, signals, strict=True):
        if outcome is Outcome.ALONE:
            ping_record(check=check, signal=signal, now=now)


def told_of(check: Check) -> list[Any]:
    hidden = {"id", "check_row_id"}
    return [
        [{name: value for name, value in row.items() if name not in hidden} for row in rows]
        for rows in (
            Ping.objects.filter(check_row=check).order_by("n").values(),
            HeartbeatState.objects.filter(check_row=check).values(),
            Flip.objects.filter(check_row=check).order_by("pk").values(),
            Check.objects.filter(pk=check.pk).values("state", "state_since"),
        )
    ]


@pytest.mark.parametrize("settings", KINDS, ids=["period", "cron", "methods", "words", "paused", "down"])
@pytest.mark.parametrize("seed", range(4))
def test_it_does_what_single_pings_do(page: Page, settings: dict[str, Any], seed: int) -> None:
    dice = random.Random(seed)
    grouped, single = make_heartbeat(page), make_heartbeat(page)
    Check.objects.filter(pk__in=[grouped.pk, single.pk]).update(**settings)
    now = NOW
    for _ in range(8):
        now += timedelta(seconds=dice.choice([0, 1, 0.25, 4000, 300_000]))
        signals = [
            Signal(
                kind=dice.choice([PingKind.SUCCESS, PingKind.SUCCESS, *PingKind]),
                exit_status=dice.choice([None, None, None, 0, 3]),
                rid=dice.choice(RIDS),
                method=dice.choice(["GET", "POST"]),
                user_agent="agent" * dice.choice([1, 100]),
                address="192.0.2.1",
                body=dice.choice(BODIES),
            )
            for _ in range(dice.randint(1, 5))
        ]
        take(grouped, signals, now)
        for signal in signals:
            ping_record(check=single, signal=signal, now=now)
        assert told_of(grouped) == told_of(single)
    assert HeartbeatState.objects.get(check_row=grouped).ping_count > 8


def test_many_are_taken_in_few_statements(
    page: Page, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    checks = [make_heartbeat(page) for _ in range(5)]
    Check.objects.update(state=CheckState.UP)
    given = [(check.code, SIGNAL) for check in checks] * 3
    with django_assert_max_num_queries(5):
        assert pings_record(given=given, now=NOW) == [Outcome.TAKEN] * 15
    for check in checks:
        assert list(Ping.objects.filter(check_row=check).order_by("n").values_list("n", flat=True)) == [
            1,
            2,
            3,
        ]


def test_what_moves_a_state_is_left_with_all_that_follows(page: Page) -> None:
    check, other = make_heartbeat(page), make_heartbeat(page)
    Check.objects.update(state=CheckState.UP)
    signals = [SIGNAL, Signal(kind=PingKind.FAIL), Signal(kind=PingKind.LOG), SIGNAL]
    given = [(check.code, signal) for signal in signals] + [(other.code, SIGNAL)]
    alone = [Outcome.ALONE] * 3
    assert pings_record(given=given, now=NOW) == [Outcome.TAKEN, *alone, Outcome.TAKEN]
    assert Ping.objects.count() == 2
    assert not Flip.objects.exists()


def test_what_is_not_there_spoils_nothing(page: Page, other_page: Page) -> None:
    deleted, probed, theirs, check = (
        make_heartbeat(page),
        make_check(page),
        make_heartbeat(other_page),
        make_heartbeat(page),
    )
    check_delete(check=deleted, by=BY, now=NOW)
    Page.objects.filter(pk=other_page.pk).update(deleted_at=NOW)
    Check.objects.filter(pk=check.pk).update(state=CheckState.UP)
    codes = [deleted.code, probed.code, theirs.code, uuid.uuid4(), check.code]
    outcomes = pings_record(given=[(code, SIGNAL) for code in codes], now=NOW)
    assert outcomes == [Outcome.UNKNOWN] * 4 + [Outcome.TAKEN]
    assert Ping.objects.get().check_row == check
    assert pings_record(given=[], now=NOW) == []


def test_a_paused_one_only_notes_what_wakes_nothing(page: Page) -> None:
    check = make_heartbeat(page)
    check_pause(check=check, by=BY, now=NOW)
    given = [(check.code, Signal(kind=kind)) for kind in (PingKind.LOG, PingKind.START, PingKind.SUCCESS)]
    outcomes = pings_record(given=given, now=seconds(1))
    assert outcomes == [Outcome.TAKEN, Outcome.TAKEN, Outcome.ALONE]


def test_all_that_the_rules_look_at_is_read_at_once(
    page: Page, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    check = make_heartbeat(page, manual_resume=True)
    Check.objects.filter(pk=check.pk).update(
        state=CheckState.UP, filter_http_body=True, filter_subject=True, filter_body=True, methods="POST"
    )
    mail = Signal(scheme="email", subject="a", text="b")
    for signal in (Signal(method="POST", body=b"a"), mail):
        with django_assert_max_num_queries(5):
            assert pings_record(given=[(check.code, signal)], now=NOW) == [Outcome.TAKEN]
