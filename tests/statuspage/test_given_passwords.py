"""A password that somebody else chose opens nothing that they did not give themselves."""

from collections.abc import Callable

import pytest

from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Event, Membership, Organization, Page, User
from tests.cast import PASSWORD
from tests.rows import each

BY = Actor.system()
KEY = Actor.for_key(uid="k" * 12, label="members alone")
ANOTHER_KEY = Actor.for_key(uid="j" * 12, label="another")
ADDRESS = "bob@acme.example"


@pytest.fixture
def bob(organization: Organization) -> Membership:
    """A plain member whose password the key knows."""
    return services.member_add(organization=organization, email=ADDRESS, password=PASSWORD, by=KEY)


def _signs_in(membership: Membership) -> bool:
    return User.objects.get(pk=membership.user_id).check_password(PASSWORD)


def _person(owner: User) -> Actor:
    return Actor.for_user(owner)


def test_it_signs_in_where_it_was_given(bob: Membership, page: Page) -> None:
    services.page_roles_set(membership=bob, page=page, roles=["incident_manager"], by=KEY)
    assert _signs_in(bob)


@pytest.mark.parametrize("role", ["owner", "admin", "member"])
def test_another_organization_takes_in_the_person_and_not_who_knows_the_password(
    bob: Membership, other_organization: Organization, outsider: User, role: str
) -> None:
    services.member_add(organization=other_organization, email=ADDRESS, role=role, by=_person(outsider))
    assert not _signs_in(bob)
    event = Event.objects.get(kind="user.updated")
    assert (event.organization, event.after) == (bob.organization, {"changed": ["password"]})
    # Who did it elsewhere is nothing that this organization may know.
    assert (event.actor_kind, event.actor_label) == ("system", "system")


ACTS: dict[str, Callable[[Membership, Page, User], object]] = {
    "an owner makes them administrator": lambda bob, _page, owner: services.member_update(
        membership=bob, changes={"role": "admin"}, by=_person(owner)
    ),
    "the key makes them owner": lambda bob, _page, _owner: services.member_update(
        membership=bob, changes={"role": "owner"}, by=KEY
    ),
    "an owner opens a page": lambda bob, page, owner: services.page_roles_set(
        membership=bob, page=page, roles=[], by=_person(owner)
    ),
    "another key gives a role": lambda bob, page, _owner: services.page_roles_replace(
        membership=bob, roles={page: ["page_configuration"]}, by=ANOTHER_KEY
    ),
    "an operator lets them into the admin": lambda bob, _page, _owner: services.user_update(
        user=bob.user, changes={"is_staff": True}, by=BY
    ),
}


@each("act", ACTS)
def test_it_ends_when_they_get_more_than_its_giver_gave(
    bob: Membership, page: Page, owner: User, act: str
) -> None:
    ACTS[act](bob, page, owner)
    assert not _signs_in(bob)


def test_it_stays_when_nothing_is_given(bob: Membership, page: Page, owner: User) -> None:
    services.page_roles_set(membership=bob, page=page, roles=["incident_manager"], by=KEY)
    services.page_roles_set(membership=bob, page=page, roles=[], by=_person(owner))
    services.page_roles_set(membership=bob, page=page, roles=None, by=_person(owner))
    services.user_update(user=bob.user, changes={"first_name": "Bob"}, by=BY)
    assert _signs_in(bob)


def test_one_that_the_person_or_an_operator_chose_stays(
    bob: Membership, other_organization: Organization, outsider: User, teammate: User
) -> None:
    services.user_update(user=bob.user, changes={"password": PASSWORD}, by=BY)
    for email in (ADDRESS, teammate.email):
        services.member_add(organization=other_organization, email=email, role="admin", by=_person(outsider))
    assert _signs_in(bob)
    assert _signs_in(teammate.memberships.earliest("pk"))


def test_a_new_administrator_never_has_one(organization: Organization) -> None:
    made = services.member_add(
        organization=organization, email=ADDRESS, password=PASSWORD, role="admin", by=KEY
    )
    assert not _signs_in(made)
