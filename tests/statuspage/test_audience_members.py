"""Members of a restricted page as the team adds, changes and removes them."""

from typing import Any

import pytest

from statuspage import services
from statuspage.exceptions import Conflict, Invalid, NotFound
from statuspage.models import AudienceGroup, AudienceMember, Event, Page
from statuspage.services import (
    audience_member_create,
    audience_member_delete,
    audience_member_update,
)
from tests.statuspage.making import BY, NOW, make_component

pytestmark = pytest.mark.django_db


def make_member(page: Page, **values: Any) -> AudienceMember:
    return audience_member_create(page=page, by=BY, now=NOW, **{"email": "vera@customer.example", **values})


def test_it_takes_an_address_or_a_login_or_both(page: Page) -> None:
    both = make_member(page, external_login=" okta|1 ")
    assert (both.email, both.external_login) == ("vera@customer.example", "okta|1")
    assert make_member(page, email="", external_login="okta|2").email == ""
    with pytest.raises(Invalid) as refused:
        make_member(page, email="")
    assert [error.code for error in refused.value.errors] == ["required"]
    with pytest.raises(Invalid):
        make_member(page, email="no address", external_login="x")
    assert AudienceMember.objects.count() == 2


@pytest.mark.parametrize("same", [{"email": "VERA@Customer.example"}, {"external_login": "okta|1"}])
def test_it_refuses_a_second_of_the_same_on_a_page(
    page: Page, other_page: Page, same: dict[str, str]
) -> None:
    make_member(page, external_login="okta|1")
    with pytest.raises(Conflict) as refused:
        make_member(page, **{"email": "other@customer.example", **same})
    assert refused.value.code == "duplicate"
    other = make_member(page, email="other@customer.example")
    with pytest.raises(Conflict):
        audience_member_update(member=other, changes=same, by=BY)
    assert make_member(other_page, **same).page == other_page
    other.refresh_from_db()
    assert (other.email, other.external_login) == ("other@customer.example", "")


def test_it_gives_groups_and_components_and_takes_them(page: Page) -> None:
    components = [make_component(page, name) for name in ("API", "Web")]
    groups = [AudienceGroup.objects.create(page=page, name=name) for name in ("A", "B")]
    member = make_member(page, groups=groups, components=components)
    assert (member.groups.count(), member.components.count()) == (2, 2)
    audience_member_update(member=member, changes={"groups": groups[:1], "components": []}, by=BY, now=NOW)
    assert (list(member.groups.all()), member.components.count()) == (groups[:1], 0)
    event = Event.objects.get(kind="audience.member_updated")
    assert event.before == {
        "groups": [group.uid for group in groups],
        "components": [component.uid for component in components],
    }
    assert event.after == {"groups": [groups[0].uid], "components": []}


def test_it_refuses_what_is_of_another_page_or_gone(page: Page, other_page: Page) -> None:
    gone = make_component(page, "Gone")
    services.component_delete(component=gone, by=BY)
    foreign = AudienceGroup.objects.create(page=other_page, name="Foreign")
    member = make_member(page)
    wrong: list[dict[str, Any]] = [
        {"components": [gone]},
        {"components": [make_component(other_page, "Foreign")]},
        {"groups": [foreign]},
    ]
    for values in wrong:
        with pytest.raises(Invalid):
            audience_member_update(member=member, changes={"email": "new@customer.example", **values}, by=BY)
        with pytest.raises(Invalid):
            make_member(page, email="new@customer.example", **values)
    member.refresh_from_db()
    assert member.email == "vera@customer.example"
    assert (member.components.count(), member.groups.count(), AudienceMember.objects.count()) == (0, 0, 1)


def test_it_tells_the_journal_without_telling_who_it_was(page: Page) -> None:
    member = make_member(page, external_login="vera.smith")
    audience_member_update(member=member, changes={"email": "victor@customer.example"}, by=BY, now=NOW)
    audience_member_delete(member=member, by=BY, now=NOW)
    events = Event.objects.filter(kind__startswith="audience.").order_by("sequence")
    assert [event.kind for event in events] == [
        "audience.member_created",
        "audience.member_updated",
        "audience.member_deleted",
    ]
    for event in events:
        assert event.subject_uid == member.uid
        said = f"{event.subject_label} {event.before} {event.after}"
        assert "vera" not in said
        assert "victor" not in said
        assert "v…" in said


def test_it_writes_nothing_where_nothing_changes(page: Page) -> None:
    member = make_member(page)
    before = Event.objects.count(), member.updated_at
    changes = {"email": member.email, "groups": [], "components": []}
    again = audience_member_update(member=member, changes=changes, by=BY)
    assert (Event.objects.count(), again.updated_at) == before


def test_it_leaves_alone_what_others_are_shown(page: Page) -> None:
    page.refresh_from_db()
    revision = page.revision
    member = make_member(page)
    audience_member_update(member=member, changes={"email": "new@customer.example"}, by=BY)
    audience_member_delete(member=member, by=BY)
    page.refresh_from_db()
    assert page.revision == revision


def test_it_deletes_once(page: Page) -> None:
    member = make_member(page)
    audience_member_delete(member=member, by=BY)
    audience_member_delete(member=AudienceMember(pk=member.pk or 1, page=page), by=BY)
    assert Event.objects.filter(kind="audience.member_deleted").count() == 1
    with pytest.raises(NotFound):
        audience_member_update(member=AudienceMember(pk=1, page=page), changes={}, by=BY)
