"""The ping key of a page: who sees it, and how it is changed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from rest_framework.test import APIClient

from apikeys.models import IdempotencyRecord
from apikeys.services import IssuedKey
from monitoring.selectors.heartbeats import heartbeats_by_slug
from statuspage.models import Event, Page
from tests.api.native.conftest import PAGE

READ = f"{PAGE}ping-key/"
ROTATE = f"{READ}rotate/"
IssueKey = Callable[..., IssuedKey]


@pytest.fixture
def heartbeat(api: APIClient, new_check: Callable[..., dict[str, Any]]) -> None:
    body = new_check(kind="heartbeat", slug="backup", target={"period_seconds": 3600})
    assert api.post(f"{PAGE}checks/", body, format="json").status_code == 201


@pytest.mark.usefixtures("heartbeat")
def test_the_old_one_ends_at_once(api: APIClient, page: Page) -> None:
    old = page.ping_key
    answer = api.post(ROTATE)
    assert answer.status_code == 200
    new = answer.json()["ping_key"]
    page.refresh_from_db()
    assert page.ping_key == new != old
    assert len(new) == 22
    assert heartbeats_by_slug(old, "backup") == []
    assert [check.slug for check in heartbeats_by_slug(new, "backup")] == ["backup"]
    assert api.get(PAGE).json()["ping_key"] == new


def test_it_is_read_by_those_who_write_checks_and_kept_by_no_cache(
    page: Page, issue: IssueKey, client_of: Callable[[IssuedKey], APIClient]
) -> None:
    client = client_of(issue("checks:write"))
    assert client.get(PAGE).status_code == 403
    answer = client.get(READ)
    assert answer.status_code == 200
    assert answer.json() == {
        "ping_key": page.ping_key,
        "ping_url": f"{settings.CANDOR_PUBLIC_URL}/ping/{page.ping_key}/",
    }
    assert "no-store" in answer["Cache-Control"]
    assert "ETag" not in answer
    for scopes in (["read"], ["checks:read"], ["pages:write"]):
        refused = client_of(issue(*scopes)).get(READ)
        assert (refused.status_code, page.ping_key in refused.content.decode()) == (403, False)


def test_the_journal_says_that_and_not_what(api: APIClient, page: Page, full_key: IssuedKey) -> None:
    api.post(ROTATE)
    event = Event.objects.get(kind="page.ping_key_rotated")
    assert (event.subject_uid, event.actor_uid) == (page.uid, full_key.key.uid)
    assert (event.before, event.after) == (None, None)


def test_a_repeated_request_rotates_once_and_keeps_no_key(api: APIClient, page: Page) -> None:
    first, again = (api.post(ROTATE, HTTP_IDEMPOTENCY_KEY="once") for _time in range(2))
    page.refresh_from_db()
    assert first.json()["ping_key"] == page.ping_key
    assert again.json() == {**first.json(), "ping_key": None}
    assert page.ping_key not in str(list(IdempotencyRecord.objects.values()))
    assert Event.objects.filter(kind="page.ping_key_rotated").count() == 1


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize(
    ("scopes", "status"),
    [(["checks:write"], 200), (["checks:read"], 403), (["pages:write"], 403), (["read"], 403)],
)
def test_it_takes_a_key_that_writes_checks(
    issue: IssueKey, client_of: Callable[[IssuedKey], APIClient], scopes: list[str], status: int
) -> None:
    assert client_of(issue(*scopes)).post(ROTATE).status_code == status


@pytest.mark.parametrize(
    ("scopes", "seen"),
    [
        (["pages:read", "checks:write"], True),
        (["pages:write"], False),
        (["pages:read", "checks:read"], False),
    ],
)
def test_only_keys_that_write_checks_see_it(
    page: Page,
    issue: IssueKey,
    client_of: Callable[[IssuedKey], APIClient],
    scopes: list[str],
    seen: bool,
) -> None:
    client = client_of(issue(*scopes))
    for path in (PAGE, "/api/v1/pages/"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert (page.ping_key in answer.content.decode()) == seen


def test_another_organizations_key_finds_nothing(
    outsider_key: IssuedKey, client_of: Callable[[IssuedKey], APIClient], page: Page
) -> None:
    old = page.ping_key
    assert client_of(outsider_key).get(READ).status_code == 404
    assert client_of(outsider_key).post(ROTATE).status_code == 404
    page.refresh_from_db()
    assert page.ping_key == old
