"""Links that let a member in once, at the ground floor."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from statuspage.admission_tokens import admission_token
from statuspage.exceptions import NotFound
from statuspage.models import AdmissionLink, AudienceMember, Page
from statuspage.selectors.admissions import admission_link_find
from statuspage.services.admissions import (
    LINK_LIVES,
    admission_link_ask,
    admission_link_create,
    admission_link_use,
    admission_links_purge,
)
from webhooks.services.admissions import admission_mails_send


@pytest.fixture
def member(page: Page) -> AudienceMember:
    Page.objects.filter(pk=page.pk).update(visibility="restricted")
    page.refresh_from_db()
    return AudienceMember.objects.create(page=page, email="Reader@customer.example")


@pytest.mark.django_db(transaction=True)
def test_of_many_who_follow_it_at_once_one_is_let_in(member: AudienceMember):
    token = admission_token(admission_link_create(member=member))

    def use(_number: int) -> bool:
        try:
            admission_link_use(page=member.page, token=token)
        except NotFound:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(use, range(12))) == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_questions_at_once_one_leads_to_a_mail(member: AudienceMember, mailoutbox: list[object]):
    for _ in range(6):
        admission_link_ask(page=member.page, email="reader@CUSTOMER.example", language="en")

    def send(_number: int) -> int:
        try:
            return admission_mails_send()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(send, range(6))) == 1
    assert len(mailoutbox) == 1
    assert AdmissionLink.objects.count() == 1


def test_what_the_mail_server_refuses_is_mailed_again_as_the_same_mail(
    member: AudienceMember, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[object]
):
    admission_link_ask(page=member.page, email=member.email, language="en")
    tried = []

    class Away:
        def send_messages(self, mails):
            tried.extend(mails)
            raise OSError("away")

    now = timezone.now()
    with monkeypatch.context() as patched:
        patched.setattr("webhooks.services.link_mails.get_connection", Away)
        assert admission_mails_send(now=now) == 0
        assert admission_mails_send(now=now) == 0
    assert len(tried) == 1
    assert admission_mails_send(now=now + timedelta(minutes=3)) == 1
    again = mailoutbox[0]
    assert (again.body, again.extra_headers) == (tried[0].body, tried[0].extra_headers)  # type: ignore[attr-defined]
    link = AdmissionLink.objects.get()
    assert link.mail_at is None
    assert link.expires_at == now + timedelta(minutes=3) + LINK_LIVES


def test_it_is_that_of_the_secret_it_was_made_with(member: AudienceMember):
    token = admission_token(admission_link_create(member=member))
    assert admission_link_find(member.page, token) is not None
    with override_settings(SECRET_KEY="another"):
        assert admission_link_find(member.page, token) is None
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=["tests-" + "x" * 60]):
        assert admission_link_find(member.page, token) is not None


@pytest.mark.parametrize("token", ["", "x", "é" * 52, "a" * 51, "a" * 53, "a" * 52])
def test_no_other_word_is_one(member: AudienceMember, token: str):
    assert admission_link_find(member.page, token) is None


def test_a_link_to_an_address_that_is_the_member_s_no_more_is_void(member: AudienceMember):
    admission_link_ask(page=member.page, email=member.email, language="en")
    assert admission_mails_send() == 1
    token = admission_token(AdmissionLink.objects.select_related("page").get())
    assert admission_link_find(member.page, token) is not None
    AudienceMember.objects.filter(pk=member.pk).update(email="somebody@elsewhere.example")
    assert admission_link_find(member.page, token) is None


def test_old_links_are_forgotten(member: AudienceMember):
    now = timezone.now()
    admission_link_create(member=member, now=now - timedelta(days=2))
    kept = admission_link_create(member=member, now=now - timedelta(hours=2))
    assert admission_links_purge(now=now) == 1
    assert AdmissionLink.objects.get() == kept


@pytest.mark.any_database
def test_nobody_is_kept_out_by_those_who_ask_in_their_name(member: AudienceMember, mailoutbox: list[object]):
    """A stranger asks every five minutes; the member still waits for an hour at most.

    What counts is the last day, so that the third day is as every later one.
    """
    begun, days = timezone.now(), timedelta(days=2, hours=3)
    mailed = []
    for minutes in range(0, int(days.total_seconds()) // 60, 5):
        now = begun + timedelta(minutes=minutes)
        admission_link_ask(page=member.page, email=member.email, language="en", now=now)
        if admission_mails_send(now=now):
            mailed.append(now)
        if minutes % 1440 == 0:
            admission_links_purge(now=now)
    waits = [later - before for before, later in pairwise([*mailed, begun + days])]
    assert max(waits) <= timedelta(hours=1)
    assert len(mailed) < 2 * 30
    assert waits[0] < waits[10]
    # Whoever signs in begins anew: five minutes later there is the next mail.
    link = AdmissionLink.objects.order_by("-asked_at").select_related("page").get(asked_at=mailed[-1])
    admission_link_use(page=member.page, token=admission_token(link), now=mailed[-1] + timedelta(minutes=1))
    soon = mailed[-1] + timedelta(minutes=5)
    admission_link_ask(page=member.page, email=member.email, language="en", now=soon)
    assert admission_mails_send(now=soon) == 1
