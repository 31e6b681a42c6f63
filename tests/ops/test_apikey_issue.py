import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from apikeys import selectors
from apikeys.models import ApiKey
from statuspage.models import Page


def issue(*words: str) -> ApiKey:
    out = io.StringIO()
    call_command("apikey_issue", "--name", "tests", *words, stdout=out)
    secret = out.getvalue().removesuffix("\n")
    assert len(secret) == 32
    assert secret.startswith("cdr_")
    assert secret.isascii()
    key = selectors.key_authenticate(secret, now=timezone.now())
    assert key is not None
    return key


def test_it_prints_a_key_that_may_do_everything_everywhere(page: Page) -> None:
    key = issue()

    assert key.name == "tests"
    assert key.all_pages
    assert selectors.key_has_scope(key, "components:write")


def test_it_keeps_a_key_to_the_pages_and_scopes_that_are_named(page: Page, other_page: Page) -> None:
    key = issue("--page", "status", "--default-page", "status", "--scope", "read", "--limit", "30")

    assert not key.all_pages
    assert list(key.pages.all()) == [page]
    assert key.default_page == page
    assert key.limit_per_minute == 30
    assert selectors.key_has_scope(key, "components:read")
    assert not selectors.key_has_scope(key, "components:write")
    assert not selectors.key_may_see(key, other_page)


def test_it_takes_several_scopes(page: Page) -> None:
    key = issue("--scope", "incidents:write", "--scope", "components:read")

    assert selectors.key_has_scope(key, "incidents:write")
    assert not selectors.key_has_scope(key, "components:write")


def test_it_ends_a_key_on_the_given_day(page: Page) -> None:
    day = (timezone.now() + timedelta(days=30)).date()

    assert issue("--expires", day.isoformat()).expires_at == datetime(
        day.year, day.month, day.day, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--page", "nowhere"), "no page 'nowhere'. Pages: status"),
        (("--scope", "everything"), "scope"),
        (("--expires", "soon"), "not a date"),
        (("--expires", "2001-01-01"), "expires_at"),
        (("--limit", "0"), "limit"),
    ],
)
def test_it_says_what_is_wrong_and_issues_nothing(page: Page, words: tuple[str, ...], reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        issue(*words)

    assert not ApiKey.objects.exists()
