"""Who hears of what."""

from datetime import timedelta
from typing import Any

import pytest

from incidents.models import Incident
from incidents.services import incident_open
from monitoring.services import check_create
from statuspage.actor import Actor
from statuspage.models import Component, Event, Page
from statuspage.services import component_create, component_delete
from tests.rows import each
from tests.webhooks.making import BY, NOW, make_channel, make_endpoint, make_event, make_visitor
from webhooks.selectors.matching import subscriptions_hearing

EVERYTHING = {"draft": False, "backfilled": False, "deliver": True, "components": [], "status": "identified"}


@pytest.fixture
def api(page: Page) -> Component:
    return component_create(page=page, name="API", by=BY, now=NOW)


@pytest.fixture
def web(page: Page) -> Component:
    return component_create(page=page, name="Web", by=BY, now=NOW)


def incident_event(page: Page, verb: str = "incident.updated", *touched: Component, **after: Any) -> Event:
    """An event of an incident or maintenance that touches these components."""
    named = [{"component": row.uid, "name": row.name, "status": "major_outage"} for row in touched]
    before = after.pop("before", None)
    values = {**EVERYTHING, "components": named, **after}
    return make_event(
        page,
        verb,
        subject_kind=verb.partition(".")[0],
        subject_uid="inc000000000",
        before=before,
        after=values,
    )


def hears(event: Event) -> list[str]:
    return [row.address for row in subscriptions_hearing(event)]


@each(
    ("wishes", "kind", "told"),
    [
        (["*"], "component.updated", True),
        (["*"], "check.flipped", True),
        (["*"], "incident.draft_saved", False),
        (["*"], "incident.edited", False),
        (["*"], "member.added", False),
        (["*"], "webhook.test", False),
        (["incident.*"], "incident.opened", True),
        (["incident.*"], "incident.postmortem_published", True),
        (["incident.*"], "component.updated", False),
        (["component.status_changed"], "component.status_changed", True),
        (["component.status_changed"], "component.updated", False),
        (["incident.opened", "page.updated"], "page.updated", True),
        (["component.status"], "component.status_changed", False),
        (["component.statusXchanged"], "component.status_changed", False),
        ([], "incident.opened", False),
    ],
)
def test_it_filters_for_machines_by_kind(page: Page, wishes: list[str], kind: str, told: bool) -> None:
    endpoint = make_endpoint(page, events=wishes)
    event = make_event(page, kind, after={"components": []})
    assert list(subscriptions_hearing(event)) == ([endpoint] if told else [])


@pytest.mark.parametrize("fields", [{"enabled": False}, {"state": "quarantined"}, {"state": "unsubscribed"}])
def test_it_tells_nobody_who_is_not_active(page: Page, fields: dict[str, Any]) -> None:
    make_endpoint(page, **fields)
    make_visitor(page, **fields)
    make_channel(page, **fields)
    assert hears(incident_event(page)) == []


def test_it_tells_no_other_page_and_nobody_of_a_deleted_one(page: Page, other_page: Page) -> None:
    make_endpoint(other_page)
    endpoint = make_endpoint(page)
    event = incident_event(page)
    assert list(subscriptions_hearing(event)) == [endpoint]
    page.deleted_at = NOW
    assert not subscriptions_hearing(event).exists()


def test_it_tells_nobody_of_what_happened_before_they_confirmed(page: Page) -> None:
    for seconds in (-1, 0, 1):
        confirmed_at = NOW + timedelta(seconds=seconds)
        make_visitor(page, f"v{seconds}@visitors.example", confirmed_at=confirmed_at)
    assert hears(incident_event(page)) == ["v-1@visitors.example", "v0@visitors.example"]


def test_it_tells_of_components_before_and_after(page: Page, api: Component, web: Component) -> None:
    for row in (api, web):
        make_visitor(page, f"{row.name}@visitors.example", components=(row,))
        make_endpoint(page, f"https://{row.name}.example.com/", scope="components").components.add(row)
    both = [
        "API@visitors.example",
        "https://API.example.com/",
        "Web@visitors.example",
        "https://Web.example.com/",
    ]
    assert hears(incident_event(page, "incident.updated", api)) == both[:2]
    gone = {"components": [{"component": web.uid, "name": "Web", "status": "major_outage"}]}
    assert hears(incident_event(page, "incident.updated", api, before=gone)) == both
    assert hears(incident_event(page)) == []


def test_it_reaches_nothing_once_the_last_component_went(page: Page, api: Component) -> None:
    make_endpoint(page, scope="components").components.add(api)
    make_visitor(page, components=(api,))
    make_channel(page, scope="components").components.add(api)
    event = incident_event(page, "incident.updated", api)
    assert len(hears(event)) == 3
    component_delete(component=api, by=BY, now=NOW)
    assert hears(event) == []
    # The end itself is the last that whoever watched it hears of.
    assert hears(Event.objects.get(kind="component.deleted")) == ["https://hooks.example.com/candor"]


