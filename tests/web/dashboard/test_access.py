"""Who may do what: every address of the dashboard, every method, everybody."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone

from apikeys.services import key_issue
from incidents.models import Incident
from incidents.services import template_create
from monitoring.services.metrics import metric_create
from monitoring.services.providers import provider_create
from statuspage import services
from statuspage.models import Component, Event, Page, User
from tests.monitoring.making import make_check, make_heartbeat, ping
from tests.rows import each
from tests.web.dashboard.conftest import BY, PEOPLE, As
from tests.webhooks.making import make_channel, make_delivery, make_endpoint, make_event
from web.dashboard.urls import urlpatterns
from webhooks.services.subscribers import subscriber_add, subscriber_import_start

READ, CONFIGURE, INCIDENTS, MAINTENANCE, TEAM = (
    {"reader", "page_configuration", "incident_manager", "maintenance_manager", "admin", "owner"},
    {"page_configuration", "admin", "owner"},
    {"incident_manager", "admin", "owner"},
    {"maintenance_manager", "admin", "owner"},
    {"admin", "owner"},
)
NOBODY: set[str] = set()

TABLE: dict[str, dict[str, set[str]]] = {
    "overview": {"GET": READ},
    "find": {"GET": READ},
    "find-suggestions": {"GET": READ},
    "start": {"GET": CONFIGURE, "POST": CONFIGURE},
    "start-close": {"POST": CONFIGURE},
    "revision": {"GET": READ},
    "deliveries": {"GET": READ},
    "redeliver": {"POST": CONFIGURE},
    "redeliver-picked": {"POST": CONFIGURE},
    "delivery": {"GET": READ},
    "redeliver-one": {"POST": CONFIGURE},
    "checks": {"GET": READ},
    "check-new": {"GET": CONFIGURE},
    "check-add": {"GET": CONFIGURE, "POST": CONFIGURE},
    "check-edit": {"GET": CONFIGURE, "POST": CONFIGURE},
    "checks-act": {"POST": CONFIGURE},
    "checks-delete": {"GET": CONFIGURE, "POST": CONFIGURE},
    "check": {"GET": READ},
    "check-results": {"GET": READ},
    "check-pings": {"GET": READ},
    "check-ping": {"GET": CONFIGURE},
    "check-run": {"POST": CONFIGURE},
    "check-pause": {"POST": CONFIGURE},
    "check-resume": {"POST": CONFIGURE},
    "webhooks": {"GET": READ},
    "webhook-new": {"GET": CONFIGURE, "POST": CONFIGURE},
    "webhook": {"GET": READ, "POST": CONFIGURE},
    "webhook-test": {"POST": CONFIGURE},
    "webhook-switch": {"POST": CONFIGURE},
    "webhook-rotate": {"GET": CONFIGURE, "POST": CONFIGURE},
    "webhook-delete": {"GET": CONFIGURE, "POST": CONFIGURE},
    "channels": {"GET": READ},
    "channel-new": {"GET": CONFIGURE, "POST": CONFIGURE},
    "channel": {"GET": READ, "POST": CONFIGURE},
    "channel-test": {"POST": CONFIGURE},
    "channel-switch": {"POST": CONFIGURE},
    "channel-delete": {"GET": CONFIGURE, "POST": CONFIGURE},
    "metrics": {"GET": READ},
    "metric-new": {"GET": CONFIGURE, "POST": CONFIGURE},
    "metric": {"GET": READ, "POST": CONFIGURE},
    "metric-point": {"POST": CONFIGURE},
    "metric-delete": {"GET": CONFIGURE, "POST": CONFIGURE},
    "provider-new": {"GET": CONFIGURE, "POST": CONFIGURE},
    "provider": {"GET": CONFIGURE, "POST": CONFIGURE},
    "provider-delete": {"GET": CONFIGURE, "POST": CONFIGURE},
    "subscribers": {"GET": READ},
    "subscribers-picked": {"POST": CONFIGURE},
    "subscriber-new": {"GET": CONFIGURE, "POST": CONFIGURE},
    "subscribers-import": {"GET": CONFIGURE, "POST": CONFIGURE},
    "subscribers-export": {"POST": CONFIGURE},
    "subscribers-imported": {"GET": CONFIGURE},
    "subscribers-import-stop": {"POST": CONFIGURE},
    "subscribers-import-wrong": {"GET": CONFIGURE},
    "subscriber": {"GET": READ, "POST": CONFIGURE},
    "subscriber-ask": {"POST": CONFIGURE},
    "subscriber-reactivate": {"POST": CONFIGURE},
    "subscriber-remove": {"GET": CONFIGURE, "POST": CONFIGURE},
    "audience": {"GET": READ},
    "viewers": {"GET": CONFIGURE, "POST": CONFIGURE},
    "viewer-add": {"POST": CONFIGURE},
    "viewer-remove": {"POST": CONFIGURE},
    "viewer-group-add": {"POST": CONFIGURE},
    "viewer-group-remove": {"POST": CONFIGURE},
    "settings": {"GET": CONFIGURE, "POST": CONFIGURE},
    "settings-look": {"GET": CONFIGURE, "POST": CONFIGURE},
    "settings-preview": {"GET": CONFIGURE, "POST": CONFIGURE},
    "settings-domain": {"GET": CONFIGURE, "POST": CONFIGURE},
    "settings-domain-verify": {"POST": CONFIGURE},
    "settings-embed": {"GET": CONFIGURE, "POST": CONFIGURE},
    "settings-ping-key": {"GET": CONFIGURE, "POST": CONFIGURE},
    "settings-uptime": {"GET": CONFIGURE, "POST": CONFIGURE},
    "settings-features": {"GET": CONFIGURE, "POST": CONFIGURE},
    "settings-deletion": {"GET": TEAM, "POST": TEAM},
    "organization": {"GET": TEAM, "POST": TEAM},
    "team": {"GET": TEAM},
    "team-invite": {"GET": TEAM, "POST": TEAM},
    "invitation-send": {"POST": TEAM},
    "invitation-revoke": {"POST": TEAM},
    "teammate": {"GET": TEAM, "POST": TEAM},
    "teammate-remove": {"POST": TEAM},
    "keys": {"GET": TEAM},
    "key-new": {"GET": TEAM, "POST": TEAM},
    "key": {"GET": TEAM, "POST": TEAM},
    "key-rotate": {"GET": TEAM, "POST": TEAM},
    "key-revoke": {"GET": TEAM, "POST": TEAM},
    "access-log": {"GET": TEAM},
    "journal": {"GET": TEAM},
    "journal-export": {"GET": TEAM},
    "journal-event": {"GET": TEAM},
    "components": {"GET": READ},
    "components-order": {"POST": CONFIGURE},
    "component-new": {"GET": CONFIGURE, "POST": CONFIGURE},
    "component": {"GET": READ},
    "component-correct": {"GET": INCIDENTS, "POST": INCIDENTS},
    "note-new": {"POST": INCIDENTS},
    "note-take-back": {"POST": INCIDENTS},
    "component-edit": {"GET": CONFIGURE, "POST": CONFIGURE},
    "component-delete": {"GET": CONFIGURE, "POST": CONFIGURE},
    "component-state": {"POST": INCIDENTS},
    "component-state-undo": {"POST": INCIDENTS},
    "group-new": {"GET": CONFIGURE, "POST": CONFIGURE},
    "group": {"GET": CONFIGURE, "POST": CONFIGURE},
    "group-delete": {"GET": CONFIGURE, "POST": CONFIGURE},
    "incidents": {"GET": READ},
    "incident-new": {"GET": INCIDENTS, "POST": INCIDENTS},
    "incident-templates": {"GET": READ},
    "incident-template-new": {"GET": INCIDENTS, "POST": INCIDENTS},
    "incident-template": {"GET": INCIDENTS, "POST": INCIDENTS},
    "incident-template-delete": {"GET": INCIDENTS, "POST": INCIDENTS},
    "incident": {"GET": READ, "POST": INCIDENTS},
    "incident-publish": {"POST": INCIDENTS},
    "incident-backfill": {"GET": INCIDENTS, "POST": INCIDENTS},
    "incident-edit": {"GET": INCIDENTS, "POST": INCIDENTS},
    "incident-delete": {"GET": INCIDENTS, "POST": INCIDENTS},
    "incident-postmortem": {"GET": INCIDENTS, "POST": INCIDENTS},
    "incident-entry": {"GET": INCIDENTS, "POST": INCIDENTS},
    "incident-entry-delete": {"POST": INCIDENTS},
    "incident-entry-restore": {"POST": INCIDENTS},
    "maintenance-entry": {"GET": MAINTENANCE, "POST": MAINTENANCE},
    "maintenance-entry-delete": {"POST": MAINTENANCE},
    "maintenance-entry-restore": {"POST": MAINTENANCE},
    "maintenances": {"GET": READ},
    "maintenance-calendar": {"GET": READ},
    "maintenance-new": {"GET": MAINTENANCE, "POST": MAINTENANCE},
    "maintenance": {"GET": READ, "POST": MAINTENANCE},
    "maintenance-edit": {"GET": MAINTENANCE, "POST": MAINTENANCE},
    "maintenance-publish": {"POST": MAINTENANCE},
    "maintenance-cancel": {"POST": MAINTENANCE},
}
"""Who may, by the name of the route below a page and the method; all other methods are nobody's."""

