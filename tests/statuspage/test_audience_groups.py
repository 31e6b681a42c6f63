"""Groups of members, and what members and groups are granted."""

from typing import Any

import pytest

from statuspage import services
from statuspage.exceptions import Invalid, NotFound
from statuspage.models import AudienceGroup, AudienceMember, Component, Event, Page
from statuspage.selectors import sight_of_member
from statuspage.services import (
    audience_group_create,
    audience_group_delete,
    audience_group_grant,
    audience_group_revoke,
    audience_group_update,
    audience_member_grant,
    audience_member_revoke,
    components_audience_grant,
    components_audience_revoke,
)
from tests.statuspage.making import BY, NOW, make_component

pytestmark = pytest.mark.django_db


@pytest.fixture
def members(page: Page) -> list[AudienceMember]:
    return [AudienceMember.objects.create(page=page, email=f"{n}@customer.example") for n in range(3)]


@pytest.fixture
def components(page: Page) -> list[Component]:
    return [make_component(page, name) for name in ("API", "Web", "Mail")]


def make_group(page: Page, **values: Any) -> AudienceGroup:
    return audience_group_create(page=page, by=BY, now=NOW, **{"name": "Customers", **values})


def names(viewer: AudienceMember | AudienceGroup) -> list[str]:
    return [component.name for component in viewer.components.order_by("position")]


def test_it_lets_members_see_what_their_group_sees(
    page: Page, members: list[AudienceMember], components: list[Component]
) -> None:
    group = make_group(page, members=members[:2], components=components[:1])
    seen = [len(sight_of_member(member).components or ()) for member in members]
    assert seen == [1, 1, 0]
    belonged = [row.uid for row in group.members.order_by("pk")]
    assert belonged
    audience_group_delete(group=group, by=BY)
    audience_group_delete(group=group, by=BY)
    assert all(not sight_of_member(member).components for member in members)
    assert AudienceMember.objects.count() == 3
    assert Event.objects.filter(kind="audience.group_deleted").count() == 1
    told = Event.objects.get(kind="audience.group_deleted").before
    assert told is not None
    assert told["members"] == belonged


def test_it_changes_a_group_and_tells_who_came_and_went(page: Page, members: list[AudienceMember]) -> None:
    group = make_group(page, members=members[:2])
    changes = {"name": "Partners", "external_identifier": "idp-1", "members": members[1:]}
    row = audience_group_update(group=group, changes=changes, by=BY, now=NOW)
    assert (row.name, row.external_identifier) == ("Partners", "idp-1")
    assert list(row.members.order_by("pk")) == members[1:]
    event = Event.objects.get(kind="audience.group_updated")
    assert event.before == {"name": "Customers", "external_identifier": ""}
    assert event.after == {
        "name": "Partners",
        "external_identifier": "idp-1",
        "members_added": [members[2].uid],
        "members_removed": [members[0].uid],
    }
    count = Event.objects.count()
    audience_group_update(group=group, changes=changes, by=BY)
    assert Event.objects.count() == count


def test_it_refuses_strangers_and_an_identifier_twice(page: Page, other_page: Page) -> None:
    group = make_group(page, external_identifier="idp-1")
    foreign = AudienceMember.objects.create(page=other_page, email="x@customer.example")
    for values in (
        {"external_identifier": "idp-1"},
        {"name": " "},
        {"members": [foreign]},
        {"components": [make_component(other_page)]},
    ):
        with pytest.raises(Invalid):
            make_group(page, **values)
    with pytest.raises(Invalid):
        audience_group_update(group=group, changes={"members": [foreign]}, by=BY)
    assert make_group(other_page, external_identifier="idp-1").page == other_page
    assert AudienceGroup.objects.filter(page=page).count() == 1
    assert not foreign.groups.exists()


def test_it_grants_more_or_others_and_revokes_some_or_all(
    page: Page, members: list[AudienceMember], components: list[Component]
) -> None:
    member, group = members[0], make_group(page)
    audience_member_grant(member=member, components=components[:1], by=BY)
    audience_member_grant(member=member, components=components[:2], by=BY)
    audience_group_grant(group=group, components=components[:2], by=BY)
    assert names(member) == names(group) == ["API", "Web"]
    audience_member_grant(member=member, components=components[1:], replace=True, by=BY)
    audience_group_grant(group=group, components=components[1:], replace=True, by=BY)
    assert names(member) == names(group) == ["Web", "Mail"]
    audience_member_revoke(member=member, components=[], by=BY)
    audience_group_revoke(group=group, components=[], by=BY)
    assert names(member) == names(group) == ["Web", "Mail"]
    audience_member_revoke(member=member, components=components[:2], by=BY)
    audience_group_revoke(group=group, components=components[:2], by=BY)
    assert names(member) == names(group) == ["Mail"]
    audience_member_revoke(member=member, components=None, by=BY)
    audience_group_revoke(group=group, components=None, by=BY)
    assert names(member) == names(group) == []
    told = Event.objects.filter(kind="audience.member_updated").order_by("sequence")
    assert [len((event.after or {})["components"]) for event in told] == [1, 2, 2, 1, 0]


def test_it_grants_nothing_where_one_is_not_of_the_page(
    page: Page, other_page: Page, members: list[AudienceMember], components: list[Component]
) -> None:
    services.component_delete(component=components[1], by=BY)
    for wrong in (components[1], make_component(other_page)):
        with pytest.raises(Invalid) as refused:
            audience_member_grant(member=members[0], components=[components[0], wrong], by=BY)
        assert [error.pointer for error in refused.value.errors] == ["/components/1"]
    assert names(members[0]) == []
    members[0].delete()
    with pytest.raises(NotFound):
        audience_member_grant(member=AudienceMember(pk=10_000, page=page), components=[], by=BY)


def test_it_grants_a_component_to_many_and_takes_it_from_all(
    page: Page, members: list[AudienceMember], components: list[Component]
) -> None:
    group = make_group(page)
    component = components[0]
    components_audience_grant(components=[component], members=members[:2], groups=[group], by=BY)
    components_audience_grant(components=[component], members=members[1:], by=BY)
    assert component.audience_members.count() == 3
    components_audience_revoke(components=[component], members=True, by=BY)
    assert (component.audience_members.count(), component.audience_groups.count()) == (0, 1)
    components_audience_revoke(components=[component], groups=True, by=BY)
    components_audience_revoke(components=[component], members=True, groups=True, by=BY)
    assert component.audience_groups.count() == 0
    events = Event.objects.filter(kind__startswith="audience.component_").order_by("sequence")
    assert [(event.kind.split("_")[1], event.before, event.after) for event in events] == [
        ("granted", None, {"members": [members[0].uid, members[1].uid], "groups": [group.uid]}),
        ("granted", None, {"members": [members[2].uid], "groups": []}),
        ("revoked", {"members": [member.uid for member in members], "groups": []}, None),
        ("revoked", {"members": [], "groups": [group.uid]}, None),
    ]


def test_it_grants_a_component_to_nobody_of_another_page(
    other_page: Page, members: list[AudienceMember], components: list[Component]
) -> None:
    foreign = AudienceMember.objects.create(page=other_page, email="x@customer.example")
    with pytest.raises(Invalid):
        components_audience_grant(components=[components[0]], members=[members[0], foreign], by=BY)
    assert not components[0].audience_members.exists()
