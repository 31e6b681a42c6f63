"""A12: every address of a page that is not open, for everybody who may come, in one table."""

from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents import services as incidents
from statuspage import services
from statuspage.admission import cookie_name
from statuspage.models import Page, User
from statuspage.publishing import publication_of
from tests.painted import png
from tests.rows import each
from tests.web.public.doors import BY, CLOSED, INSIDE, OUTSIDE, Cast, close, member_of, ticket_of, told
from web.public.urls import urlpatterns

SECRETS = ("Acme", "Website", "Slow", "#123456", "evil.css")
# What people look at, by the name of its route; `nope` stands for what there is not.
PEOPLE = {
    "status": ["", "/"],
    "history": ["/history", "/history?month=1999-01", "/history?q=slow"],
    "incident": ["/incidents/{uid}", "/incidents/nope"],
    "maintenance": ["/maintenances/{uid}", "/maintenances/nope"],
    "component": ["/components/website", "/components/nope"],
    "subscribe": ["/subscribe", "/subscribe?incident={uid}", "/subscribe?incident=nope"],
}
PROGRAMS = {
    "atom": ["/history.atom"],
    "rss": ["/history.rss"],
    "calendar": ["/maintenance.ics"],
    "brand": ["/brand.css"],
    "colors": ["/colors.css"],
    "logo": ["/logo"],
    "favicon": ["/favicon"],
    "status-icon": ["/favicon.svg"],
    "document": [
        *(f"/api/v2/{name}.json" for name in ("summary", "status", "components", "incidents")),
        *(f"/api/v2/incidents/{name}.json" for name in ("unresolved", "{uid}", "nope")),
        *(f"/api/v2/scheduled-maintenances{name}.json" for name in ("", "/upcoming", "/active")),
        "/incidents/{uid}.json",
        "/maintenances/{uid}.json",
        "/incidents/nope.json",
    ],
}
# What stands on other sites: for nobody, once a page is not open.
FRAMED = {
    "page-badge": ["/badges/status.svg"],
    "page-shields": ["/badges/status.json"],
    "component-badge": ["/badges/website.svg", "/badges/nope.svg"],
    "component-shields": ["/badges/website.json", "/badges/nope.json"],
    "page-picture": ["/preview.png"],
    "incident-picture": ["/incidents/{uid}/preview.png", "/incidents/nope/preview.png"],
    "maintenance-picture": ["/maintenances/{uid}/preview.png"],
    "embed-frame": ["/embed", "/embed/"],
    "embed-script": ["/embed.js"],
    "embed-script-there": ["/embed/script.js"],
    "embed-news": ["/embed.json"],
    "embed-colors": ["/embed.css"],
}
# Whoever holds a token was sent it; these have tests of their own.
OF_TOKENS = {"confirm", "manage", "unsubscribe"}
SIGNING_IN = {"sign-in", "sign-in-by-link", "sign-in-elsewhere", "sign-in-arrive", "sign-out"}
ACTORS = (
    "anonymous",
    "knows the password",
    "member",
    "tampers",
    "makes up",
    "knows another password",
    "member elsewhere",
    "teammate",
    "unopened",
    "outsider",
)
LET_IN = {
    "password": {"knows the password", "teammate"},
    "restricted": {"member", "teammate"},
    "team": {"teammate"},
    "team-password": {"teammate"},
    "inside": set(ACTORS),
    "password-inside": {"knows the password", "teammate"},
}
EACH_DOOR = pytest.mark.parametrize("kind", CLOSED)


@pytest.fixture
def cast(page: Page, other_page: Page, teammate: User, outsider: User) -> Cast:
    services.page_update(
        page=page,
        changes={"colors": {"css_link_color": "#123456"}, "custom_css": "@import 'evil.css'"},
        pictures={"logo": png(9, 3), "favicon": png(32, 32)},
        by=BY,
    )
    website = services.component_create(page=page, name="Website", slug="website", by=BY)
    services.page_roles_set(membership=teammate.memberships.get(), page=page, roles=[], by=BY)
    # Belongs to the organization, and nobody opened the page to them.
    unopened = services.member_add(organization=page.organization, email="new@acme.example", by=BY).user
    member, stranger = member_of(page, website), member_of(other_page)
    return Cast(page, other_page, member, stranger, teammate, unopened, outsider)


@pytest.fixture
def uid(cast: Cast) -> str:
    return incidents.incident_open(page=cast.page, name="Slow", body="x", by=BY).uid


def test_every_route_has_a_row():
    names = {pattern.name for pattern in urlpatterns}
    assert names == {*PEOPLE, *PROGRAMS, *FRAMED, *OF_TOKENS, *SIGNING_IN} - {"document"}


