"""The feed of events at `/rss` (contract, section 6)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Component, Page, StatusLabel, StatusNote
from tests.restricted import EVERYBODY, READERS, TEAM, World, read_by_all
from tests.rows import each
from tests.sighted import Ask, Rows, complaints_of, leaks_of

pytestmark = pytest.mark.django_db

BY = Actor.system()
AT = datetime(2010, 6, 28, 22, 17, 6, tzinfo=UTC)


@pytest.fixture
def web(page: Page) -> Component:
    return services.component_create(page=page, name="Web", by=BY, now=AT - timedelta(days=1))


@pytest.fixture
def mail(page: Page) -> Component:
    return services.component_create(page=page, name="Mail", by=BY, now=AT - timedelta(days=1))


def say(component: Component, message: str, minute: int = 0, **fields: Any) -> StatusNote:
    now = AT + timedelta(minutes=minute)
    given = {"status": "partial_outage", **fields}
    return services.note_post(component=component, message=message, by=BY, now=now, **given)


def titles(client: Client, query: str = "") -> list[str]:
    feed = feedparser.parse(client.get(f"/rss{query}").content)
    assert not feed.bozo
    return [entry.title for entry in feed.entries]


def test_an_event_is_one_item_with_one_of_each(client: Client, page: Page, web: Component):
    label = StatusLabel.living.filter(page=page, slug="down").first()
    label = label or services.label_create(page=page, name="Down", slug="down", level="ERROR", by=BY)
    note = say(web, "We are\ndown & <out>.", label=label)
    answer = client.get("/rss")
    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    root = ElementTree.fromstring(answer.content)
    assert (root.tag, root.get("version"), [child.tag for child in root]) == ("rss", "2.0", ["channel"])
    for tag in ("title", "description", "link"):
        assert len(root[0].findall(tag)) == 1
    [item] = root[0].findall("item")
    told = {child.tag: child.text for child in item}
    assert len(item) == len(told)
    assert told == {
        "title": "[Web - Down] We are down & <out>.",
        "description": "We are<br>down &amp; &lt;out&gt;.",
        "link": "http://127.0.0.1:8000/components/web",
        "category": "Web",
        "pubDate": "Mon, 28 Jun 2010 22:17:06 +0000",
        "guid": f"http://127.0.0.1:8000/api/v1/services/web/events/{note.uid}",
    }
    event = client.get(str(told["guid"]).removeprefix("http://127.0.0.1:8000")).json()
    assert (event["sid"], event["message"]) == (note.uid, note.message)


def test_it_has_the_newest_fifty_with_a_constant_number_of_queries(client: Client, web: Component):
    say(web, "first")
    with CaptureQueriesContext(connection) as few:
        client.get("/rss")
    for minute in range(1, 53):
        say(web, f"number {minute}", minute, informational=True)
    with CaptureQueriesContext(connection) as many:
        found = titles(client)
    assert len(found) == 50
    assert found[0] == "[Web - Partial outage] number 52"
    assert found[-1].endswith("number 3")
    assert len(many) == len(few)


@each(
    ("query", "told"),
    [
        ("?services=web", "a"),
        ("?services=mail,web", "ba"),
        ("?services=web&services=mail", "ba"),
        ("?services=nowhere,%20WEB,", "a"),
        # Nothing is left to narrow it to, and no services are not all of them.
        ("?services=nowhere", ""),
        ("?services=", ""),
        ("?services=,", ""),
        ("?services=hidden", ""),
        ("?service=web", "cba"),
        ("?services=%00", None),
    ],
)
def test_it_is_narrowed_to_services(
    client: Client, page: Page, web: Component, mail: Component, query: str, told: str | None
):
    third = services.component_create(page=page, name="Third", by=BY, now=AT - timedelta(days=1))
    hidden = services.component_create(page=page, name="Hidden", visible=False, by=BY, now=AT)
    for minute, (component, word) in enumerate([(web, "a"), (mail, "b"), (third, "c"), (hidden, "d")], 1):
        say(component, word, minute)
    if told is None:
        assert client.get(f"/rss{query}").status_code == 400
    else:
        assert "".join(title[-1] for title in titles(client, query)) == told


def test_what_was_taken_back_is_gone_and_any_text_is_valid(client: Client, web: Component):
    say(web, "right")
    services.note_void(note=say(web, "wrong", 1), by=BY)
    StatusNote.objects.filter(message="right").update(message="ri\x07\ufffeght ]]>")
    assert titles(client) == ["[Web - Partial outage] right ]]>"]


def test_it_is_not_there_where_feeds_are_off_and_takes_no_writes(client: Client, page: Page, web: Component):
    assert client.post("/rss").status_code == 405
    services.page_update(page=page, changes={"allow_feeds": False}, by=BY)
    assert client.get("/rss").status_code == 404


NOTES = ("note_own", "note_grouped", "note_unseen")
ROWS: Rows = {
    "rss": lambda world: [
        Ask("/rss", NOTES, readers=EVERYBODY - {TEAM}),
        # Whoever is signed in to the dashboard is nobody to this door.
        Ask("/rss", status=404, readers=frozenset({TEAM})),
    ]
}


@pytest.mark.parametrize("reader", READERS)
def test_it_tells_each_reader_what_is_theirs_A10(restricted: World, reader: str):
    world = read_by_all(restricted)
    assert complaints_of(world, reader, ROWS) == []


def test_it_tells_nobody_else_of_a_closed_page_and_nobody_of_what_is_hidden_A11_A12(
    restricted: World, client: Client
):
    world = read_by_all(restricted)
    assert leaks_of(world, client, ROWS, world.things.values()) == []
    Page.objects.update(visibility="public")
    assert leaks_of(world, client, ROWS, world.unseen(TEAM)) == []
