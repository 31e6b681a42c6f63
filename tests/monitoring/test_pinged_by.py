"""Heartbeats by what a ping says: a code, or a ping key and a slug."""

import uuid
from datetime import datetime

import pytest

from monitoring.models import Check
from monitoring.selectors import heartbeat_by_code, heartbeat_codes, heartbeats_by_slug, page_by_ping_key
from monitoring.services import check_delete
from statuspage.models import Page
from tests.monitoring.making import BY, NOW, make_check, make_heartbeat

pytestmark = pytest.mark.django_db


def test_it_finds_a_heartbeat_in_one_query(page: Page, django_assert_num_queries) -> None:
    check = make_heartbeat(page)
    with django_assert_num_queries(1):
        assert heartbeat_by_code(check.code) == check
    with django_assert_num_queries(1):
        assert heartbeats_by_slug(page.ping_key, check.slug) == [check]
    with django_assert_num_queries(1):
        assert heartbeat_codes(page.ping_key, check.slug) == [check.code]


def test_it_tells_nothing_of_what_cannot_be_pinged(page: Page, django_assert_num_queries) -> None:
    deleted, probed = make_heartbeat(page, slug="deleted"), make_check(page, slug="probed")
    check_delete(check=deleted, by=BY, now=NOW)
    for code in (deleted.code, probed.code, uuid.uuid4()):
        with django_assert_num_queries(1):
            assert heartbeat_by_code(code) is None
    assert heartbeats_by_slug(page.ping_key, "deleted") == heartbeats_by_slug(page.ping_key, "probed") == []


def test_a_deleted_page_is_not_pinged(page: Page) -> None:
    check = make_heartbeat(page)
    Page.objects.filter(pk=page.pk).update(deleted_at=datetime.now(NOW.tzinfo))
    assert heartbeat_by_code(check.code) is None
    assert heartbeats_by_slug(page.ping_key, check.slug) == []
    assert heartbeat_codes(page.ping_key, check.slug) == []
    assert page_by_ping_key(page.ping_key) is None


def test_slugs_are_of_one_page_and_may_be_shared(page: Page, other_page: Page) -> None:
    first, second = make_heartbeat(page, slug="backup"), make_heartbeat(page, slug="backup")
    make_heartbeat(page, slug="backup")
    theirs = make_heartbeat(other_page, slug="backup")
    assert heartbeats_by_slug(page.ping_key, "backup") == [first, second]
    assert heartbeats_by_slug(other_page.ping_key, "backup") == [theirs]
    assert page_by_ping_key(other_page.ping_key) == other_page


def test_a_check_without_a_slug_is_not_found_by_none(page: Page) -> None:
    check = make_heartbeat(page, slug="")
    assert Check.objects.get(pk=check.pk).slug == ""
    assert heartbeats_by_slug(page.ping_key, "") == heartbeat_codes(page.ping_key, "") == []
    assert page_by_ping_key("") is None
