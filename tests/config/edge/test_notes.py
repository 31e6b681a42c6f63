"""What is said about a component shows at once, and what is taken back is gone at once, behind the edge."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Page
from tests.config.edge.test_with_django import Visitor
from tests.config.edge.world import eventually

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]

BY = Actor.system()
PATHS = ("/", "/history", "/components/web", "/history.atom", "/history.rss", "/rss")


@pytest.fixture
def visitor(tmp_path: Path, page: Page) -> Iterator[Visitor]:
    yield Visitor(tmp_path / "published")
    connection.close()


def test_words_that_only_inform_come_and_go(visitor: Visitor, page: Page):
    web = services.component_create(page=page, name="Web", by=BY)

    def told() -> list[bool]:
        return ["We move." in visitor.get(path)[2] for path in PATHS]

    assert not any(told())
    note = services.note_post(
        component=web, message="We move.", status="operational", informational=True, by=BY
    )
    eventually(lambda: all(told()))
    renders = visitor.renders
    assert all(told())
    assert visitor.renders == renders
    services.note_void(note=note, by=BY)
    eventually(lambda: not any(told()))


def test_a_feed_of_some_services_goes_to_the_application(visitor: Visitor, page: Page):
    services.component_create(page=page, name="Web", by=BY)
    for query in ("?services=web", "?services=web&services=x"):
        before = visitor.renders
        visitor.get(f"/rss{query}")
        visitor.get(f"/rss{query}")
        assert visitor.renders == before + 2
