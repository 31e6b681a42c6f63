"""Several people say at once who may see a page: nobody is doubled, nothing lost, nobody waits for ever."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from statuspage import services
from statuspage.exceptions import DomainError
from statuspage.models import AudienceGroup, AudienceMember, Component, Event, Page
from tests.statuspage.making import BY, make_component, make_page

pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(acts: list[Callable[[], object]]) -> list[str]:
    """What each was refused for, empty for who was not."""

    def run(act: Callable[[], object]) -> str:
        try:
            act()
        except DomainError as refused:
            return refused.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(max_workers=len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def page() -> Page:
    return make_page()


def test_one_of_several_takes_an_address(page: Page) -> None:
    def add(email: str) -> Callable[[], object]:
        return lambda: services.audience_member_create(page=page, email=email, by=BY)

    told = _at_once([add(email) for email in ("v@x.example", "V@x.example", "v@X.example", "v@x.example")])
    assert sorted(told) == ["", "duplicate", "duplicate", "duplicate"]
    assert AudienceMember.objects.count() == 1


def test_what_several_grant_adds_up(page: Page) -> None:
    components = [make_component(page, name) for name in "abcd"]
    member = services.audience_member_create(page=page, email="v@x.example", by=BY)

    def grant(component: Component) -> Callable[[], object]:
        return lambda: services.audience_member_grant(member=member, components=[component], by=BY)

    def share(component: Component) -> Callable[[], object]:
        return lambda: services.components_audience_grant(components=[component], members=[member], by=BY)

    assert _at_once([make(row) for row in components for make in (grant, share)]) == [""] * 8
    assert member.components.count() == 4


def test_members_and_groups_do_not_lock_up_and_who_goes_stays_away(page: Page) -> None:
    groups = [services.audience_group_create(page=page, name=name, by=BY) for name in "ab"]
    members = [services.audience_member_create(page=page, email=f"{name}@x.example", by=BY) for name in "cd"]

    def join(member: AudienceMember, order: list[AudienceGroup]) -> Callable[[], object]:
        return lambda: services.audience_member_update(member=member, changes={"groups": order}, by=BY)

    def gather(group: AudienceGroup, order: list[AudienceMember]) -> Callable[[], object]:
        return lambda: services.audience_group_update(group=group, changes={"members": order}, by=BY)

    backwards, reversed_members = groups[::-1], members[::-1]
    acts = [
        join(members[0], groups),
        join(members[1], backwards),
        gather(groups[0], members),
        gather(groups[1], reversed_members),
        lambda: services.audience_group_delete(group=AudienceGroup(pk=groups[0].pk, page=page), by=BY),
        lambda: services.audience_member_delete(member=AudienceMember(pk=members[0].pk, page=page), by=BY),
    ]
    for code in _at_once(acts):
        assert code in ("", "not_found", "validation")
    assert list(AudienceGroup.objects.all()) == groups[1:]
    assert list(AudienceMember.objects.all()) == members[1:]


def test_the_journal_tells_grants_in_the_order_in_which_they_came_true(page: Page) -> None:
    component, other = make_component(page, "a"), make_component(page, "b")
    member = services.audience_member_create(page=page, email="v@x.example", by=BY)

    def grant() -> object:
        return services.audience_member_grant(member=member, components=[component, other], by=BY)

    def revoke() -> None:
        services.components_audience_revoke(components=[component], members=True, by=BY)

    for _round in range(5):
        assert _at_once([grant, revoke, grant, revoke]) == [""] * 4
    seen: set[str] = set()
    for event in Event.objects.filter(kind__startswith="audience.").order_by("sequence"):
        if event.kind == "audience.member_updated":
            assert set((event.before or {})["components"]) == seen
            seen = set((event.after or {})["components"])
        elif event.kind == "audience.component_revoked":
            seen.remove(event.subject_uid)
    assert seen == set(member.components.values_list("uid", flat=True))
