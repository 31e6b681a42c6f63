"""A04-A06 of the hardening catalogue: nothing of one page is reached by way of another."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import transaction
from django.utils import timezone
from rest_framework.test import APIClient

from apikeys.services import IssuedKey
from incidents import services as incidents
from monitoring import services as monitoring
from monitoring.signals import Signal
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Component, Event, Page
from tests.api.native.conftest import PAGE
from tests.webhooks.making import make_delivery
from webhooks.services import endpoints
from webhooks.services.subscribers import subscriber_add

BY = Actor.system()
TARGET = {"url": "http://127.0.0.1:18799/"}
KINDS = [
    "components",
    "groups",
    "incidents",
    "maintenances",
    "templates",
    "checks",
    "metrics",
    "subscribers",
    "webhooks",
]
DAY = {"from": "2030-01-01T00:00:00Z", "to": "2030-01-02T00:00:00Z"}
NOBODY = "zzzzzzzzzzzz"
SOMEBODY = {"kind": "email", "address": "new@visitors.example"}
HOUR_AGO = timezone.now() - timedelta(hours=1)
WINDOW = {"scheduled_for": "2030-01-01T02:00:00Z", "scheduled_until": "2030-01-01T03:00:00Z"}

# Method, path below the page, body. `{component}`, `{group}` and so on stand for what belongs to page B, and
# `{own_component}` and so on for the same on page A.
TOUCHED = [{"component": "{component}", "status": "major_outage"}]
NAMING: list[tuple[str, str, Any]] = [
    ("POST", "components/", {"name": "n", "group": "{group}"}),
    ("PATCH", "components/{own_component}/", {"group": "{group}"}),
    ("POST", "groups/", {"name": "n", "components": ["{component}"]}),
    ("PATCH", "groups/{own_group}/", {"components": ["{component}"]}),
    ("POST", "incidents/", {"name": "n", "body": "b", "components": TOUCHED}),
    ("POST", "incidents/", {"name": "n", "body": "b", "template": "{template}"}),
    ("PATCH", "incidents/{own_incident}/", {"components": TOUCHED}),
    ("POST", "incidents/{own_incident}/updates/", {"body": "b", "components": TOUCHED}),
    ("POST", "maintenances/", {"name": "n", **WINDOW, "components": ["{component}"]}),
    ("PATCH", "maintenances/{own_maintenance}/", {"components": ["{component}"]}),
    ("POST", "templates/", {"name": "n", "title": "t", "components": ["{component}"]}),
    ("PATCH", "templates/{own_template}/", {"components": ["{component}"]}),
    ("POST", "checks/", {"kind": "http", "name": "n", "target": TARGET, "component": "{component}"}),
    ("POST", "checks/", {"kind": "http", "name": "n", "target": TARGET, "template": "{template}"}),
    ("PATCH", "checks/{own_check}/", {"component": "{component}"}),
    ("PATCH", "checks/{own_check}/", {"template": "{template}"}),
    ("POST", "metrics/", {"name": "n", "component": "{component}"}),
    ("PATCH", "metrics/{own_metric}/", {"component": "{component}"}),
    ("PATCH", "metrics/{metric}/", {"name": "n"}),
    ("DELETE", "metrics/{metric}/", None),
    ("POST", "metrics/{metric}/points/", {"points": []}),
    ("DELETE", "metrics/{metric}/points/", None),
    ("POST", "subscribers/", {**SOMEBODY, "scope": "components", "components": ["{component}"]}),
    ("POST", "subscribers/", {**SOMEBODY, "scope": "incident", "incident": "{incident}"}),
    ("PATCH", "subscribers/{own_subscriber}/", {"scope": "components", "components": ["{component}"]}),
    ("PATCH", "subscribers/{subscriber}/", {"digest": "daily"}),
    ("DELETE", "subscribers/{subscriber}/", None),
    ("POST", "subscribers/{subscriber}/resend/", {}),
    ("POST", "components/bulk/", [{"op": "update", "id": "{component}", "data": {"name": "n"}}]),
    ("POST", "components/bulk/", [{"op": "delete", "id": "{component}"}]),
    ("POST", "components/bulk/", [{"op": "create", "data": {"name": "n", "group": "{group}"}}]),
    ("POST", "checks/bulk/", [{"op": "update", "id": "{check}", "data": {"name": "n"}}]),
    ("POST", "checks/bulk/", [{"op": "delete", "id": "{check}"}]),
    ("POST", "checks/bulk/", [{"op": "update", "id": "{own_check}", "data": {"component": "{component}"}}]),
    ("PUT", "components/{component}/status/", {"status": "major_outage"}),
    ("DELETE", "components/{component}/", None),
    ("DELETE", "groups/{group}/", None),
    ("PATCH", "incidents/{incident}/", {"name": "n"}),
    ("DELETE", "incidents/{incident}/updates/{update}/", None),
    ("DELETE", "incidents/{own_incident}/updates/{update}/", None),
    ("PATCH", "incidents/{own_incident}/updates/{update}/", {"body": "n"}),
    ("PUT", "incidents/{incident}/postmortem/", {"draft": "n"}),
    ("DELETE", "maintenances/{maintenance}/", None),
    ("DELETE", "templates/{template}/", None),
    ("DELETE", "checks/{check}/", None),
    ("POST", "webhooks/", {"url": TARGET["url"], "components": ["{component}"]}),
    ("PATCH", "webhooks/{own_webhook}/", {"scope": "components", "components": ["{component}"]}),
    ("PATCH", "webhooks/{webhook}/", {"description": "n"}),
    ("DELETE", "webhooks/{webhook}/", None),
    ("POST", "webhooks/{webhook}/rotate/", {}),
    ("POST", "webhooks/{webhook}/test/", {}),
    ("POST", "deliveries/{delivery}/redeliver/", {}),
    ("POST", "deliveries/redeliver/", {**DAY, "webhook": "{webhook}"}),
    ("POST", "checks/{check}/run/", {}),
    ("POST", "checks/{check}/pause/", {}),
    *(
        ("GET", path, None)
        for path in (
            "components/{component}/history/",
            "components/{component}/uptime/",
            "incidents/{incident}/updates/",
            "incidents/{incident}/audience/",
            "maintenances/{maintenance}/audience/",
            "audience/?component={component}",
            "subscribers/{subscriber}/",
            "subscribers/?component={component}",
            "incidents/{incident}/postmortem/",
            "checks/{check}/results/",
            "checks/{check}/pings/",
            "checks/{pinged}/pings/1/body/",
            "metrics/{metric}/",
            "metrics/{metric}/series/",
            "metrics/{metric}/points/",
            "metrics/{metric}/rollups/",
            "webhooks/{webhook}/",
            "deliveries/{delivery}/",
            "incidents/?component={component}",
            "maintenances/?component={component}",
            "checks/?component={component}",
            "status/?component={component}",
            "status/?group={group}",
        )
    ),
]


@pytest.fixture
def neighbour(page: Page) -> Page:
    """Page B, of the same organization."""
    return services.page_create(organization=page.organization, name="B", slug="b", by=BY)


@pytest.fixture
def ids(page: Page, neighbour: Page) -> dict[str, str]:
    """A thing of each kind on both pages; those of page A are called `own_`."""
    return {
        **{f"own_{name}": uid for name, uid in _things(page).items()},
        **_things(neighbour),
    }


@pytest.fixture
def clients(
    page: Page, issue: Callable[..., IssuedKey], client_of: Callable[[Any], APIClient]
) -> list[APIClient]:
    """A key for page A alone, and one for all pages: the path decides also for the latter."""
    return [client_of(issue("full", pages=[page])), client_of(issue("full"))]


def test_what_another_page_has_is_as_unknown_as_what_does_not_exist(
    ids: dict[str, str], neighbour: Page, clients: list[APIClient]
) -> None:
    nobodys = {name: uid if name.startswith("own_") else NOBODY for name, uid in ids.items()}
    ours = {name: ids[f"own_{name.removeprefix('own_')}"] for name in ids}
    events = Event.objects.filter(page=neighbour).count()
    wrong = []
    for method, path, given in NAMING:
        body = {"atomic": True, "operations": given} if isinstance(given, list) else given
        for client in clients:
            caches["limits"].clear()
            theirs, missing = (_ask(client, method, path, body, names) for names in (ids, nobodys))
            # The control: with what page A has itself, the same request is permitted.
            with transaction.atomic():
                permitted = _ask(client, method, path, body, ours)
                transaction.set_rollback(True)
            alike = {**theirs.json(), "request_id": ""} == {**missing.json(), "request_id": ""}
            codes = (theirs.status_code, missing.status_code, permitted.status_code)
            if not (alike and codes[0] == codes[1] and codes[0] in {404, 422} and codes[2] < 300):
                wrong.append((method, path, body, codes, theirs.content, permitted.content))
    assert wrong == []
    assert Event.objects.filter(page=neighbour).count() == events


def test_nothing_moves_to_another_page(
    ids: dict[str, str], neighbour: Page, clients: list[APIClient]
) -> None:
    for kind in KINDS:
        own = f"{PAGE}{kind}/{ids['own_' + kind.removesuffix('s')]}/"
        for word in (neighbour.uid, neighbour.slug):
            for name in ("page", "page_id"):
                assert clients[1].patch(own, {name: word}, format="json").status_code == 422
        assert clients[1].get(own).status_code == 200


def test_lists_of_one_page_hold_nothing_of_another(ids: dict[str, str], clients: list[APIClient]) -> None:
    theirs = {uid for name, uid in ids.items() if not name.startswith("own_")}
    for kind in [*KINDS, "events", "deliveries"]:
        text = clients[1].get(f"{PAGE}{kind}/").content.decode()
        assert [uid for uid in theirs if uid in text] == []


def test_a_deleted_page_is_gone_for_its_key(
    page: Page, component: Component, issue: Callable[..., IssuedKey], client_of: Callable[[Any], APIClient]
) -> None:
    client = client_of(issue("full", pages=[page]))
    assert client.get(PAGE).status_code == 200
    services.page_delete(page=page, by=BY)
    for path in (PAGE, f"{PAGE}components/{component.uid}/", f"{PAGE}events/", f"{PAGE}status/"):
        assert client.get(path).status_code == 404
    assert client.get("/api/v1/pages/").json()["results"] == []
    assert client.patch(f"{PAGE}components/{component.uid}/", {"name": "n"}, format="json").status_code == 404


def test_what_is_hidden_or_a_draft_is_not_in_the_status_document(page: Page) -> None:
    shown = services.component_create(page=page, name="Shown", by=BY)
    hidden = services.component_create(page=page, name="Canary", status="major_outage", visible=False, by=BY)
    touched = {shown: "degraded_performance", hidden: "major_outage"}
    incidents.incident_open(page=page, name="Told", body="b", components=touched, by=BY)
    incidents.incident_open(page=page, name="Canary", body="Canary", draft=True, components=touched, by=BY)
    document = APIClient().get(f"{PAGE}status/")
    assert document.json()["status"] == "degraded_performance"
    assert [row["name"] for row in document.json()["incidents"]] == ["Told"]
    assert "Canary" not in document.content.decode()
    assert hidden.uid not in document.content.decode()
    group = services.group_create(page=page, name="Canaries", components=[hidden], by=BY)
    for kind, uid in (("component", hidden.uid), ("group", group.uid)):
        named, nobody = (APIClient().get(f"{PAGE}status/?{kind}={name}") for name in (uid, NOBODY))
        assert named.status_code == nobody.status_code == 404
        assert named.json()["detail"] == nobody.json()["detail"]


def _things(page: Page) -> dict[str, str]:
    component = services.component_create(page=page, name="C", by=BY)
    incident = incidents.incident_open(
        page=page, name="I", body="b", components={component: "partial_outage"}, by=BY
    )
    update = incidents.incident_post_update(incident=incident, body="more", by=BY)
    maintenance = incidents.maintenance_schedule(page=page, name="M", body="b", by=BY, **_window())
    incidents.postmortem_save_draft(incident=incident, body="d", by=BY)
    webhook, _secret = endpoints.webhook_create(page=page, url=TARGET["url"], by=BY)
    pinged = monitoring.check_create(
        page=page, kind="heartbeat", target={"period_seconds": 3600}, name="H", by=BY
    )
    monitoring.ping_record(check=pinged, signal=Signal(body=b"41 files"))
    return {
        "metric": monitoring.metric_create(page=page, name="E", by=BY).uid,
        "pinged": pinged.uid,
        "webhook": webhook.uid,
        "delivery": make_delivery(webhook).uid,
        "component": component.uid,
        "group": services.group_create(page=page, name="G", components=[component], by=BY).uid,
        "incident": incident.uid,
        "update": update.uid,
        "maintenance": maintenance.uid,
        "template": incidents.template_create(page=page, name="T", title="t", by=BY).uid,
        "subscriber": subscriber_add(
            page=page, kind="email", address=f"{page.slug}@visitors.example", by=BY, now=HOUR_AGO
        ).uid,
        "check": monitoring.check_create(page=page, kind="http", target=TARGET, name="K", by=BY).uid,
    }


def _window() -> dict[str, Any]:
    return {name: datetime.fromisoformat(at) for name, at in WINDOW.items()}


def _ask(client: APIClient, method: str, path: str, body: Any, names: dict[str, str]) -> Any:
    return client.generic(
        method,
        PAGE + path.format(**names),
        "" if body is None else _filled(json.dumps(body), names),
        content_type="application/json",
    )


def _filled(text: str, names: dict[str, str]) -> str:
    for name, uid in names.items():
        text = text.replace(f'"{{{name}}}"', f'"{uid}"')
    return text
