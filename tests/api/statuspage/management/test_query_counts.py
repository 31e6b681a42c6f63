"""Lists ask the database as often for a hundred rows as for two."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents import services as incidents
from statuspage import services
from statuspage.models import ComponentGroup, Page
from tests.api.statuspage.management.world import BY

pytestmark = pytest.mark.django_db


def fill(page: Page, count: int) -> None:
    for number in range(count):
        group = services.group_create(page=page, name=f"G{number}", by=BY) if number % 5 == 0 else None
        api = services.component_create(page=page, name=f"C{number}", group=group, by=BY)
        if number % 5 == 1:
            incidents.incident_open(page=page, name="I", body="b", components={api: "partial_outage"}, by=BY)


@pytest.mark.parametrize("area", ["components", "component-groups", "incidents", "incidents/unresolved"])
def test_it_asks_as_often_for_many_as_for_few(client_rw: Client, page: Page, area: str):
    path = f"/v1/pages/{page.uid}/{area}.json"
    asked: list[tuple[int, Any]] = []
    for count in (10, 70):
        fill(page, count)
        client_rw.get(path)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = client_rw.get(path)
        assert len(answer.json()) >= 2
        asked.append((len(queries), [query["sql"][:90] for query in queries]))
    assert asked[0][0] == asked[1][0], asked
    assert ComponentGroup.objects.filter(page=page).count() == 16
