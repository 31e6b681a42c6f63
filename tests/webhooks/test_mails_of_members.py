"""Members of a restricted page who are told by e-mail of what is theirs."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from statuspage.exceptions import Conflict, Invalid
from statuspage.models import AudienceMember, Component, Event, Page
from statuspage.services import audience_member_grant, component_create
from tests.webhooks.making import BY, NOW, make_visitor
from tests.webhooks.test_matching_members import hears_opened
from webhooks.models import Delivery, Subscription
from webhooks.services.subscribers import (
    audience_member_create_with_mails,
    audience_member_delete_with_mails,
    audience_member_update_with_mails,
    subscriber_confirm,
)

OLD, NEW = "vera@customer.example", "victor@customer.example"


@pytest.fixture
def component(page: Page) -> Component:
    page.visibility = "restricted"
    page.save(update_fields=["visibility"])
    return component_create(page=page, name="API", by=BY, now=NOW)


def make_member(page: Page, **values: Any) -> AudienceMember:
    return audience_member_create_with_mails(
        page=page, by=BY, now=NOW, **{"email": OLD, "subscribe": True, **values}
    )


def living(member: AudienceMember) -> list[tuple[str, str]]:
    rows = Subscription.objects.filter(audience_member=member).exclude(state="unsubscribed")
    return list(rows.order_by("pk").values_list("address", "state"))


def confirm_all(member: AudienceMember) -> None:
    for row in Subscription.objects.filter(audience_member=member, state="unconfirmed"):
        subscriber_confirm(subscription=row, by=BY, now=NOW)


def test_it_tells_a_member_who_confirmed_of_what_is_granted_then(page: Page, component: Component) -> None:
    member = make_member(page)
    assert living(member) == [(OLD, "unconfirmed")]
    assert Delivery.objects.filter(kind="confirmation").count() == 1
    confirm_all(member)
    assert hears_opened(page, component) == []
    audience_member_grant(member=member, components=[component], by=BY)
    assert hears_opened(page, component) == [OLD]


def test_it_asks_once_however_often_it_is_wanted(page: Page) -> None:
    member = make_member(page, subscribe=False)
    assert living(member) == []
    for _again in range(2):
        audience_member_update_with_mails(member=member, changes={}, subscribe=True, by=BY, now=NOW)
    assert living(member) == [(OLD, "unconfirmed")]
    audience_member_update_with_mails(member=member, changes={}, subscribe=False, by=BY, now=NOW)
    assert living(member) == []


def test_it_needs_an_address_and_does_nothing_by_halves(page: Page) -> None:
    with pytest.raises(Invalid):
        make_member(page, email="", external_login="okta|1")
    make_member(page)
    with pytest.raises(Conflict):
        make_member(page)
    assert (AudienceMember.objects.count(), Subscription.objects.count()) == (1, 1)


def test_it_follows_the_address(page: Page, component: Component) -> None:
    member = make_member(page, components=[component])
    confirm_all(member)
    moved = audience_member_update_with_mails(member=member, changes={"email": NEW}, by=BY, now=NOW)
    assert hears_opened(page, component) == []
    assert living(member) == [(NEW, "unconfirmed")]
    confirm_all(member)
    assert hears_opened(page, component) == [NEW]
    changes = {"email": "", "external_login": "okta|1"}
    audience_member_update_with_mails(member=moved, changes=changes, by=BY, now=NOW)
    assert living(member) == []


def test_it_leaves_the_mails_alone_while_the_address_stays(page: Page) -> None:
    member = make_member(page)
    confirm_all(member)
    changes = {
        "external_login": "okta|1",
        "email": OLD.upper().replace("CUSTOMER.EXAMPLE", "customer.example"),
    }
    audience_member_update_with_mails(member=member, changes=changes, by=BY, now=NOW)
    assert living(member) == [(OLD, "active")]


def test_it_tells_nobody_who_is_no_member_any_more(page: Page, component: Component) -> None:
    member = make_member(page, components=[component])
    confirm_all(member)
    audience_member_delete_with_mails(member=member, by=BY, now=NOW)
    assert hears_opened(page, component) == []


def test_it_ends_what_tells_whoever_goes_by_name_and_keeps_what_they_were_told(page: Page) -> None:
    member = make_member(page)
    confirm_all(member)
    row, other = Subscription.objects.get(), make_visitor(page, "other@customer.example")
    mail = Delivery.objects.get()
    for _again in range(2):
        audience_member_delete_with_mails(member=member, by=BY, now=NOW)
    row.refresh_from_db()
    mail.refresh_from_db()
    other.refresh_from_db()
    assert (row.state, row.unsubscribed_at, row.audience_member) == ("unsubscribed", NOW, None)
    assert (mail.subscription, mail.state, other.state) == (row, "canceled", "active")
    told = Event.objects.filter(kind__in=("subscription.deleted", "audience.member_deleted"))
    assert list(told.values_list("kind", "subject_uid")) == [
        ("subscription.deleted", row.uid),
        ("audience.member_deleted", member.uid),
    ]


def test_it_takes_as_many_statements_however_many_tell_them(page: Page) -> None:
    asked = []
    for name, number in (("a", 1), ("b", 8)):
        member = make_member(page, email=f"{name}@customer.example")
        for count in range(number):
            make_visitor(page, f"{count}@{name}.example", kind="email", audience_member=member)
        with CaptureQueriesContext(connection) as queries:
            audience_member_delete_with_mails(member=member, by=BY, now=NOW)
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert not Subscription.objects.exclude(state="unsubscribed").exists()