def test_it_tells_of_a_check_by_its_component(page: Page, api: Component, web: Component) -> None:
    make_endpoint(page, "https://api.example.com/", scope="components").components.add(api)
    make_endpoint(page, "https://web.example.com/", scope="components").components.add(web)
    target = {"host": "db.example.com", "port": 5432}
    check = check_create(page=page, kind="tcp", target=target, component=api, by=BY, now=NOW)
    event = make_event(page, "check.flipped", subject_uid=check.uid)
    assert hears(event) == ["https://api.example.com/"]
    assert hears(make_event(page, "component.updated", subject_uid=web.uid)) == ["https://web.example.com/"]


@each(
    ("kind", "after", "told"),
    [
        ("incident.opened", {}, True),
        ("incident.updated", {}, True),
        ("incident.resolved", {}, True),
        ("incident.postmortem_published", {}, True),
        ("incident.updated", {"deliver": False}, False),
        ("incident.opened", {"backfilled": True}, False),
        ("incident.opened", {"draft": True}, False),
        ("incident.draft_saved", {"draft": True}, False),
        ("incident.deleted", {}, False),
        ("incident.edited", {}, False),
        ("maintenance.scheduled", {}, True),
        ("maintenance.reminder", {}, True),
        ("maintenance.started", {}, True),
        ("maintenance.completed", {}, True),
        ("maintenance.canceled", {}, True),
        ("maintenance.canceled", {"before": {"status": "completed", "components": []}}, False),
        ("component.updated", {}, False),
        ("component.status_changed", {}, False),
        ("check.flipped", {}, False),
        ("page.updated", {}, False),
    ],
)
def test_it_tells_visitors_of_what_is_public(
    page: Page, kind: str, after: dict[str, Any], told: bool
) -> None:
    make_visitor(page)
    assert bool(hears(incident_event(page, kind, **after))) == told


def test_it_tells_those_who_follow_one_incident(page: Page) -> None:
    followed, other = (incident_open(page=page, name=name, by=BY, now=NOW) for name in ("One", "Two"))
    make_visitor(page, scope="incident", incident=followed)
    told = {event.subject_uid: hears(event) for event in Event.objects.filter(kind="incident.opened")}
    assert told == {followed.uid: ["vera@visitors.example"], other.uid: []}


def test_it_tells_only_visitors_endpoints_of_status_changes(
    page: Page, api: Component, web: Component
) -> None:
    make_visitor(page, "https://all.example.com/", kind="webhook")
    make_visitor(page, "https://web.example.com/", kind="webhook", components=(web,))
    make_visitor(page, "vera@visitors.example")
    event = make_event(page, "component.status_changed", subject_uid=api.uid)
    assert hears(event) == ["https://all.example.com/"]


@each(
    ("kind", "after", "told"),
    [
        ("incident.updated", {"deliver": False}, True),
        ("incident.reminder", {"deliver": False}, True),
        ("incident.deleted", {}, True),
        ("maintenance.canceled", {"deliver": False}, True),
        ("incident.opened", {"backfilled": True}, False),
        ("incident.draft_saved", {"draft": True, "origin": "check"}, True),
        ("incident.draft_saved", {"draft": True, "origin": "check", "before": {"components": []}}, False),
        ("incident.draft_saved", {"draft": True, "origin": "person"}, False),
        ("incident.edited", {}, False),
        ("component.updated", {}, False),
        ("check.flipped", {}, False),
    ],
)
def test_it_tells_channels_whatever_visitors_are_told(
    page: Page, kind: str, after: dict[str, Any], told: bool
) -> None:
    make_channel(page, config={"to": ["oncall@acme.example"]})
    make_channel(page, address="told@acme.example", config={"incidents": True})
    make_channel(page, address="never@acme.example", config={"incidents": False})
    assert hears(incident_event(page, kind, **after)) == (
        ["oncall@acme.example", "told@acme.example"] if told else []
    )


def test_it_tells_of_a_check_that_joins_whoever_has_not_heard(
    page: Page, api: Component, web: Component
) -> None:
    make_visitor(page, "all@visitors.example")
    make_visitor(page, "api@visitors.example", components=(api,))
    make_visitor(page, "web@visitors.example", components=(web,))
    make_visitor(page, "both@visitors.example", components=(api, web))
    before = {"components": [{"component": api.uid, "name": "API", "status": "major_outage"}]}
    by_check = {"by": Actor.for_check(uid="che000000000", label="Ping")}
    joined = make_event(
        page,
        "incident.edited",
        before=before,
        after={**incident_event(page, "incident.edited", api, web).after, "notify": True, "deliver": False},  # type: ignore[dict-item]
        **by_check,
    )
    assert hears(joined) == ["web@visitors.example"]


def test_it_makes_a_constant_number_of_queries(
    page: Page, api: Component, django_assert_num_queries: Any
) -> None:
    incident: Incident = incident_open(page=page, name="Down", components=[api], by=BY, now=NOW)
    event = Event.objects.select_related("page").get(kind="incident.opened")
    assert event.subject_uid == incident.uid
    for number in range(5):
        make_visitor(page, f"v{number}@visitors.example", components=(api,))
    with django_assert_num_queries(2):
        assert len(hears(event)) == 5
