"""Pings in plain SQL: the same as through the models, in three statements."""

import random
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from pytest_django import DjangoAssertNumQueries

from monitoring.models import Check, Flip, HeartbeatState, Ping
from monitoring.services import check_delete, ping_record
from monitoring.services.plain_pings import ping_take
from monitoring.signals import Signal
from monitoring.vocabulary import CheckState, PingKind
from statuspage.models import Page
from tests.monitoring.making import BY, NOW, make_check, make_heartbeat

pytestmark = pytest.mark.django_db

SIGNAL = Signal(method="GET", address="192.0.2.1", user_agent="curl/8")
RIDS = [None, None, uuid.UUID(int=1), uuid.UUID(int=2)]
BODIES = [b"", b"", b"\x00\xff" * 6000, b"it FAILED", b"done"]
KINDS: list[dict[str, Any]] = [
    {},
    {"period_seconds": None, "schedule": "*/5 * * * *", "schedule_time_zone": "Europe/Berlin"},
    {"methods": "POST"},
    {"filter_http_body": True, "failure_kw": "FAILED", "success_kw": "done"},
    {"manual_resume": True, "state": CheckState.PAUSED},
    {"state": CheckState.DOWN},
]


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
def test_it_does_what_others_do(page: Page, settings: dict[str, Any], seed: int) -> None:
    dice = random.Random(seed)
    plain, through_models = make_heartbeat(page), make_heartbeat(page)
    Check.objects.filter(pk__in=[plain.pk, through_models.pk]).update(**settings)
    now = NOW
    for _ in range(25):
        now += timedelta(seconds=dice.choice([0, 1, 0.25, 4000, 300_000]))
        signal = Signal(
            kind=dice.choice([PingKind.SUCCESS, PingKind.SUCCESS, *PingKind]),
            exit_status=dice.choice([None, None, None, 0, 3]),
            rid=dice.choice(RIDS),
            method=dice.choice(["GET", "POST"]),
            user_agent="agent" * dice.choice([1, 100]),
            address="192.0.2.1",
            body=dice.choice(BODIES),
        )
        assert ping_take(code=plain.code, signal=signal, now=now)
        assert ping_record(check=through_models, signal=signal, now=now)
    assert told_of(plain) == told_of(through_models)


def test_it_takes_three_statements(page: Page, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    """And with them all that the rules look at is read."""
    check = make_heartbeat(page, manual_resume=True)
    Check.objects.filter(pk=check.pk).update(
        state=CheckState.UP, filter_http_body=True, filter_subject=True, filter_body=True, methods="POST"
    )
    mail = Signal(scheme="email", subject="a", text="b")
    for signal in (Signal(method="POST", body=b"a"), mail):
        # Two more for the savepoint that stands for the transaction.
        with django_assert_max_num_queries(5):
            assert ping_take(code=check.code, signal=signal, now=NOW)


def test_what_cannot_be_pinged_is_told(page: Page, other_page: Page) -> None:
    deleted, probed, theirs = make_heartbeat(page), make_check(page), make_heartbeat(other_page)
    check_delete(check=deleted, by=BY, now=NOW)
    Page.objects.filter(pk=other_page.pk).update(deleted_at=NOW)
    for code in (deleted.code, probed.code, theirs.code, uuid.uuid4()):
        assert not ping_take(code=code, signal=SIGNAL, now=NOW)
    assert not Ping.objects.exists()


def test_it_sends_one_statement_at_a_time_where_the_server_binds(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with `server_side_binding=true` in the database's URL, where two at once are refused."""
    if connection.vendor == "postgresql":
        monkeypatch.setattr(connection.connection, "cursor_factory", ServerBindingCursor)
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "server_side_binding", True)
        monkeypatch.delitem(vars(connection.features), "uses_server_side_binding", raising=False)
    check = make_heartbeat(page)
    for n in (1, 2):
        assert ping_take(code=check.code, signal=SIGNAL, now=NOW + timedelta(seconds=n))
    if connection.vendor == "postgresql":
        assert vars(connection.features).pop("uses_server_side_binding")
    assert HeartbeatState.objects.get(check_row=check).ping_count == 2
