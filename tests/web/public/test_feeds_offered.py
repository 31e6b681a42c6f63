"""Feeds are offered where a reader of feeds can fetch them: it has no cookie and no password."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from statuspage import services
from statuspage.admission import cookie_name
from statuspage.models import AudienceMember, Component, Page
from tests.web.public.doors import BY, INSIDE, close, member_of, ticket_of

FEEDS = ("history.atom", "history.rss", "maintenance.ics")
PATHS = ("", "history", "subscribe")


def texts(client: Client, **given: Any) -> list[str]:
    """What stands on the page, in its history and where one subscribes."""
    answers = [client.get(f"/pages/status/{path}", **given) for path in PATHS]
    assert [answer.status_code for answer in answers] == [200] * len(PATHS)
    return [answer.content.decode() for answer in answers]


def test_an_open_page_offers_them(client: Client, page: Page) -> None:
    for text in texts(client):
        assert all(feed in text for feed in FEEDS)


def test_so_does_one_that_its_network_reads(client: Client, page: Page) -> None:
    close(page, "inside")
    for text in texts(client, REMOTE_ADDR=INSIDE):
        assert all(feed in text for feed in FEEDS)


@pytest.mark.parametrize("kind", ["password", "restricted"])
def test_one_that_asks_who_reads_offers_none(
    client: Client, page: Page, component: Callable[..., Component], kind: str
) -> None:
    close(page, kind)
    member: AudienceMember | None = member_of(page, component("API")) if kind == "restricted" else None
    client.cookies[cookie_name(page)] = ticket_of(page, member)
    for text in texts(client):
        assert not any(feed in text for feed in FEEDS)


def test_where_nothing_else_is_offered_there_is_nothing_to_subscribe_to(client: Client, page: Page) -> None:
    close(page, "password")
    services.page_update(page=page, changes={"allow_page_subscribers": False}, by=BY)
    client.cookies[cookie_name(page)] = ticket_of(page)
    assert client.get("/pages/status/subscribe").status_code == 404
    assert "/subscribe" not in client.get("/pages/status/").content.decode()
