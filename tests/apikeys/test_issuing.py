"""Issuing keys, and how far they reach."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apikeys import credentials
from apikeys.models import ApiKey
from apikeys.scopes import CATALOGUE, READS
from apikeys.selectors import key_authenticate, key_has_scope, key_home_page, key_may_see, key_page, key_pages
from apikeys.services import key_issue
from statuspage.actor import Actor
from statuspage.exceptions import Invalid
from statuspage.models import Event, Page
from tests.rows import each

BY = Actor.system()


@pytest.fixture
def second_page(organization):
    return Page.objects.create(organization=organization, name="Second", slug="second")


def problems(call, **values):
    with pytest.raises(Invalid) as caught:
        call(by=BY, **values)
    return {(error.pointer, error.code) for error in caught.value.errors}


def test_it_shows_the_secret_once_and_keeps_only_its_hash(organization, page):
    issued = key_issue(organization=organization, name=" deploy bot ", scopes=["full"], all_pages=True, by=BY)
    row = ApiKey.objects.get()
    assert row.name == "deploy bot"
    assert issued.secret.startswith(row.prefix)
    assert len(issued.secret) == 32
    assert credentials.digest_matches(issued.secret, row.digest)
    assert issued.secret not in str(ApiKey.objects.values())
    event = Event.objects.get(kind="key.issued")
    assert (event.subject_uid, event.organization, event.page) == (row.uid, organization, None)
    assert issued.secret[10:] not in str((event.before, event.after))
    assert row.digest not in str((event.before, event.after))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["read"], list(READS)),
        (["full"], list(CATALOGUE)),
        (
            ["read", "incidents:write", "incidents:write"],
            [s for s in CATALOGUE if s in (*READS, "incidents:write")],
        ),
        (["components:write", "components:read"], ["components:read", "components:write"]),
    ],
)
def test_it_spells_out_presets_in_order(organization, words, expected):
    key = key_issue(organization=organization, name="k", scopes=words, all_pages=True, by=BY).key
    assert key.scopes == expected


def test_it_lets_writing_include_reading():
    key = ApiKey(scopes=["components:write", "log:read"])
    assert key_has_scope(key, "components:read")
    assert key_has_scope(key, "components:write")
    assert not key_has_scope(key, "log:write")
    assert not key_has_scope(key, "components")
    assert not key_has_scope(ApiKey(scopes=[]), "pages:read")


def test_it_says_everything_that_is_wrong_at_once(organization, other_page):
    found = problems(
        key_issue,
        organization=organization,
        name=" ",
        scopes=["full", "everything", 7],
        pages=[other_page],
        default_page=other_page,
        expires_at=timezone.now() - timedelta(seconds=1),
        limit_per_minute=0,
    )
    assert found == {
        ("/name", "required"),
        ("/scopes/1", "unknown_scope"),
        ("/scopes/2", "unknown_scope"),
        ("/pages/0", "unknown_page"),
        ("/default_page", "out_of_reach"),
        ("/expires_at", "in_the_past"),
        ("/limit_per_minute", "out_of_range"),
    }
    assert not ApiKey.objects.exists()


@each(
    ("values", "problem"),
    [
        ({"scopes": []}, ("/scopes", "required")),
        ({"scopes": "full"}, ("/scopes", "required")),
        ({"all_pages": False}, ("/pages", "required")),
        ({"all_pages": "yes"}, ("/all_pages", "not_boolean")),
        ({"name": "a\x00"}, ("/name", "control_character")),
        ({"name": "x" * 256}, ("/name", "too_long")),
        ({"limit_per_minute": True}, ("/limit_per_minute", "not_integer")),
        ({"limit_per_minute": 10**9}, ("/limit_per_minute", "out_of_range")),
        ({"expires_at": "2030-01-01"}, ("/expires_at", "invalid_time")),
    ],
)
def test_it_refuses_a_wrong_value(organization, values, problem):
    given = {"organization": organization, "name": "k", "scopes": ["read"], "all_pages": True, **values}
    assert problem in problems(key_issue, **given)


def test_it_refuses_pages_beside_all_pages_and_deleted_ones(organization, page):
    assert problems(
        key_issue, organization=organization, name="k", scopes=["read"], all_pages=True, pages=[page]
    ) == {("/pages", "contradiction")}
    page.deleted_at = timezone.now()
    page.save(update_fields=["deleted_at"])
    assert problems(key_issue, organization=organization, name="k", scopes=["read"], pages=[page]) == {
        ("/pages/0", "unknown_page")
    }


def test_it_reaches_what_it_says(organization, page, second_page, other_page):
    whole = key_issue(organization=organization, name="a", scopes=["read"], all_pages=True, by=BY).key
    one = key_issue(organization=organization, name="b", scopes=["read"], pages=[page], by=BY).key
    assert set(key_pages(whole)) == {page, second_page}
    assert set(key_pages(one)) == {page}
    assert key_may_see(whole, second_page)
    assert not key_may_see(one, second_page)
    assert not key_may_see(whole, other_page)
    assert key_page(one, "status") == key_page(one, page.uid) == page
    assert key_page(one, "second") is None
    assert key_page(one, "sta\x00tus") is None


def test_it_reaches_nothing_when_its_last_page_is_gone(organization, page, second_page):
    key = key_issue(
        organization=organization, name="k", scopes=["full"], pages=[page], default_page=page, by=BY
    ).key
    Page.objects.filter(pk=page.pk).update(deleted_at=timezone.now())
    assert not key_pages(key).exists()
    assert key_home_page(key) is None
    Page.objects.filter(pk=page.pk).delete()
    key.refresh_from_db()
    assert not key.all_pages
    assert not key_pages(key).exists()


def test_it_means_its_only_page_else_its_default(organization, page, second_page):
    def home(**options):
        return key_home_page(
            key_issue(organization=organization, name="k", scopes=["read"], by=BY, **options).key
        )

    assert home(pages=[second_page]) == second_page
    assert home(pages=[page, second_page]) is None
    assert home(pages=[page, second_page], default_page=second_page) == second_page
    assert home(all_pages=True, default_page=page) == page
    assert home(all_pages=True) is None


def test_it_draws_another_prefix_when_two_meet(organization, monkeypatch):
    taken = credentials.create()
    drawn = iter([taken, taken, credentials.create()])
    monkeypatch.setattr(credentials, "create", lambda: next(drawn))
    first = key_issue(organization=organization, name="a", scopes=["read"], all_pages=True, by=BY)
    second = key_issue(organization=organization, name="b", scopes=["read"], all_pages=True, by=BY)
    assert first.key.prefix != second.key.prefix
    assert key_authenticate(second.secret) == second.key
    assert key_authenticate(first.secret) == first.key