@EACH_DOOR
@each("actor", ACTORS)
def test_people_are_let_in_or_asked_to_sign_in(cast: Cast, uid: str, kind: str, actor: str):
    close(cast.page, kind)
    client = cast.client(actor)
    # The cookie does not tell at which of its addresses the page was.
    prefix = "" if actor in ("member", "tampers", "outsider") else "/pages/status"
    for path in [one.format(uid=uid) for paths in PEOPLE.values() for one in paths]:
        asked = (prefix + path) or "/"
        for method in (client.get, client.head):
            response: Any = method(asked, REMOTE_ADDR=INSIDE)
            assert publication_of(response) is None
            if actor in LET_IN[kind]:
                assert response.status_code in (200, 301, 404), asked
                assert "sign-in?" not in response.headers.get("Location", "")
                if response.status_code == 200:
                    assert response["Cache-Control"] == "private, no-store"
                    assert b"data-sign-in" not in response.content
                continue
            if path in PEOPLE["status"]:
                assert response.status_code == 200
                assert method == client.head or b"data-sign-in" in response.content
            else:
                assert response.status_code == 302
                assert response["Location"].startswith(f"{prefix}/sign-in?next=")
            assert response["Cache-Control"] == "private, no-store"
            assert response["X-Robots-Tag"] == "noindex"
            said = response.content.decode() + str(response.headers)
            assert not any(word in said for word in SECRETS)


@EACH_DOOR
@each("actor", ACTORS)
def test_programs_are_let_in_or_find_nothing(cast: Cast, uid: str, kind: str, actor: str):
    close(cast.page, kind)
    client = cast.client(actor)
    let_in = actor in LET_IN[kind]
    for name, paths in {**PROGRAMS, **FRAMED}.items():
        for path in (one.format(uid=uid) for one in paths):
            response: Any = client.get(f"/pages/status{path}", REMOTE_ADDR=INSIDE)
            assert publication_of(response) is None
            if let_in and name not in FRAMED and "nope" not in path and path != f"/maintenances/{uid}.json":
                assert response.status_code == 200, path
                assert response["Cache-Control"] == "private, no-store"
                assert "Access-Control-Allow-Origin" not in response
                continue
            assert response.status_code == 404
            if not let_in:
                unknown = client.get(f"/pages/nowhere{path}", REMOTE_ADDR=INSIDE)
                assert told(response) == told(unknown), path


@pytest.mark.parametrize("kind", ["password", "team"])
def test_the_first_page_is_not_there_for_programs_at_the_root_either(cast: Cast, uid: str, kind: str):
    close(cast.page, kind)
    client = cast.client("anonymous")
    for paths in {**PROGRAMS, **FRAMED}.values():
        for path in (one.format(uid=uid) for one in paths):
            unknown = told(client.get(f"/pages/nowhere{path}"))
            assert told(client.get(path)) == unknown
            head = client.head(path)
            assert (head.status_code, head.content) == (404, b"")


@each(("kind", "actor"), product(("inside", "password-inside"), ACTORS))
def test_from_elsewhere_there_is_no_such_page_for_anybody(cast: Cast, uid: str, kind: str, actor: str):
    close(cast.page, kind)
    client = cast.client(actor)
    paths = [one for paths in {**PEOPLE, **PROGRAMS, **FRAMED}.values() for one in paths]
    for path in [
        *(one.format(uid=uid) for one in paths),
        "/sign-in",
        "/sign-in/nope",
        "/subscribe/manage/nope",
    ]:
        response = client.get(f"/pages/status{path}", REMOTE_ADDR=OUTSIDE)
        assert response.status_code == 404
        assert told(response) == told(client.get(f"/pages/nowhere{path}", REMOTE_ADDR=OUTSIDE)), path
    assert client.post("/pages/status/sign-in", {"password": "x"}, REMOTE_ADDR=OUTSIDE).status_code == 404


@each("kind", CLOSED)
def test_no_cookie_of_another_time_opens_it(cast: Cast, kind: str):
    """Whatever was given out before the page was closed, and for another kind of door."""
    before = ticket_of(cast.page), ticket_of(cast.page, cast.member)
    close(cast.page, kind)
    for ticket in before:
        client = cast.client("anonymous")
        client.cookies[cookie_name(cast.page)] = ticket
        shown = b"data-sign-in" not in client.get("/pages/status", REMOTE_ADDR=INSIDE).content
        assert shown == (kind == "inside")


def test_what_is_there_and_what_is_not_take_the_same_queries(
    cast: Cast, uid: str, django_assert_num_queries: Any
):
    close(cast.page, "restricted")
    client = cast.client("anonymous")
    client.get("/pages/status/history")
    for path in ("/incidents/{uid}", "/incidents/nope", "/components/website", "/components/nope"):
        with django_assert_num_queries(1):
            client.get(f"/pages/status{path.format(uid=uid)}")


def test_an_open_page_asks_nobody_who_they_are(cast: Cast):
    counts = []
    for actor in ("anonymous", "teammate"):
        client = cast.client(actor)
        client.get("/pages/status")
        with CaptureQueriesContext(connection) as asked:
            response = client.get("/pages/status")
        assert "Cookie" not in response.headers.get("Vary", "")
        counts.append(len(asked))
    assert counts[0] == counts[1]
