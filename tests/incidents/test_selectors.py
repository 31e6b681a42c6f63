"""Lists of incidents: what they hold, and that their queries do not grow with them."""

from datetime import date
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from incidents import selectors, services
from incidents.exceptions import IncidentNotFound
from statuspage.models import Component, Page
from tests.incidents.making import (
    BY,
    NOW,
    make_component,
    make_page,
    minutes,
    open_incident,
    plan,
)

DAY = 24 * 60


@pytest.fixture
def page(db: None) -> Page:
    return make_page()


@pytest.fixture
def api(page: Page) -> Component:
    return make_component(page)


def test_it_filters_by_all_that_doors_ask(page: Page, api: Component) -> None:
    old = open_incident(page, name="Old", now=minutes(-500), components={api: "major_outage"})
    services.incident_resolve(incident=old, body="The disk was full", by=BY, now=minutes(-400))
    new = open_incident(page, name="New disk")
    draft = open_incident(page, name="Draft", draft=True)
    work = plan(page)
    open_incident(make_page("other"), name="Foreign")

    def names(**asked: Any) -> list[str]:
        return [row.name for row in selectors.incidents_list(page, **asked)]

    assert names() == ["New disk", "Old"]
    assert names(drafts=True)[0] == draft.name
    assert names(kind=None) == [work.name, "New disk", "Old"]
    assert (names(status="resolved"), names(impact="critical")) == (["Old"], ["Old"])
    assert (names(open=True), names(open=False)) == (["New disk"], ["Old"])
    assert (names(component=api), names(q="DISK")) == (["Old"], ["New disk", "Old"])
    assert names(end=minutes(-450)) == ["Old"]
    assert names(start=minutes(-399)) == ["New disk"]
    assert selectors.incident_get(page, new.uid) == new


def test_it_finds_words_in_any_case(page: Page, django_assert_num_queries: Any) -> None:
    named = open_incident(page, name="Störung (1)", now=minutes(-300))
    said = open_incident(page, name="Two", body="Über 50% weg", now=minutes(-200))
    services.incident_post_update(incident=said, body="ÜBER 50% da", by=BY, now=minutes(-190))
    over = open_incident(page, name="Three", now=minutes(-100))
    services.incident_resolve(incident=over, by=BY, now=minutes(-90))
    written = services.postmortem_save_draft(incident=over, body="Ein Kabel", by=BY, now=minutes(-80))
    services.postmortem_publish(postmortem=written, by=BY, now=minutes(-70))
    work = plan(page, 60_000, 60_060)
    back = open_incident(
        page, name="Back", backfilled=True, started_at=minutes(-150), resolved_at=minutes(-150)
    )
    open_incident(page, name="Draft", draft=True)
    open_incident(make_page("other"), name="Foreign")

    def found(q: str) -> list[str]:
        return [row.name for row in selectors.incidents_told(page, q=q)]

    assert found("") == [work.name, "Three", "Back", "Two", named.name]
    assert (found("STÖRUNG (1"), found("über 50%"), found("kabel")) == ([named.name], ["Two"], ["Three"])
    assert (found("Resol"), found("_"), found("nowhere")) == (["Three", "Back"], [], [])
    assert [row.name for row in selectors.incidents_list(page, q="üBER")] == ["Two"]
    assert back.status == "resolved"


def test_what_is_elsewhere_deleted_or_of_another_kind_is_not_found(page: Page) -> None:
    foreign = open_incident(make_page("other"))
    gone, draft = open_incident(page), open_incident(page, draft=True)
    services.incident_delete(incident=gone, by=BY, now=minutes(1))
    for uid, asked in (
        (foreign.uid, {}),
        (gone.uid, {}),
        (draft.uid, {"drafts": False}),
        (draft.uid, {"kind": "maintenance"}),
    ):
        with pytest.raises(IncidentNotFound):
            selectors.incident_get(page, uid, **asked)


@pytest.mark.parametrize("many", [2, 12])
def test_a_list_with_everything_takes_five_queries(
    page: Page, api: Component, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    web = make_component(page, "Web")
    for number in range(many):
        incident = open_incident(page, components={api: "major_outage", web: "partial_outage"})
        services.incident_resolve(incident=incident, by=BY, now=minutes(number + 1))
    asked = Page.objects.get(pk=page.pk)
    # Incidents, the page, updates, affected components, and once whether the page is the first.
    with django_assert_num_queries(5):
        rows = [selectors.incident_object(row) for row in selectors.incidents_list(asked)]
    assert len(rows) == many
    assert rows[0]["url"].endswith(f"/incidents/{rows[0]['id']}")


def test_it_sorts_maintenance_by_what_comes_next(page: Page) -> None:
    later, sooner = plan(page, 600, 660, name="later"), plan(page, 60, 120, name="sooner")
    assert list(selectors.maintenances_upcoming(page)) == [sooner, later]
    services.incidents_tick(now=minutes(61))
    assert list(selectors.maintenances_active(page)) == [sooner]
    assert list(selectors.maintenances_upcoming(page)) == [later]


def test_days_are_those_of_the_page(db: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    page = make_page(time_zone="Asia/Tokyo")  # noon in UTC is 21:00 there
    tonight = open_incident(page)
    tomorrow = open_incident(page, now=minutes(200))
    plan(page, now=minutes(200), start=300, end=400)
    with django_assert_num_queries(4):
        days = selectors.incidents_by_day(page, days=3, now=minutes(210))
    assert [(day.date, day.incidents) for day in days] == [
        (date(2026, 5, 2), [tomorrow]),
        (date(2026, 5, 1), [tonight]),
        (date(2026, 4, 30), []),
    ]


def test_a_month_has_its_days_only(page: Page) -> None:
    april = open_incident(page, now=minutes(-12 * 60 - 1))
    may = open_incident(page, now=minutes(-12 * 60))
    assert [day.incidents for day in selectors.incidents_of_month(page, 2026, 5)] == [[may]]
    assert [day.incidents for day in selectors.incidents_of_month(page, 2026, 4)] == [[april]]
    assert selectors.incidents_of_month(page, 2026, 12) == []
    assert NOW.month == 5


def test_hidden_components_are_not_named_to_visitors(page: Page, api: Component) -> None:
    hidden = make_component(page, "Secret", visible=False)
    incident = open_incident(page, components={api: "major_outage", hidden: "major_outage"})
    named = {row["name"] for row in selectors.incident_object(incident, public=True)["components"]}
    assert named == {"API"}
