"""What the tests of the native API talk about."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from apikeys.services import IssuedKey
from incidents import services as incidents
from monitoring import services as monitoring
from monitoring.signals import Signal
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Component, ComponentGroup, Page, User
from tests.receiver import Receiver, receiver_run
from tests.webhooks.making import make_delivery
from webhooks.services import channels, endpoints
from webhooks.services.subscribers import subscriber_add, subscriber_quarantine

BY = Actor.system()
PAGE = "/api/v1/pages/status/"


@pytest.fixture
def component(page: Page) -> Component:
    """A component of the page, operational."""
    return services.component_create(page=page, name="REST API", by=Actor.system())


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Somebody else's endpoint on the loopback."""
    with receiver_run() as running:
        yield running


@pytest.fixture
def group(page: Page) -> ComponentGroup:
    """A group of the page, empty."""
    return services.group_create(page=page, name="Core", by=Actor.system())


@pytest.fixture
def other_component(other_page: Page) -> Component:
    """A component of another organization's page."""
    return services.component_create(page=other_page, name="Theirs", by=Actor.system())


@pytest.fixture
def incident(api: APIClient, component: Component) -> dict[str, Any]:
    """An open incident, as it was answered."""
    body = {
        "name": "Elevated errors",
        "body": "We look into it.",
        "components": [{"component": component.uid, "status": "partial_outage"}],
    }
    answer = api.post(f"{PAGE}incidents/", body, format="json")
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


@pytest.fixture
def new_check(component: Component) -> Callable[..., dict[str, Any]]:
    """The body of a check, with what is given on top."""

    def new_check(**fields: Any) -> dict[str, Any]:
        return {
            "kind": "http",
            "name": "API health",
            "slug": "api-health",
            "component": component.uid,
            "target": {"url": "http://127.0.0.1:18799/health"},
            "interval_seconds": 60,
            "timeout_seconds": 10,
            **fields,
        }

    return new_check


@pytest.fixture
def names(
    page: Page, component: Component, group: ComponentGroup, teammate: User, issue: Callable[..., IssuedKey]
) -> dict[str, str]:
    """A thing of each kind on the page, by the names of the paths."""
    incident = incidents.incident_open(page=page, name="Over", body="b", status="resolved", by=BY)
    draft = incidents.incident_open(page=page, name="Draft", body="b", draft=True, by=BY)
    update = incidents.incident_post_update(incident=incident, body="more", by=BY)
    postmortem = incidents.postmortem_save_draft(incident=incident, body="d", by=BY)
    window: dict[str, Any] = {
        "scheduled_for": timezone.now() + timedelta(days=1),
        "scheduled_until": timezone.now() + timedelta(days=2),
    }
    maintenance = incidents.maintenance_schedule(page=page, name="M", body="b", by=BY, **window)
    planned = incidents.maintenance_schedule(page=page, name="P", body="b", draft=True, by=BY, **window)
    told = incidents.maintenance_post_update(maintenance=maintenance, body="more", by=BY)
    template = incidents.template_create(page=page, name="T", title="t", by=BY)
    check = monitoring.check_create(
        page=page, kind="http", target={"url": "http://127.0.0.1:18799/"}, name="C", by=BY
    )
    pinged = monitoring.check_create(
        page=page, kind="heartbeat", target={"period_seconds": 3600}, name="Nightly", by=BY
    )
    ping = monitoring.ping_record(check=pinged, signal=Signal(body=b"41 files"))
    assert ping is not None
    metric = monitoring.metric_create(page=page, name="E", by=BY)
    channel = channels.channel_create(
        page=page, kind="webhook", name="N", config={"url": "http://127.0.0.1:18799/"}, by=BY
    )
    webhook, _secret = endpoints.webhook_create(page=page, url="http://127.0.0.1:18799/hook", by=BY)
    delivery = make_delivery(webhook)
    assert postmortem.incident_id == incident.pk
    told_of: dict[str, Any] = {"page": page, "kind": "email", "by": BY}
    subscriber = subscriber_add(address="a@visitors.example", skip_confirmation=True, **told_of)
    away = subscriber_add(address="b@visitors.example", skip_confirmation=True, **told_of)
    subscriber_quarantine(subscription=away, reason="No such mailbox.")
    hour_ago = timezone.now() - timedelta(hours=1)
    asked = subscriber_add(address="c@visitors.example", now=hour_ago, **told_of)
    return {
        "org": page.organization.uid,
        "user": teammate.uid,
        "key": issue("read", name="another").key.uid,
        "page": page.uid,
        "group": group.uid,
        "component": component.uid,
        "incident": incident.uid,
        "draft": draft.uid,
        "update": update.uid,
        "maintenance": maintenance.uid,
        "planned": planned.uid,
        "told": told.uid,
        "template": template.uid,
        "check": check.uid,
        "pinged": pinged.uid,
        "n": str(ping.n),
        "metric": metric.uid,
        "subscriber": subscriber.uid,
        "reactivate": away.uid,
        "resend": asked.uid,
        "channel": channel.uid,
        "webhook": webhook.uid,
        "delivery": delivery.uid,
    }
