"""What is on its way is not sent to whom it may not be told any more (in the spirit of D09)."""

from typing import Any

import pytest

from incidents.services import incident_open
from statuspage import services
from statuspage.models import AudienceGroup, Component, Membership, Page, User
from tests.webhooks.making import BY, NOW, make_visitor
from tests.webhooks.restricted import OTHERS, make_components, make_member, restrict
from webhooks.mail.reasons import reason
from webhooks.models import Delivery, Subscription
from webhooks.selectors.matching import subscriptions_hearing
from webhooks.services.claiming import deliveries_claim
from webhooks.services.fanout import events_fan_out
from webhooks.services.mailing import mails_send
from webhooks.vocabulary import Lane

Parts = tuple[Component, Component]


def tell(page: Page, parts: Parts, name: str = "Down") -> None:
    incident_open(page=page, name=name, components=parts, by=BY, now=NOW)
    events_fan_out(now=NOW)


def claim() -> list[Delivery]:
    return deliveries_claim(lane=Lane.MAIL, limit=50, busy={}, now=NOW)


def sent() -> set[str]:
    return {row.subscription.address for row in claim()}


def member_reader(page: Page, *components: Component, name: str = "mona") -> Subscription:
    member = make_member(page, *components, name=name)
    return make_visitor(page, member.email, audience_member=member)


@pytest.fixture
def parts(page: Page) -> Parts:
    return make_components(page)


def test_a_member_who_lost_a_component_is_not_told_of_it(page: Page, parts: Parts) -> None:
    restrict(page)
    loser, keeper = member_reader(page, *parts), member_reader(page, *parts, name="kai")
    tell(page, parts)
    assert loser.audience_member is not None
    loser.audience_member.components.set(parts[:1])
    assert sent() == {keeper.address}
    assert loser.deliveries.get().state == "canceled"


def test_losing_something_else_suppresses_nothing(page: Page, parts: Parts) -> None:
    restrict(page)
    reader = member_reader(page, *parts)
    tell(page, parts[:1])  # type: ignore[arg-type]
    assert reader.audience_member is not None
    reader.audience_member.components.set(parts[:1])
    assert sent() == {reader.address}


def test_it_counts_what_groups_grant_and_hides_what_the_page_hides(page: Page, parts: Parts) -> None:
    restrict(page)
    reader = member_reader(page)
    group = AudienceGroup.objects.create(page=page, name="Ops")
    group.components.set(parts)
    assert reader.audience_member is not None
    reader.audience_member.groups.add(group)
    tell(page, parts)
    Component.objects.filter(pk=parts[1].pk).update(visible=False)
    assert sent() == set()


def test_it_looks_once_more_before_each_mail(page: Page, parts: Parts) -> None:
    restrict(page)
    reader = member_reader(page, *parts)
    tell(page, parts)
    held = claim()
    assert reader.audience_member is not None
    reader.audience_member.components.clear()
    for row in held:
        row.lease_until = None if row.lease_until is None else row.lease_until.replace(year=2999)
    assert [outcome for _row, outcome in mails_send(held)] == [None]


def test_nothing_leaves_to_a_member_who_was_removed(page: Page, parts: Parts) -> None:
    restrict(page)
    reader = member_reader(page, *parts)
    tell(page, parts)
    assert reader.audience_member is not None
    reader.audience_member.delete()
    assert sent() == set()


def test_a_page_that_becomes_restricted_tells_members_only(page: Page, parts: Parts) -> None:
    stranger = make_visitor(page, "stranger@visitors.example")
    mona = member_reader(page, *parts)
    tell(page, parts)
    restrict(page)
    # What was written for everybody is no longer for members either: it names what each may not see.
    assert sent() == set()
    tell(page, parts, "Again")
    assert sent() == {mona.address}
    assert set(stranger.deliveries.values_list("state", flat=True)) == {"canceled"}


def test_a_page_for_the_team_tells_the_team(page: Page, parts: Parts, teammate: User, outsider: User) -> None:
    services.page_roles_set(membership=teammate.memberships.get(), page=page, roles=[], by=BY)
    team = make_visitor(page, teammate.email.upper())
    # Nobody opened the page to them, so it does not exist for them.
    services.member_add(organization=page.organization, email="new@acme.example", by=BY)
    make_visitor(page, "new@acme.example")
    former = make_visitor(page, "former@acme.example")
    user = User.objects.create_user(former.address, "x", is_active=False)
    Membership.objects.create(organization=page.organization, user=user, role="member")
    for address in (outsider.email, "stranger@visitors.example"):
        make_visitor(page, address)
    make_visitor(page, "https://v.example.com/", kind="webhook", contact_email=teammate.email)
    tell(page, parts)
    page.viewers_must_be_team_members = True
    page.save(update_fields=["viewers_must_be_team_members"])
    assert sent() == {team.address}
    incident_open(page=page, name="Again", components=parts, by=BY, now=NOW)
    event = page.events.filter(kind="incident.opened").latest("pk")
    assert [row.address for row in subscriptions_hearing(event)] == [team.address]


@pytest.mark.parametrize(
    "change",
    [{"visibility": "password", "password_hash": "x"}, {"ip_restrictions": "192.0.2.0/24"}],
    ids=["password", "networks"],
)
def test_who_confirmed_stays_where_others_need_a_password_or_a_network(
    page: Page, parts: Parts, change: dict[str, Any]
) -> None:
    reader = make_visitor(page)
    for name, value in change.items():
        setattr(page, name, value)
    page.save(update_fields=list(change))
    tell(page, parts)
    assert sent() == {reader.address}


def test_the_reason_in_a_mail_names_only_what_the_member_sees(page: Page, parts: Parts) -> None:
    restrict(page)
    member = make_member(page, parts[0])
    reader = make_visitor(page, member.email, audience_member=member, components=parts)
    assert OTHERS not in reason(reader, page.name, "en")
    assert parts[0].name in reason(reader, page.name, "en")