ELSEWHERE = {
    "home",
    "page-new",
    "mails",
    "mail",
    "account",
    "account-sessions-end",
    "account-session-end",
}
"""Routes that are of no page; what they show is tested where they are."""


def _routes(listed: Sequence[Any]) -> Iterator[URLPattern]:
    for route in listed:
        if isinstance(route, URLResolver):
            yield from _routes(route.url_patterns)
        else:
            yield route


ROUTES = [route for route in _routes(urlpatterns) if route.name not in ELSEWHERE]


@pytest.fixture
def uids(
    page: Page, component: Component, incident: Incident, maintenance: Incident, teammate: User
) -> dict[str, str]:
    """One of everything, by the name of the route; more than one where its address names more."""
    group = services.group_create(page=page, name="Core", by=BY)
    note = services.note_post(component=component, message="x", status="operational", by=BY)
    endpoint = make_endpoint(page)
    metric = metric_create(page=page, name="Errors", by=BY)
    provider = provider_create(page=page, kind="prometheus", base_url="https://prom.example.com", by=BY)
    visitor = subscriber_add(page=page, kind="email", address="vera@visitors.example", by=BY)
    begun = subscriber_import_start(page=page, text="address\nw@visitors.example\n", by=BY)
    template = template_create(page=page, name="Slow", title="Slow answers", by=BY)
    check, heartbeat = make_check(page), make_heartbeat(page)
    ping(heartbeat, timezone.now(), body=b"Done")
    delivery = make_delivery(endpoint, make_event(page), state="delivered", next_attempt_at=None)
    key = key_issue(organization=page.organization, name="K", scopes=["read"], pages=[page], by=BY).key
    return {
        **dict.fromkeys(
            ("subscriber", "subscriber-ask", "subscriber-reactivate", "subscriber-remove"), visitor.uid
        ),
        **dict.fromkeys(
            ("subscribers-imported", "subscribers-import-stop", "subscribers-import-wrong"), begun.uid
        ),
        **dict.fromkeys(("metric", "metric-point", "metric-delete"), metric.uid),
        **dict.fromkeys(("provider", "provider-delete"), provider.uid),
        "delivery": delivery.uid,
        "redeliver-one": delivery.uid,
        **dict.fromkeys(("webhook", "webhook-switch", "webhook-rotate", "webhook-delete"), endpoint.uid),
        **dict.fromkeys(("channel", "channel-switch", "channel-delete"), make_channel(page).uid),
        "webhook-test": "aaaaaaaaaaaa",
        "channel-test": "aaaaaaaaaaaa",
        "check": check.uid,
        "check-add": "http",
        "check-edit": check.uid,
        "checks-delete": check.uid,
        **dict.fromkeys(("check-results", "check-pings", "check-run"), check.uid),
        "check-ping": f"{heartbeat.uid} 1",
        "check-pause": check.uid,
        "check-resume": check.uid,
        **dict.fromkeys(
            ("component", "component-correct", "component-edit", "component-delete"), component.uid
        ),
        **dict.fromkeys(("component-state", "component-state-undo", "note-new"), component.uid),
        "note-take-back": note.uid,
        "group": group.uid,
        "group-delete": group.uid,
        "incident": incident.uid,
        "incident-publish": incident.uid,
        "incident-edit": incident.uid,
        "incident-postmortem": incident.uid,
        "incident-delete": incident.uid,
        "incident-entry": f"{incident.uid} {incident.updates.get().uid}",
        "incident-entry-delete": f"{incident.uid} {incident.updates.get().uid}",
        "incident-entry-restore": incident.uid,
        "maintenance-entry": f"{maintenance.uid} {maintenance.updates.get().uid}",
        "maintenance-entry-delete": f"{maintenance.uid} {maintenance.updates.get().uid}",
        "maintenance-entry-restore": maintenance.uid,
        "incident-template": template.uid,
        "incident-template-delete": template.uid,
        "viewer-remove": "aaaaaaaaaaaa",
        "viewer-group-remove": "aaaaaaaaaaaa",
        **dict.fromkeys(("key", "key-rotate", "key-revoke"), key.uid),
        "journal-event": Event.objects.filter(page_uid=page.uid)[0].uid,
        **dict.fromkeys(("invitation-send", "invitation-revoke"), "aaaaaaaaaaaa"),
        "teammate": teammate.uid,
        "teammate-remove": teammate.uid,
        "maintenance": maintenance.uid,
        "maintenance-edit": maintenance.uid,
        "maintenance-publish": maintenance.uid,
        "maintenance-cancel": maintenance.uid,
    }


@pytest.fixture
def browser(as_: As, person: str) -> Client:
    return as_(person)


def test_every_route_has_a_row():
    assert {str(route.name) for route in ROUTES} == TABLE.keys()


@pytest.mark.parametrize("person", PEOPLE)
@each("route", [str(route.name) for route in ROUTES])
def test_it_lets_in_whom_the_table_says(
    browser: Client, page: Page, uids: dict[str, str], person: str, route: str
):
    path = reverse(f"dashboard:{route}", args=[page.slug, *uids.get(route, "").split()])
    for method in ("GET", "PUT", "POST"):
        status = browser.generic(method, path).status_code
        assert status in _expected(route, method, person), f"{method}: {status}"


def _expected(route: str, method: str, person: str) -> set[int]:
    if method not in TABLE[route]:
        # Whether the method or the person is looked at first, is all the same.
        return {405, 403, 302, 404} if person not in TEAM else {405}
    if person == "anonymous":
        return {302}
    if person in ("outsider", "unopened"):
        return {404}
    if person not in TABLE[route][method]:
        return {403}
    if route == "journal-export" and method == "GET":
        return {302}
    # What is sent is empty, so forms refuse it; and what one person took away the next one does not find.
    return {200, 302, 404, 422} if method == "POST" else {200}
