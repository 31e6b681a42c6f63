"""Changing, rotating and revoking keys, and what one key may do to another (hardening A08)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apikeys.exceptions import BeyondReach, KeyConflict
from apikeys.models import ApiKey
from apikeys.selectors import Identified, key_authenticate, key_identify
from apikeys.services import key_issue, key_revoke, key_rotate, key_touch, key_update
from statuspage.actor import Actor
from statuspage.exceptions import Invalid
from statuspage.models import Event, Page
from tests.rows import each

BY = Actor.system()
SOON = timedelta(days=1)
LATER = timedelta(days=30)


@pytest.fixture
def issuer(issue, page):
    """A key of one page with few scopes, a limit and an end."""
    return issue(
        "keys:write",
        "components:write",
        pages=[page],
        expires_at=timezone.now() + LATER,
        limit_per_minute=100,
    ).key


def within(page, **changed):
    """What the issuer may give."""
    given = {
        "name": "child",
        "scopes": ["components:read"],
        "pages": [page],
        "expires_at": timezone.now() + SOON,
        "limit_per_minute": 10,
    }
    return {**given, **changed}


def test_it_changes_only_what_is_given(full_key, page):
    key = key_update(key=full_key.key, changes={"name": "new", "limit_per_minute": 5}, by=BY)
    key.refresh_from_db()
    assert (key.name, key.limit_per_minute, key.all_pages) == ("new", 5, True)
    event = Event.objects.get(kind="key.updated")
    assert event.before == {"name": "deploy bot", "limit_per_minute": None}
    assert event.after == {"name": "new", "limit_per_minute": 5}
    key_update(key=key, changes={"name": "new"}, by=BY)
    assert Event.objects.filter(kind="key.updated").count() == 1


def test_it_narrows_and_widens_the_reach(full_key, page, other_page):
    key_update(key=full_key.key, changes={"default_page": page}, by=BY)
    second = Page.objects.create(organization=page.organization, name="Second", slug="second")
    key = key_update(key=full_key.key, changes={"pages": [second]}, by=BY)
    assert (key.all_pages, set(key.pages.all()), key.default_page) == (False, {second}, None)
    key = key_update(key=key, changes={"all_pages": True}, by=BY)
    assert (key.all_pages, set(key.pages.all())) == (True, set())
    with pytest.raises(Invalid):
        key_update(key=key, changes={"all_pages": False, "pages": []}, by=BY)
    with pytest.raises(Invalid):
        key_update(key=key, changes={"pages": [other_page]}, by=BY)


@each("field", ["id", "organization", "digest", "prefix", "revoked_at", "generation", "x"])
def test_it_refuses_unknown_fields_e10(full_key, field):
    with pytest.raises(Invalid) as caught:
        key_update(key=full_key.key, changes={field: "x"}, by=BY)
    assert [(error.pointer, error.code) for error in caught.value.errors] == [(f"/{field}", "unknown_field")]


def test_it_can_still_rename_a_key_whose_pages_are_gone(page_key, page):
    Page.objects.filter(pk=page.pk).update(deleted_at=timezone.now())
    key = key_update(key=page_key.key, changes={"name": "new", "all_pages": False, "pages": []}, by=BY)
    assert key.name == "new"


def test_it_rotates_to_a_new_secret_and_generation(full_key):
    new = key_rotate(key=full_key.key, by=BY)
    assert new.key == full_key.key
    assert new.key.generation == 2
    assert key_authenticate(full_key.secret) is None
    assert key_authenticate(new.secret) == full_key.key
    event = Event.objects.get(kind="key.rotated")
    assert new.secret[10:] not in str((event.before, event.after))


def test_it_revokes_once_and_for_good(full_key):
    first = key_revoke(key=full_key.key, by=BY).revoked_at
    assert key_revoke(key=full_key.key, by=BY).revoked_at == first
    assert Event.objects.filter(kind="key.revoked").count() == 1
    assert key_authenticate(full_key.secret) is None
    assert key_identify(full_key.secret) == Identified(full_key.key, "revoked")
    for act in (key_rotate, lambda **given: key_update(changes={"name": "x"}, **given)):
        with pytest.raises(KeyConflict) as caught:
            act(key=full_key.key, by=BY)
        assert caught.value.code == "key_revoked"


def test_it_rotates_no_expired_key(full_key, expire):
    expire(full_key.key, timezone.now() - SOON)
    with pytest.raises(KeyConflict) as caught:
        key_rotate(key=full_key.key, by=BY)
    assert caught.value.code == "key_expired"


def test_it_ends_a_key_to_the_moment(issue):
    end = timezone.now() + SOON
    issued = issue("read", expires_at=end)
    assert key_authenticate(issued.secret, now=end - timedelta(microseconds=1)) == issued.key
    assert key_authenticate(issued.secret, now=end) is None


def test_it_notes_the_use_at_most_once_a_minute(full_key):
    now = timezone.now()
    assert key_touch(key_id=full_key.key.pk, now=now)
    assert not key_touch(key_id=full_key.key.pk, now=now + timedelta(seconds=59))
    assert key_touch(key_id=full_key.key.pk, now=now + timedelta(seconds=60))
    assert ApiKey.objects.get().last_used_at == now + timedelta(seconds=60)


def test_it_lets_a_key_mint_within_its_reach_a08(issuer, page):
    child = key_issue(organization=page.organization, issuer=issuer, by=BY, **within(page)).key
    assert child.scopes == ["components:read"]


@each(
    ("changed", "pointer"),
    [
        ({"scopes": ["incidents:read"]}, "/scopes"),
        ({"scopes": ["full"]}, "/scopes"),
        ({"scopes": ["read"]}, "/scopes"),
        ({"pages": [], "all_pages": True}, "/pages"),
        ({"expires_at": None}, "/expires_at"),
        ({"expires_at": timezone.now() + LATER + SOON}, "/expires_at"),
        ({"limit_per_minute": 101}, "/limit_per_minute"),
        ({"limit_per_minute": None}, "/limit_per_minute"),
    ],
)
def test_it_lets_no_key_mint_beyond_its_reach_a08(issuer, page, changed, pointer):
    with pytest.raises(BeyondReach) as caught:
        key_issue(organization=page.organization, issuer=issuer, by=BY, **within(page, **changed))
    assert [error.pointer for error in caught.value.errors] == [pointer]
    assert ApiKey.objects.count() == 1


def test_it_lets_no_key_mint_for_another_page_a08(issuer, page):
    second = Page.objects.create(organization=page.organization, name="Second", slug="second")
    with pytest.raises(BeyondReach):
        key_issue(organization=page.organization, issuer=issuer, by=BY, **within(page, pages=[second]))


def test_it_lets_no_key_take_over_a_mightier_one_a08(issuer, full_key, page):
    with pytest.raises(BeyondReach):
        key_rotate(key=full_key.key, issuer=issuer, by=BY)
    with pytest.raises(BeyondReach):
        key_update(key=full_key.key, changes=within(page), issuer=issuer, by=BY)
    assert key_authenticate(full_key.secret) == full_key.key


def test_it_lets_no_key_raise_another_or_itself_a08(issuer, page):
    child = key_issue(organization=page.organization, issuer=issuer, by=BY, **within(page)).key
    for key in (child, issuer):
        with pytest.raises(BeyondReach):
            key_update(key=key, changes={"scopes": ["full"]}, issuer=issuer, by=BY)
        with pytest.raises(BeyondReach):
            key_update(key=key, changes={"expires_at": None}, issuer=issuer, by=BY)
    assert key_update(key=child, changes={"name": "x"}, issuer=issuer, by=BY).name == "x"
