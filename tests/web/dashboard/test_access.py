"""Who may do what: every address of the dashboard, every method, everybody."""

from dataclasses import dataclass

import pytest
from django.urls import URLPattern, reverse

from incidents.models import Incident
from statuspage.models import Page
from tests.web.dashboard.conftest import PEOPLE, As
from tests.webhooks.making import make_channel, make_delivery, make_endpoint, make_event
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
    "incidents": {"GET": READ},
    "incident-new": {"GET": INCIDENTS, "POST": INCIDENTS},
    "incident": {"GET": READ, "POST": INCIDENTS},
    "incident-publish": {"POST": INCIDENTS},
}
"""Who may, by the name of the route below a page and the method; all other methods are nobody's."""

ELSEWHERE = {"home", "mails", "mail"}
"""Routes that are of no page; what they show is tested where they are."""

ROUTES: list[URLPattern] = [route for route in urlpatterns if route.name not in ELSEWHERE]


@dataclass(frozen=True)
class Case:
    route: str
    method: str
    person: str

    def __str__(self) -> str:
        return f"{self.method} {self.route} {self.person}"


CASES = [
    Case(str(route.name), method, person)
    for route in ROUTES
    for method in ("GET", "POST", "PUT")
    for person in PEOPLE
]


@pytest.fixture
def uids(page: Page, incident: Incident, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """One of everything, by the name of the route."""
    endpoint = make_endpoint(page)
    delivery = make_delivery(endpoint, make_event(page), state="delivered", next_attempt_at=None)
    return {
        "delivery": delivery.uid,
        "redeliver-one": delivery.uid,
        "webhook-test": "aaaaaaaaaaaa",
        "channel-test": make_channel(page).uid and "aaaaaaaaaaaa",
        "incident": incident.uid,
        "incident-publish": incident.uid,
    }


def test_every_route_has_a_row():
    assert {str(route.name) for route in ROUTES} == TABLE.keys()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_lets_in_whom_the_table_says(as_: As, page: Page, uids: dict[str, str], case: Case):
    uid = uids.get(case.route)
    path = reverse(f"dashboard:{case.route}", args=[page.slug, uid] if uid else [page.slug])
    answer = as_(case.person).generic(case.method, path)
    assert answer.status_code in _expected(case), answer.content[:300]


def _expected(case: Case) -> set[int]:
    if case.method not in TABLE[case.route]:
        # Views that let several methods in say who may before how.
        return {405, 403, 302, 404}
    if case.person == "anonymous":
        return {302}
    if case.person in ("outsider", "unopened"):
        return {404}
    if case.person not in TABLE[case.route][case.method]:
        return {403}
    # What is sent is empty, so forms refuse it; and two of the routes look for what is not there.
    return {200, 302, 404, 422} if case.method == "POST" else {200}
