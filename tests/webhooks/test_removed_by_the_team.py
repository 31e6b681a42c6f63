"""Whom the team removed it may add again; who left by themselves is asked first."""

import pytest

from statuspage.actor import Actor
from statuspage.exceptions import Conflict
from statuspage.models import Page
from tests.webhooks.making import BY, NOW, make_visitor
from webhooks.models import Subscription
from webhooks.services.subscribers import (
    ToldSubscriber,
    subscriber_add,
    subscriber_bring,
    subscriber_delete,
    subscriber_unsubscribe,
    subscribers_import,
    subscribers_unsubscribe,
)

VISITOR = Actor.for_visitor("203.0.113.9")
ADDRESS = "vera@visitors.example"


@pytest.fixture
def row(page: Page) -> Subscription:
    return make_visitor(page, ADDRESS)


def add(page: Page) -> Subscription:
    return subscriber_add(page=page, kind="email", address=ADDRESS, skip_confirmation=True, by=BY, now=NOW)


def test_whom_the_team_removed_it_adds_again(page: Page, row: Subscription) -> None:
    subscriber_delete(subscription=row, by=BY, now=NOW)
    again = add(page)
    assert again.state == "active"
    assert subscribers_unsubscribe(page=page, chosen=[again.uid], by=BY, now=NOW) == 1
    result = subscribers_import(page=page, text=f"address\n{ADDRESS}", confirmed=True, by=BY, now=NOW)
    assert (result.added, result.wrong) == (1, [])


def test_who_left_by_themselves_stays_away(page: Page, row: Subscription) -> None:
    subscriber_unsubscribe(subscription=row, by=VISITOR, now=NOW)
    # That the team deletes them too takes nothing back.
    subscriber_delete(subscription=row, by=BY, now=NOW)
    with pytest.raises(Conflict, match="left"):
        add(page)
    result = subscribers_import(page=page, text=f"address\n{ADDRESS}", confirmed=True, by=BY, now=NOW)
    assert [wrong.code for wrong in result.wrong] == ["unsubscribed"]


def test_who_leaves_after_having_been_removed_has_left(page: Page, row: Subscription) -> None:
    subscriber_delete(subscription=row, by=BY, now=NOW)
    subscriber_unsubscribe(subscription=row, by=VISITOR, now=NOW)
    with pytest.raises(Conflict, match="left"):
        add(page)


def test_an_import_brings_back_nobody_whom_the_team_removed(page: Page, row: Subscription) -> None:
    told = ToldSubscriber(kind="email", address=ADDRESS, created_at=NOW)
    subscriber_delete(subscription=row, by=BY, now=NOW)
    row.refresh_from_db()
    for brought in (row, None):
        with pytest.raises(Conflict, match="removed here"):
            subscriber_bring(page=page, told=told, uid="abcdefghijkl", subscription=brought, by=BY, now=NOW)
    subscriber_unsubscribe(subscription=row, by=VISITOR, now=NOW)
    row.refresh_from_db()
    for brought in (row, None):
        with pytest.raises(Conflict, match="only they can"):
            subscriber_bring(page=page, told=told, uid="abcdefghijkl", subscription=brought, by=BY, now=NOW)
