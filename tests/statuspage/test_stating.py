"""A component's stored status beside its settings."""

import pytest

from statuspage.actor import Actor
from statuspage.exceptions import Conflict, Invalid
from statuspage.models import Component, Page, StatusClaim
from statuspage.services import (
    claim_release,
    claim_set,
    component_create,
    component_delete,
    component_update_and_state,
)

pytestmark = pytest.mark.django_db

BY = Actor.system()


@pytest.fixture
def component(page: Page) -> Component:
    return component_create(page=page, name="API", by=BY)


@pytest.mark.parametrize("source", ["incident", "maintenance"])
def test_what_goes_on_overrides_it_until_it_ends(component: Component, source: str):
    component_update_and_state(component=component, changes={}, status="unavailable", by=BY)
    assert component.status == "unavailable"
    claim_set(component=component, source=source, source_uid="i", status="degraded_performance", by=BY)
    assert component.status == "degraded_performance"
    component_update_and_state(component=component, changes={"name": "Edge"}, status="partial_outage", by=BY)
    assert (component.name, component.status) == ("Edge", "degraded_performance")
    claim_release(component=component, source=source, source_uid="i", by=BY)
    assert component.status == "partial_outage"


def test_nothing_happens_unless_all_can(component: Component):
    claims = StatusClaim.objects.count()
    with pytest.raises(Invalid):
        component_update_and_state(component=component, changes={"name": "Edge"}, status="fine", by=BY)
    with pytest.raises(Invalid):
        component_update_and_state(component=component, changes={"name": ""}, status="unknown", by=BY)
    component.refresh_from_db()
    assert (component.name, component.status) == ("API", "operational")
    assert StatusClaim.objects.count() == claims


def test_a_component_that_is_gone_takes_no_status(component: Component):
    component_delete(component=component, by=BY)
    with pytest.raises(Conflict):
        component_update_and_state(component=component, changes={}, status="unknown", by=BY)
