"""The API's status document is served like a page, in its plain form only."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Page
from tests.config.edge.test_with_django import Visitor
from tests.config.edge.world import eventually

pytestmark = pytest.mark.django_db(transaction=True)

BY = Actor.system()
PATH = "/api/v1/pages/status/status/"


@pytest.fixture
def visitor(tmp_path: Path, page: Page) -> Iterator[Visitor]:
    yield Visitor(tmp_path / "published")
    connection.close()


def test_it_is_rendered_once_and_again_after_a_change(visitor: Visitor, page: Page) -> None:
    for _visit in range(3):
        status, headers, body = visitor.get(PATH)
        assert status.startswith("200")
        assert headers["content-type"] == "application/json"
        assert headers["access-control-allow-origin"] == "*"
        assert json.loads(body)["components"] == []
    assert visitor.renders == 1
    services.component_create(page=page, name="API", by=BY)
    eventually(lambda: len(json.loads(visitor.get(PATH)[2])["components"]) == 1)


def test_parameters_and_keys_go_to_the_application(visitor: Visitor, page: Page) -> None:
    visitor.get(PATH)
    services.component_create(page=page, name="API", slug="a-slug-longer-than-twenty-letters", by=BY)
    for query, status in (
        ("component=a-slug-longer-than-twenty-letters", "200"),
        ("component=nowhere", "404"),
        ("colour=red", "400"),
    ):
        assert visitor.get(f"{PATH}?{query}")[0].startswith(status)
    assert visitor.get(PATH, authorization="Bearer wrong")[0].startswith("401")
    assert visitor.get(PATH, x_api_key="wrong")[0].startswith("401")


def test_a_page_that_is_not_public_never_gets_there(visitor: Visitor, page: Page) -> None:
    visitor.get(PATH)
    services.page_update(page=page, changes={"visibility": "restricted"}, by=BY)
    eventually(lambda: visitor.get(PATH)[0].startswith("404"))
