"""What a member of a restricted page sees of its components."""

from typing import Any

import pytest

from statuspage import services
from statuspage.exceptions import NotFound
from statuspage.models import AudienceGroup, AudienceMember, Component, Page
from statuspage.selectors import (
    audience_group_get,
    audience_groups_of,
    audience_member_by_email,
    audience_member_by_login,
    audience_member_get,
    audience_members_of,
    components_of_member,
    sight_of_member,
)
from tests.statuspage.making import BY, make_component

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(page: Page) -> AudienceMember:
    return AudienceMember.objects.create(page=page, email="Viewer@customer.example", external_login="v-1")


@pytest.fixture
def group(page: Page, member: AudienceMember) -> AudienceGroup:
    group = AudienceGroup.objects.create(page=page, name="Customers")
    member.groups.add(group)
    return group


@pytest.fixture
def components(page: Page) -> dict[str, Component]:
    return {name: make_component(page, name) for name in ("own", "shared", "both", "foreign")}


@pytest.fixture
def granted(member: AudienceMember, group: AudienceGroup, components: dict[str, Component]) -> None:
    member.components.set([components["own"], components["both"]])
    group.components.set([components["shared"], components["both"]])


@pytest.mark.usefixtures("granted")
def test_it_shows_the_own_components_and_those_of_the_groups(
    member: AudienceMember, components: dict[str, Component]
) -> None:
    sight = sight_of_member(member)
    assert [name for name, row in components.items() if sight.shows(row)] == ["own", "shared", "both"]
    assert sight.components == frozenset(components[name].pk for name in ("own", "shared", "both"))
    assert sight.member_uid == member.uid
    assert not sight.is_whole
    assert [row.name for row in components_of_member(member)] == ["own", "shared", "both"]


@pytest.mark.usefixtures("granted")
def test_it_shows_nothing_that_is_hidden_or_deleted(
    member: AudienceMember, components: dict[str, Component]
) -> None:
    services.component_update(component=components["own"], changes={"visible": False}, by=BY)
    services.component_delete(component=components["shared"], by=BY)
    assert sight_of_member(member).components == frozenset({components["both"].pk})
    # The team still grants and takes what is hidden.
    assert [row.name for row in components_of_member(member)] == ["own", "both"]


def test_it_shows_nothing_to_a_member_whose_last_component_goes(
    member: AudienceMember, components: dict[str, Component]
) -> None:
    member.components.set([components["own"]])
    services.component_delete(component=components["own"], by=BY)
    assert sight_of_member(member).components == frozenset()
    assert not sight_of_member(member).is_whole


@pytest.mark.usefixtures("granted")
def test_it_looks_anew_each_time(
    member: AudienceMember, group: AudienceGroup, components: dict[str, Component]
) -> None:
    before = sight_of_member(member).components
    assert before is not None
    group.components.remove(components["shared"])
    assert sight_of_member(member).components == before - {components["shared"].pk}
    member.groups.clear()
    assert sight_of_member(member).components == frozenset({components["own"].pk, components["both"].pk})


@pytest.mark.usefixtures("granted")
def test_it_asks_once_however_much_was_granted(
    member: AudienceMember, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        sight_of_member(member)


def test_it_finds_members_by_address_and_login(page: Page, other_page: Page, member: AudienceMember) -> None:
    assert audience_member_by_email(page, " viewer@CUSTOMER.example ") == member
    assert audience_member_by_login(page, "v-1") == member
    assert audience_member_by_login(page, "V-1") is None
    AudienceMember.objects.create(page=page, external_login="without address")
    AudienceMember.objects.create(page=page, email="without@login.example")
    for nobody in ("", " "):
        assert audience_member_by_email(page, nobody) is None
        assert audience_member_by_login(page, nobody) is None
    assert audience_member_by_email(other_page, member.email) is None
    assert audience_member_by_login(other_page, "v-1") is None


def test_it_gives_nobody_of_another_page(
    page: Page, other_page: Page, member: AudienceMember, group: AudienceGroup
) -> None:
    assert audience_member_get(page, member.uid) == member
    assert audience_group_get(page, group.uid) == group
    with pytest.raises(NotFound):
        audience_member_get(other_page, member.uid)
    with pytest.raises(NotFound):
        audience_group_get(other_page, group.uid)


@pytest.mark.usefixtures("granted")
def test_it_lists_any_number_in_as_many_queries(page: Page, django_assert_num_queries: Any) -> None:
    for number in range(5):
        more = AudienceMember.objects.create(page=page, email=f"{number}@customer.example")
        more.groups.add(AudienceGroup.objects.create(page=page, name=f"Group {number}"))
    with django_assert_num_queries(2):
        assert len([member.groups.all()[:] for member in audience_members_of(page)]) == 6
    with django_assert_num_queries(3):
        listed = [(group.members.all()[:], group.components.all()[:]) for group in audience_groups_of(page)]
    assert len(listed) == 6
