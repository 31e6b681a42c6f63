"""Every list asks the database a number of times that does not depend on its length."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from apikeys.services import IssuedKey
from incidents import services as incidents
from monitoring import services as monitoring
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Event, Organization, Page, User
from tests.api.native.conftest import PAGE
from tests.webhooks.making import make_delivery
from webhooks.models import Attempt
from webhooks.services import channels, endpoints
from webhooks.services.subscribers import subscriber_add

BY = Actor.system()
ORGANIZATION = "/api/v1/organizations/{organization}/"
LISTS = [
    "/api/v1/pages/",
    f"{PAGE}status/",
    f"{PAGE}groups/",
    f"{PAGE}components/",
    f"{PAGE}components/c-0/history/",
    f"{PAGE}incidents/",
    f"{PAGE}maintenances/",
    f"{PAGE}templates/",
    f"{PAGE}checks/",
    f"{PAGE}metrics/",
    f"{PAGE}subscribers/",
    f"{PAGE}subscribers/export/",
    f"{PAGE}audience/?component=c-0&component=c-1",
    f"{PAGE}channels/",
    f"{PAGE}events/",
    f"{PAGE}webhooks/",
    f"{PAGE}deliveries/",
    f"{ORGANIZATION}keys/",
    f"{ORGANIZATION}members/",
    f"{ORGANIZATION}access-log/",
]


def test_it_asks_as_often_for_many_as_for_few(
    api: APIClient, organization: Organization, page: Page, issue: Callable[..., IssuedKey]
) -> None:
    paths = [path.format(organization=organization.uid) for path in LISTS]
    few: list[list[str]] = []
    many: list[list[str]] = []
    for found, some in ((few, range(2)), (many, range(2, 8))):
        for number in some:
            _add(page, number, issue)
        found += [_asked(api, path) for path in paths]
    wrong = {
        path: after
        for path, before, after in zip(paths, few, many, strict=True)
        if len(before) != len(after) or len(before) > 14
    }
    assert wrong == {}


def _asked(api: APIClient, path: str) -> list[str]:
    api.get(path)  # what is cached per process is cached now
    with CaptureQueriesContext(connection) as asked:
        answer = api.get(path)
    assert answer.status_code == 200, path
    return [query["sql"][:200] for query in asked.captured_queries]


def _add(page: Page, number: int, issue: Callable[..., IssuedKey]) -> None:
    now = timezone.now()
    group = services.group_create(page=page, name=f"G {number}", by=BY)
    component = services.component_create(page=page, name=f"C {number}", group=group, by=BY)
    for status in ("major_outage", "operational"):
        services.claim_set(component=component, source="manual", source_uid="", status=status, by=BY)
    window: dict[str, Any] = {
        "scheduled_for": now + timedelta(days=1),
        "scheduled_until": now + timedelta(days=2),
    }
    incident = incidents.incident_open(page=page, name="I", components={component: "partial_outage"}, by=BY)
    incidents.incident_post_update(incident=incident, body="more", by=BY)
    incidents.maintenance_schedule(page=page, name="M", components=[component], by=BY, **window)
    incidents.template_create(page=page, name=f"T {number}", title="t", components=[component], by=BY)
    for kind, target in (
        ("http", {"url": "http://127.0.0.1:18799/"}),
        ("heartbeat", {"period_seconds": 3600, "grace_seconds": 60}),
    ):
        check = monitoring.check_create(
            page=page, kind=kind, target=target, name=f"K {number}", component=component, by=BY
        )
        channel: dict[str, Any] = {"kind": "webhook", "config": {"url": "http://127.0.0.1:18799/"}}
        channels.channel_create(page=page, name=f"N {number}", checks=[check], by=BY, **channel)
    metric = monitoring.metric_create(page=page, name=f"E {number}", component=component, by=BY)
    monitoring.points_add(page=page, points={metric.uid: [(now, 1.0)]}, by=BY)
    told: dict[str, Any] = {"page": page, "kind": "email", "skip_confirmation": True, "by": BY}
    subscriber_add(address=f"a{number}@x.example", scope="components", components=[component], **told)
    subscriber_add(address=f"b{number}@x.example", scope="incident", incident=incident, **told)
    webhook, _secret = endpoints.webhook_create(
        page=page, url="http://127.0.0.1:18799/", headers={"X-Token": "t"}, components=[component], by=BY
    )
    for event in Event.objects.filter(page=page).order_by("-pk")[:2]:
        Attempt.objects.create(delivery=make_delivery(webhook, event), number=1, at=now, answer="ok")
    user = User.objects.create_user(f"person{number}@acme.example")
    member = services.member_add(organization=page.organization, user=user, by=BY)
    services.page_roles_set(membership=member, page=page, roles=["incident_manager"], by=BY)
    services.page_create(organization=page.organization, name="P", slug=f"p-{number}", by=BY)
    issue("read", pages=[page], default_page=page)
