"""The past of a component, as another system tells it."""

from datetime import timedelta

from statuspage.models import Component, Page
from statuspage.services import component_create
from statuspage.services.bringing import ToldStatus, claims_bring
from tests.statuspage.making import BY, NOW


def test_it_says_nothing_about_when_the_component_was_changed(page: Page) -> None:
    component = component_create(page=page, name="API", by=BY, now=NOW - timedelta(days=3))
    changed = NOW - timedelta(days=1)
    Component.objects.filter(pk=component.pk).update(updated_at=changed)
    told = [ToldStatus(NOW - timedelta(hours=5), "major_outage")]
    assert claims_bring(
        component=component,
        told=told,
        source="manual",
        source_uid="import",
        ended=None,
        message="",
        by=BY,
        now=NOW,
    )
    assert component.status == "major_outage"
    component.refresh_from_db()
    assert component.updated_at == changed
