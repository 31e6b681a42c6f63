"""Owners hear by mail when something of theirs cannot be reached."""

from datetime import timedelta

import pytest
from django.core import mail

from statuspage.models import Membership
from statuspage.vocabulary import MembershipRole
from tests.webhooks.making import NOW, make_endpoint
from webhooks.models import OwnerNotice
from webhooks.services import notices
from webhooks.services.notices import notices_send
from webhooks.vocabulary import NoticeKind

pytestmark = pytest.mark.django_db


def make_notice(page, kind=NoticeKind.PARKED, **fields) -> OwnerNotice:
    endpoint = make_endpoint(page, name="Deploy\r\nBcc: evil@example.com bot")
    return OwnerNotice.objects.create(
        subscription=endpoint,
        kind=kind,
        since=NOW,
        error="timed out",
        created_at=NOW,
        next_attempt_at=NOW,
        **fields,
    )


@pytest.mark.parametrize(
    ("kind", "says"), [(NoticeKind.PARKED, "given up"), (NoticeKind.DISABLED, "disabled")]
)
def test_it_tells_owners_and_administrators_once_d06(page, owner, teammate, outsider, kind, says):
    Membership.objects.filter(user=teammate).update(role=MembershipRole.ADMIN)
    make_notice(page, kind)
    assert notices_send(now=NOW - timedelta(seconds=1)) == 0
    assert notices_send(now=NOW) == 1
    assert notices_send(now=NOW + timedelta(days=1)) == 0
    assert sorted(one.to for one in mail.outbox) == [[owner.email], [teammate.email]]
    for one in mail.outbox:
        assert says in one.subject
        assert "timed out" in one.body
        assert "\n" not in one.subject
        one.message()


def test_it_tells_no_plain_member(page, owner, teammate):
    make_notice(page)
    notices_send(now=NOW)
    assert [one.to for one in mail.outbox] == [[owner.email]]


def test_it_tells_again_under_the_same_id_what_a_mail_server_refused(page, owner, monkeypatch):
    make_notice(page)
    monkeypatch.setattr(notices, "get_connection", lambda: None)
    assert notices_send(now=NOW) == 0
    monkeypatch.undo()
    assert notices_send(now=NOW) == 0
    assert notices_send(now=NOW + notices.LEASE) == 1
    first = mail.outbox[0].message()["Message-ID"]
    OwnerNotice.objects.update(next_attempt_at=NOW)
    notices_send(now=NOW)
    assert mail.outbox[1].message()["Message-ID"] == first


def test_it_gives_up_in_the_end(page, owner, monkeypatch):
    make_notice(page, tries=notices.TRIES - 1)
    monkeypatch.setattr(notices, "get_connection", lambda: None)
    notices_send(now=NOW)
    assert OwnerNotice.objects.get().next_attempt_at is None
