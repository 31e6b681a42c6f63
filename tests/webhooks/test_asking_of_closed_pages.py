"""What the service takes from visitors of a page that is not open: each asks for their own address alone."""

from typing import Any

import pytest

from statuspage.actor import Actor
from statuspage.models import Page, User
from statuspage.services import page_update
from tests.webhooks.making import NOW
from tests.webhooks.restricted import make_member, restrict
from webhooks.exceptions import NotOffered
from webhooks.models import Subscription
from webhooks.services.subscribers import subscriber_ask

VISITOR = Actor.for_visitor("203.0.113.9")
ELSEWHERE = "somebody@elsewhere.example"
HOOK = "https://hooks.customer.example/x"


def ask(page: Page, address: str, *, kind: str = "email", **wish: Any) -> None:
    subscriber_ask(page=page, kind=kind, address=address, by=VISITOR, now=NOW, **wish)


def refuses(page: Page, address: str, **wish: Any) -> bool:
    """Whether nothing came of a wish; fails the test where it is taken."""
    with pytest.raises(NotOffered):
        ask(page, address, **wish)
    return not Subscription.objects.exists()


@pytest.fixture
def team_page(page: Page) -> Page:
    return page_update(page=page, changes={"viewers_must_be_team_members": True}, by=Actor.system())


@pytest.mark.django_db
def test_a_page_of_the_team_takes_the_address_of_whoever_is_signed_in(team_page: Page, owner: User) -> None:
    assert refuses(team_page, ELSEWHERE, person=owner)
    ask(team_page, owner.email.upper(), person=owner)
    assert Subscription.objects.get().address.lower() == owner.email


@pytest.mark.django_db
def test_a_page_of_the_team_takes_nobody_s_wish_who_is_not_of_it(
    team_page: Page, owner: User, outsider: User
) -> None:
    for person, address in ((None, ELSEWHERE), (None, owner.email), (outsider, outsider.email)):
        assert refuses(team_page, address, person=person)
    owner.is_active = False
    owner.save(update_fields=["is_active"])
    assert refuses(team_page, owner.email, person=owner)


@pytest.mark.django_db
def test_a_page_of_the_team_tells_by_mail_alone(team_page: Page, owner: User) -> None:
    assert refuses(team_page, HOOK, kind="webhook", contact_email=owner.email, person=owner)


@pytest.mark.django_db
def test_a_restricted_page_takes_the_member_s_own_address(page: Page) -> None:
    member = make_member(restrict(page))
    assert refuses(page, ELSEWHERE, audience_member=member)
    ask(page, member.email.upper(), audience_member=member)
    assert Subscription.objects.get().audience_member == member


@pytest.mark.django_db
def test_a_member_without_an_address_has_the_other_ways(page: Page) -> None:
    member = make_member(restrict(page))
    member.email, member.external_login = "", "anna"
    member.save(update_fields=["email", "external_login"])
    assert refuses(page, ELSEWHERE, audience_member=member)
    ask(page, HOOK, kind="webhook", contact_email=ELSEWHERE, audience_member=member)
    assert Subscription.objects.get().audience_member == member
