"""What the badge of a page or tag counts, and how long that is kept."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from monitoring.models import Check
from monitoring.selectors import Tally, badges, tallies_forget, tally_of_page
from monitoring.services import check_create, check_delete
from statuspage.actor import Actor
from statuspage.models import Page
from statuspage.services import page_delete, page_update

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
A_MOMENT = timedelta(milliseconds=999)
SECOND = timedelta(seconds=1)


@pytest.fixture
def heartbeat(page: Page) -> Callable[..., Check]:
    def heartbeat(*tags: str, on: Page = page) -> Check:
        target = {"period_seconds": 3600}
        return check_create(page=on, kind="heartbeat", tags=list(tags), target=target, by=Actor.system())

    return heartbeat


def counted(page: Page, tag: str | None, now: datetime) -> Tally:
    found = tally_of_page(page.badge_key, tag, now=now)
    assert found is not None
    return found[1]


def test_a_change_shows_after_a_second(page: Page, heartbeat: Callable[..., Check]):
    check = heartbeat("db")
    assert counted(page, "db", NOW) == Tally(total=1, grace=0, down=0)
    Check.objects.filter(pk=check.pk).update(state="down")
    heartbeat("db")
    assert counted(page, "db", NOW + A_MOMENT) == Tally(total=1, grace=0, down=0)
    assert counted(page, "db", NOW + SECOND) == Tally(total=2, grace=0, down=1)
    check_delete(check=check, by=Actor.system())
    assert counted(page, "db", NOW + SECOND + A_MOMENT) == Tally(total=2, grace=0, down=1)
    assert counted(page, "db", NOW + 2 * SECOND) == Tally(total=1, grace=0, down=0)


def test_a_clock_that_is_set_back_keeps_nothing_for_long(page: Page, heartbeat: Callable[..., Check]):
    assert counted(page, None, NOW).total == 0
    heartbeat()
    assert counted(page, None, NOW - SECOND).total == 1


def test_each_page_and_each_tag_has_its_own(page: Page, other_page: Page, heartbeat: Callable[..., Check]):
    heartbeat("db")
    heartbeat("db", on=other_page)
    heartbeat("web", "db")
    for _again in range(2):
        assert [counted(page, tag, NOW).total for tag in ("db", "web", "Web", None)] == [2, 1, 0, 2]
        assert counted(other_page, None, NOW).total == 1


def test_asked_again_it_costs_the_look_for_the_page(
    page: Page, heartbeat: Callable[..., Check], django_assert_num_queries: Any
):
    heartbeat("db")
    for queries in (2, 1, 1):
        with django_assert_num_queries(queries):
            assert counted(page, "db", NOW).total == 1
    tallies_forget()
    with django_assert_num_queries(2):
        counted(page, "db", NOW)


def test_the_page_itself_is_never_kept(page: Page):
    counted(page, None, NOW)
    page_update(page=page, changes={"name": "Renamed"}, by=Actor.system())
    found = tally_of_page(page.badge_key, None, now=NOW)
    assert found is not None
    assert found[0].name == "Renamed"
    page_delete(page=page, by=Actor.system())
    assert tally_of_page(page.badge_key, None, now=NOW) is None
    assert tally_of_page(uuid4(), None, now=NOW) is None


def test_only_so_many_are_kept(page: Page, monkeypatch: pytest.MonkeyPatch):
    tallies_forget()
    monkeypatch.setattr(badges, "MOST_KEPT", 3)
    for number in range(10):
        counted(page, f"tag{number}", NOW)
        assert 0 < len(badges._tallies) <= 3
