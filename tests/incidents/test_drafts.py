"""Drafts are the team's own until they are published; what is backfilled tells nobody."""

import pytest

from incidents import services
from incidents.exceptions import AlreadyPublished
from incidents.selectors import incidents_list, incidents_open
from incidents.vocabulary import Origin
from statuspage.catalogue import CATALOGUE
from statuspage.exceptions import Invalid
from statuspage.models import Component, Event, Page
from tests.incidents.making import (
    BY,
    CHECK,
    NOW,
    claims_of,
    kinds,
    make_component,
    make_page,
    minutes,
    open_incident,
    plan,
    shown,
)
from tests.rows import each


@pytest.fixture
def page(db: None) -> Page:
    return make_page()


@pytest.fixture
def api(page: Page) -> Component:
    return make_component(page)


def test_a_draft_claims_nothing_and_moves_no_revision(page: Page, api: Component) -> None:
    revision = Page.objects.get(pk=page.pk).revision
    draft = open_incident(page, draft=True, components={api: "major_outage"})
    services.incident_post_update(incident=draft, body="More", status="identified", by=BY, now=minutes(1))
    services.incident_update(incident=draft, changes={"name": "Better"}, by=BY, now=minutes(2))
    assert (shown(api), claims_of(draft)) == ("operational", [])
    assert draft.next_reminder_at is None
    assert set(kinds(draft)) == {"incident.draft_saved"}
    assert not CATALOGUE["incident.draft_saved"].visible
    assert not CATALOGUE["incident.draft_saved"].deliverable
    assert Page.objects.get(pk=page.pk).revision == revision
    assert not incidents_open(page).exists()
    assert list(incidents_list(page, drafts=True)) == [draft]


def test_publishing_begins_now_and_claims(page: Page, api: Component) -> None:
    draft = open_incident(page, draft=True, components={api: "major_outage"})
    services.incident_publish(incident=draft, by=BY, now=minutes(30))
    assert draft.started_at == minutes(30)
    assert draft.updates.get().displayed_at == minutes(30)
    assert claims_of(draft) == [("major_outage", minutes(30), None)]
    assert draft.next_reminder_at == minutes(30 + 180)
    assert kinds(draft) == ["incident.draft_saved", "incident.opened"]
    with pytest.raises(AlreadyPublished):
        services.incident_publish(incident=draft, by=BY, now=minutes(31))


def test_a_start_that_was_given_stays(page: Page, api: Component) -> None:
    draft = open_incident(page, draft=True, started_at=minutes(-20), components={api: "major_outage"})
    services.incident_publish(incident=draft, by=BY, now=minutes(30))
    assert draft.started_at == minutes(-20)
    found = open_incident(page, draft=True, by=CHECK, origin=Origin.CHECK.value)
    services.incident_publish(incident=found, by=BY, now=minutes(30))
    assert found.started_at == NOW


def test_a_draft_of_a_maintenance_waits(page: Page, api: Component) -> None:
    draft = plan(page, draft=True, components=[api])
    assert services.incidents_tick(now=minutes(61)) == 0
    services.incident_publish(incident=draft, by=BY, now=minutes(50))
    assert kinds(draft) == ["incident.draft_saved", "maintenance.scheduled"]
    assert services.incidents_tick(now=minutes(61)) == 1
    assert shown(api) == "under_maintenance"


def test_discarding_a_draft_is_not_told(page: Page) -> None:
    draft = open_incident(page, draft=True)
    services.incident_delete(incident=draft, by=BY, now=minutes(1))
    assert set(kinds(draft)) == {"incident.draft_saved"}


def test_what_is_backfilled_corrects_history_and_tells_nobody(page: Page, api: Component) -> None:
    told = Event.objects.filter(kind="component.status_changed").count()
    past = open_incident(
        page,
        backfilled=True,
        started_at=minutes(-600),
        resolved_at=minutes(-540),
        components={api: "partial_outage"},
    )
    assert (past.status, past.impact, past.notify) == ("resolved", "major", False)
    assert claims_of(past) == [("partial_outage", minutes(-600), minutes(-540))]
    assert api.periods.filter(status="partial_outage").get().ended == minutes(-540)
    assert shown(api) == "operational"
    assert Event.objects.filter(kind="component.status_changed").count() == told
    opened = Event.objects.get(kind="incident.opened")
    assert opened.after is not None
    assert (opened.after["deliver"], opened.after["backfilled"]) == (False, True)
    services.incident_post_update(incident=past, body="It was the disk.", by=BY, now=NOW)
    assert past.status == "resolved"
    assert not past.updates.filter(deliver=True).exists()


def test_components_of_what_is_backfilled_can_be_set_right(page: Page, api: Component) -> None:
    web = make_component(page, "Web")
    span = {"started_at": minutes(-600), "resolved_at": minutes(-540)}
    past = open_incident(page, backfilled=True, components={api: "partial_outage"}, **span)
    services.incident_update(incident=past, changes={"components": {web: "major_outage"}}, by=BY, now=NOW)
    assert claims_of(past) == [("major_outage", minutes(-600), minutes(-540))]
    assert not api.periods.filter(status="partial_outage").exists()
    assert web.periods.filter(status="major_outage").get().ended == minutes(-540)
    assert (past.impact, shown(api), shown(web)) == ("critical", "operational", "operational")


@each(
    ("given", "pointer"),
    [
        ({"backfilled": True}, "/started_at"),
        ({"backfilled": True, "started_at": minutes(-5), "resolved_at": minutes(-6)}, "/resolved_at"),
        ({"backfilled": True, "started_at": minutes(6), "resolved_at": minutes(7)}, "/started_at"),
        ({"backfilled": True, "started_at": minutes(-5)}, "/resolved_at"),
        (
            {"backfilled": True, "started_at": minutes(-5), "resolved_at": minutes(-1), "draft": True},
            "/draft",
        ),
        ({"resolved_at": minutes(-1)}, "/resolved_at"),
    ],
)
def test_times_that_cannot_be_are_refused(page: Page, given: dict[str, object], pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        open_incident(page, **given)
    assert [error.pointer for error in refused.value.errors] == [pointer]
