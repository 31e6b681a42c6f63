"""Who may do what: every address of the dashboard, every method, everybody."""

import pytest
from django.urls import URLPattern, reverse

from incidents.models import Incident
from statuspage.models import Page, User
from tests.web.dashboard.conftest import PEOPLE, As
from tests.webhooks.making import make_delivery, make_endpoint, make_event
from web.dashboard.urls import urlpatterns

READ, CONFIGURE, INCIDENTS, MAINTENANCE, TEAM = (
    {"reader", "page_configuration", "incident_manager", "maintenance_manager", "admin", "owner"},
    {"page_configuration", "admin", "owner"},
    {"incident_manager", "admin", "owner"},
    {"maintenance_manager", "admin", "owner"},
    {"admin", "owner"},
)
NOBODY: set[str] = set()

TABLE: dict[str, dict[str, set[str]]] = {
    "deliveries": {"GET": READ},
    "redeliver": {"POST": CONFIGURE},
    "delivery": {"GET": READ},
    "redeliver-one": {"POST": CONFIGURE},
    "webhooks": {"GET": READ},
    "webhook-test": {"POST": CONFIGURE},
    "channels": {"GET": READ},
    "channel-test": {"POST": CONFIGURE},
    "audience": {"GET": READ},
    "viewers": {"GET": CONFIGURE, "POST": CONFIGURE},
    "viewer-add": {"POST": CONFIGURE},
    "viewer-remove": {"POST": CONFIGURE},
    "viewer-group-add": {"POST": CONFIGURE},
    "viewer-group-remove": {"POST": CONFIGURE},
    "team": {"GET": TEAM, "POST": TEAM},
    "teammate": {"GET": TEAM, "POST": TEAM},
    "teammate-remove": {"POST": TEAM},
    "incidents": {"GET": READ},
    "incident-new": {"GET": INCIDENTS, "POST": INCIDENTS},
    "incident": {"GET": READ, "POST": INCIDENTS},
    "incident-publish": {"POST": INCIDENTS},
    "maintenances": {"GET": READ},
    "maintenance-new": {"GET": MAINTENANCE, "POST": MAINTENANCE},
    "maintenance": {"GET": READ, "POST": MAINTENANCE},
    "maintenance-edit": {"GET": MAINTENANCE, "POST": MAINTENANCE},
    "maintenance-publish": {"POST": MAINTENANCE},
    "maintenance-cancel": {"POST": MAINTENANCE},
}
"""Who may, by the name of the route below a page and the method; all other methods are nobody's."""

ELSEWHERE = {"home", "mails", "mail"}
"""Routes that are of no page; what they show is tested where they are."""

ROUTES: list[URLPattern] = [route for route in urlpatterns if route.name not in ELSEWHERE]


@pytest.fixture
def uids(page: Page, incident: Incident, maintenance: Incident, teammate: User) -> dict[str, str]:
    """One of everything, by the name of the route."""
    endpoint = make_endpoint(page)
    delivery = make_delivery(endpoint, make_event(page), state="delivered", next_attempt_at=None)
    return {
        "delivery": delivery.uid,
        "redeliver-one": delivery.uid,
        "webhook-test": "aaaaaaaaaaaa",
        "channel-test": "aaaaaaaaaaaa",
        "incident": incident.uid,
        "incident-publish": incident.uid,
        "viewer-remove": "aaaaaaaaaaaa",
        "viewer-group-remove": "aaaaaaaaaaaa",
        "teammate": teammate.uid,
        "teammate-remove": teammate.uid,
        "maintenance": maintenance.uid,
        "maintenance-edit": maintenance.uid,
        "maintenance-publish": maintenance.uid,
        "maintenance-cancel": maintenance.uid,
    }


def test_every_route_has_a_row():
    assert {str(route.name) for route in ROUTES} == TABLE.keys()


@pytest.mark.parametrize("route", [str(route.name) for route in ROUTES])
def test_it_lets_in_whom_the_table_says(as_: As, page: Page, uids: dict[str, str], route: str):
    """Whoever may do most comes last, since what they do may end what the others are shown."""
    path = reverse(f"dashboard:{route}", args=[page.slug, uids[route]] if route in uids else [page.slug])
    browsers = {person: as_(person) for person in PEOPLE}
    for method in ("GET", "PUT", "POST"):
        for person, browser in browsers.items():
            status = browser.generic(method, path).status_code
            assert status in _expected(route, method, person), f"{method} {person}: {status}"


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
    # What is sent is empty, so forms refuse it; and what one person took away the next one does not find.
    return {200, 302, 404, 422} if method == "POST" else {200}
