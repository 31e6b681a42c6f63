"""A member's address moves while its owner asks to be told: neither waits for what the other holds."""

import threading
import time

import pytest
from django.db import connection, connections
from django.db.transaction import atomic

from statuspage.models import Organization, Page
from tests.webhooks.making import BY, NOW
from tests.webhooks.restricted import restrict
from webhooks.models import Subscription
from webhooks.services.subscribers import (
    audience_member_create_with_mails,
    audience_member_update_with_mails,
)
from webhooks.services.subscribers.moments import queue_up
from webhooks.services.subscribers.rows import row_lock

pytestmark = pytest.mark.django_db(transaction=True)

OLD, NEW = "vera@customer.example", "victor@customer.example"


def _until_somebody_waits() -> None:
    """For a lock of this transaction."""
    for _time in range(600):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted"
                " AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
            )
            if cursor.fetchone() == (True,):
                return
        time.sleep(0.05)
    raise AssertionError("nobody waits")


def test_it_queues_up_before_it_locks_what_the_member_is_told() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time.")
    page = restrict(
        Page.objects.create(organization=Organization.objects.create(name="A"), name="A", slug="a")
    )
    member = audience_member_create_with_mails(page=page, email=OLD, subscribe=True, by=BY, now=NOW)
    row = Subscription.objects.get()
    wrong: list[Exception] = []

    def move() -> None:
        try:
            audience_member_update_with_mails(member=member, changes={"email": NEW}, by=BY, now=NOW)
        except Exception as error:
            wrong.append(error)
        finally:
            connections.close_all()

    moving = threading.Thread(target=move)
    # As `subscriber_ask` and all others do who ask an address of this domain.
    with atomic():
        queue_up("customer.example")
        moving.start()
        _until_somebody_waits()
        row_lock(row)
    moving.join()
    assert wrong == []
    living = Subscription.objects.exclude(state="unsubscribed")
    assert list(living.values_list("address", "audience_member")) == [(NEW, member.pk)]
