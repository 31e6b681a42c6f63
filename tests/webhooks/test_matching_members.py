"""A restricted page tells its members alone, and each only of what is theirs."""

import json

import pytest

from incidents.services import incident_open
from statuspage.models import AudienceGroup, AudienceMember, Component, Event, Page
from statuspage.services import component_create
from tests.webhooks.making import BY, NOW, make_endpoint, make_visitor
from webhooks.models import Delivery
from webhooks.selectors.matching import subscriptions_hearing
from webhooks.services.fanout import events_fan_out

PRIVATE = "Payroll"


@pytest.fixture
def components(page: Page) -> dict[str, Component]:
    page.visibility = "restricted"
    page.save(update_fields=["visibility"])
    names = ("API", PRIVATE)
    return {name: component_create(page=page, name=name, by=BY, now=NOW) for name in names}


def member(page: Page, name: str, *own: Component, group: tuple[Component, ...] = ()) -> AudienceMember:
    row = AudienceMember.objects.create(page=page, email=f"{name}@members.example")
    row.components.set(own)
    if group:
        shared = AudienceGroup.objects.create(page=page, name=name)
        shared.components.set(group)
        row.groups.add(shared)
    return row


def hears_opened(page: Page, *components: Component) -> list[str]:
    incident = incident_open(page=page, name="Down", components=components, by=BY, now=NOW)
    event = Event.objects.get(kind="incident.opened", subject_uid=incident.uid)
    return [row.address for row in subscriptions_hearing(event)]


def test_it_tells_members_of_their_components(page: Page, components: dict[str, Component]) -> None:
    api, private = components["API"], components[PRIVATE]
    make_visitor(page, "stranger@visitors.example")
    make_visitor(page, "own@members.example", audience_member=member(page, "own", api))
    make_visitor(page, "group@members.example", audience_member=member(page, "group", group=(api,)))
    make_visitor(page, "other@members.example", audience_member=member(page, "other", private))
    make_visitor(page, "none@members.example", audience_member=member(page, "none"))
    assert hears_opened(page, api) == ["own@members.example", "group@members.example"]
    assert hears_opened(page, private) == ["other@members.example"]
    # What touches nothing in particular is said to every member, and to nobody else.
    assert hears_opened(page) == [f"{name}@members.example" for name in ("own", "group", "other", "none")]


def test_it_takes_what_a_member_chose_and_may_see(page: Page, components: dict[str, Component]) -> None:
    api, private = components["API"], components[PRIVATE]
    wants_all = member(page, "all", api)
    make_visitor(page, "all@members.example", audience_member=wants_all, components=(api, private))
    assert hears_opened(page, private) == []
    assert hears_opened(page, api, private) == ["all@members.example"]
    assert hears_opened(page) == []


def test_it_names_no_component_of_others_A10(page: Page, components: dict[str, Component]) -> None:
    api = components["API"]
    for kind, address in (("email", "own@members.example"), ("webhook", "https://own.example.com/")):
        make_visitor(page, address, kind=kind, audience_member=member(page, kind, api))
    make_endpoint(page)
    incident_open(page=page, name="Down", components=list(components.values()), by=BY, now=NOW)
    events_fan_out(now=NOW)
    said = {
        row.subscription.address: bytes(row.letter.body).decode() + json.dumps(row.letter.message)
        for row in Delivery.objects.filter(items__event__kind="incident.opened")
    }
    assert PRIVATE in said.pop("https://hooks.example.com/candor")
    assert set(said) == {"own@members.example", "https://own.example.com/"}
    for text in said.values():
        assert "API" in text
        assert PRIVATE not in text


def test_it_writes_one_letter_for_members_who_see_the_same(
    page: Page, components: dict[str, Component]
) -> None:
    api, private = components["API"], components[PRIVATE]
    for name, own in (("a", (api,)), ("b", (api,)), ("c", (api, private))):
        make_visitor(page, f"{name}@members.example", audience_member=member(page, name, *own))
    incident_open(page=page, name="Down", components=[api], by=BY, now=NOW)
    events_fan_out(now=NOW)
    assert Delivery.objects.count() == 3
    assert Delivery.objects.values("letter").distinct().count() == 2
