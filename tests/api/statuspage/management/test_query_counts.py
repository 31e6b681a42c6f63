"""Lists ask the database as often for many rows as for few."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents import services as incidents
from statuspage import services
from statuspage.models import Page
from tests.api.statuspage.management.world import BY

pytestmark = pytest.mark.django_db


AREAS = ("components", "component-groups", "incidents", "incidents/unresolved")


def fill(page: Page, count: int) -> None:
    for number in range(count):
        group = services.group_create(page=page, name=f"G{number}", by=BY)
        api, _ = (services.component_create(page=page, name="C", group=at, by=BY) for at in (group, None))
        incidents.incident_open(page=page, name="I", body="b", components={api: "partial_outage"}, by=BY)


def test_it_asks_as_often_for_many_as_for_few(client_rw: Client, page: Page):
    few: dict[str, list[str]] = {}
    many: dict[str, list[str]] = {}
    for count, asked in ((2, few), (5, many)):
        fill(page, count)
        for area in AREAS:
            path = f"/v1/pages/{page.uid}/{area}.json"
            client_rw.get(path)
            with CaptureQueriesContext(connection) as queries:
                answer = client_rw.get(path)
            assert len(answer.json()) >= count
            asked[area] = [query["sql"][:90] for query in queries]
    assert {area: len(sent) for area, sent in few.items()} == {
        area: len(sent) for area, sent in many.items()
    }, (few, many)
