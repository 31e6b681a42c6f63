"""Components and groups as every area of the door shows them."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.statuspage.management.components.shapes import (
    component_shape,
    components_shape,
    group_as_component_shape,
)
from statuspage.models import Component, ComponentGroup, Page
from statuspage.selectors import Section
from tests.rows import each

pytestmark = pytest.mark.django_db


def test_it_has_every_field_of_the_contract(page: Page) -> None:
    component = Component.objects.create(page=page, name="API", slug="api", start_date=date(2026, 1, 31))
    assert component_shape(component) == {
        "id": component.uid,
        "page_id": page.uid,
        "group_id": None,
        "created_at": component_shape(component)["created_at"],
        "updated_at": component_shape(component)["updated_at"],
        "group": False,
        "name": "API",
        "description": None,
        "position": 0,
        "status": "operational",
        "showcase": True,
        "only_show_if_degraded": False,
        "automation_email": None,
        "start_date": "2026-01-31",
    }


@each(
    ("ours", "shown"),
    [
        ("unknown", "operational"),
        ("under_maintenance", "under_maintenance"),
        ("degraded_performance", "degraded_performance"),
        ("partial_outage", "partial_outage"),
        ("major_outage", "major_outage"),
        ("unavailable", "major_outage"),
    ],
)
def test_it_knows_the_words_of_statuspage(page: Page, ours: str, shown: str) -> None:
    component = Component.objects.create(page=page, name="API", slug="api", status=ours)
    assert component_shape(component)["status"] == shown


def test_it_shows_a_group_as_the_worst_of_its_members(page: Page) -> None:
    group = ComponentGroup.objects.create(page=page, name="Core", slug="core", description="What matters.")
    members = [
        Component.objects.create(page=page, group=group, name="API", slug="api", status="operational"),
        Component.objects.create(page=page, group=group, name="Web", slug="web", status="partial_outage"),
    ]
    shape = group_as_component_shape(Section(group, members))
    assert (shape["group"], shape["status"], shape["group_id"]) == (True, "partial_outage", None)
    assert shape["description"] == "What matters."
    assert shape.keys() == component_shape(members[0]).keys()
    assert component_shape(members[0])["group_id"] == group.uid


def test_it_asks_twice_however_many_there_are(page: Page) -> None:
    for number in range(30):
        group = ComponentGroup.objects.create(page=page, name=f"Group {number}", slug=f"group-{number}")
        Component.objects.create(page=page, group=group, name=f"Part {number}", slug=f"part-{number}")
    components = list(Component.objects.all())
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(components_shape(components)) == 30
    assert len(asked) == 2
