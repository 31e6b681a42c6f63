"""What a webhook in Statuspage's format hears of changes that come in through this door."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from incidents.services import incident_open
from statuspage import services
from statuspage.models import Component, ComponentGroup, Page
from tests.receiver import Receiver, receiver_run
from tests.statuspage.making import BY, make_component
from tests.webhooks.making import make_endpoint
from webhooks.models import Delivery
from webhooks.services.fanout import events_fan_out
from webhooks.services.sending import delivery_send_now
from webhooks.vocabulary import OPEN_STATES


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Somebody's endpoint on the loopback."""
    with receiver_run() as running:
        yield running


@pytest.fixture
def component(page: Page, receiver: Receiver) -> Component:
    """Whose making was told before anybody heard."""
    component = make_component(page)
    events_fan_out()
    make_endpoint(page, receiver.address(), format="statuspage")
    return component


@pytest.fixture
def group(page: Page, component: Component) -> ComponentGroup:
    return services.group_create(page=page, name="Core", by=BY)


@pytest.fixture
def patch(send: Callable[..., Any], page: Page, component: Component) -> Callable[..., None]:
    def patch(**fields: Any) -> None:
        path = f"/v1/pages/{page.uid}/components/{component.uid}"
        assert send("PATCH", path, {"component": fields}).status_code == 200

    return patch


def heard(receiver: Receiver) -> list[dict[str, Any]]:
    """What a worker sends by now."""
    events_fan_out()
    for delivery in Delivery.objects.filter(state__in=OPEN_STATES).order_by("pk"):
        delivery_send_now(delivery=delivery)
    return [json.loads(request.body) for request in receiver.requests]


def test_it_hears_once_of_another_status(
    receiver: Receiver, component: Component, patch: Callable[..., None]
) -> None:
    patch(status="partial_outage", name="REST API", description="Words")
    patch(status="partial_outage")
    patch(status="")
    [told] = heard(receiver)
    update = told["component_update"]
    assert (update["component_id"], update["component_type"]) == (component.uid, "Component")
    assert (update["old_status"], update["new_status"]) == ("operational", "partial_outage")
    assert (told["component"]["name"], told["component"]["status"]) == ("REST API", "partial_outage")


def test_it_hears_once_where_an_open_incident_follows(
    receiver: Receiver, page: Page, component: Component, patch: Callable[..., None]
) -> None:
    incident_open(page=page, name="Down", components={component: "major_outage"}, by=BY)
    before = len(heard(receiver))
    patch(status="degraded_performance")
    [told] = heard(receiver)[before:]
    assert told["component_update"]["new_status"] == "degraded_performance"


def test_it_hears_nothing_of_names_and_places(
    receiver: Receiver,
    send: Callable[..., Any],
    page: Page,
    component: Component,
    group: ComponentGroup,
    patch: Callable[..., None],
) -> None:
    patch(name="REST API", description="Words", showcase=False, start_date="2026-01-31")
    patch(group_id=group.uid)
    patch(group_id=None)
    path = f"/v1/pages/{page.uid}/component-groups/{group.uid}"
    body = {"component_group": {"name": "Heart", "components": [component.uid]}}
    assert send("PATCH", path, body).status_code == 200
    assert send("DELETE", path).status_code == 200
    assert heard(receiver) == []
