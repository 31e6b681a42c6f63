from typing import Any

import pytest
from django.contrib.auth import authenticate

from statuspage import services
from statuspage.actor import Actor
from statuspage.exceptions import Conflict, Invalid
from statuspage.models import Event, Organization, PageRole, User
from tests.statuspage.making import BY, make_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization() -> Organization:
    return services.organization_create(name="Acme", by=BY)


def _user(email: str = "ada@example.com") -> User:
    return services.user_create(email=email, password="a long enough one", first_name="Ada", by=BY)


def test_people_sign_in_with_their_address_whatever_its_case() -> None:
    user = _user("Ada@Example.COM")
    root = User.objects.create_superuser("Root@Example.COM", "a long enough one")
    assert (user.email, root.email) == ("ada@example.com", "root@example.com")
    assert authenticate(email="adA@EXAMPLE.com", password="a long enough one") == user
    with pytest.raises(Invalid) as caught:
        _user("ADA@example.com")
    assert caught.value.errors[0].code == "duplicate_email"


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"email": "no address"}, "/email"),
        ({"email": "a@b.c\r\nBcc: x@y.z"}, "/email"),
        ({"email": "a@example.com", "time_zone": "Nowhere"}, "/time_zone"),
        ({"email": "a@example.com", "password": "12345"}, "/password"),
    ],
)
def test_it_refuses_bad_accounts(given: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as caught:
        services.user_create(by=BY, **given)
    assert pointer in [error.pointer for error in caught.value.errors]
    assert not User.objects.exists()


def test_an_account_can_be_changed(organization: Organization) -> None:
    user = _user()
    services.member_add(organization=organization, user=user, by=BY)
    services.user_update(user=user, changes={"last_name": "Lovelace", "password": "another long one"}, by=BY)
    user.refresh_from_db()
    assert user.name == "Ada Lovelace"
    assert user.check_password("another long one")
    event = Event.objects.get(kind="user.updated")
    assert event.after == {"changed": ["last_name", "password"]}
    assert Actor.for_user(user, "192.0.2.1") == Actor("user", user.uid, "Ada Lovelace", "192.0.2.1")


def test_members_come_change_and_go(organization: Organization) -> None:
    owner = services.member_add(organization=organization, user=_user(), role="owner", by=BY)
    guest = services.member_add(organization=organization, email="bob@example.com", by=BY)
    assert not guest.user.has_usable_password()
    with pytest.raises(Invalid):
        services.member_add(organization=organization, email="BOB@example.com", by=BY)
    services.member_update(membership=guest, changes={"role": "admin"}, by=BY)
    services.member_remove(membership=guest, by=BY)
    assert [kind for kind in Event.objects.values_list("kind", flat=True) if "member" in kind] == [
        "member.added",
        "member.added",
        "member.updated",
        "member.removed",
    ]
    for act in (
        lambda: services.member_remove(membership=owner, by=BY),
        lambda: services.member_update(membership=owner, changes={"role": "member"}, by=BY),
    ):
        with pytest.raises(Conflict) as caught:
            act()
        assert caught.value.code == "last_owner"


def test_page_roles_belong_to_pages_of_the_organization() -> None:
    page, foreign = make_page("one"), make_page("two")
    member = services.member_add(organization=page.organization, user=_user(), by=BY)
    row = services.page_roles_set(membership=member, page=page, roles=["incident_manager"], by=BY)
    assert row is not None
    assert (row.incident_manager, row.page_configuration) == (True, False)
    services.page_roles_set(membership=member, page=page, roles=[], by=BY)
    assert not PageRole.objects.get().incident_manager
    services.page_roles_set(membership=member, page=page, roles=None, by=BY)
    assert not PageRole.objects.exists()
    told = Event.objects.filter(kind="page_role.updated").order_by("id").values_list("before", "after")
    assert list(told) == [
        (None, {"roles": ["incident_manager"]}),
        ({"roles": ["incident_manager"]}, {"roles": []}),
        ({"roles": []}, None),
    ]
    with pytest.raises(Invalid):
        services.page_roles_set(membership=member, page=page, roles=["king"], by=BY)
    with pytest.raises(Invalid):
        services.page_roles_set(membership=member, page=foreign, roles=[], by=BY)


def test_an_organization_can_be_renamed(organization: Organization) -> None:
    services.organization_update(organization=organization, changes={"name": "Acme Inc"}, by=BY)
    event = Event.objects.get(kind="organization.updated")
    assert (event.before, event.after) == ({"name": "Acme"}, {"name": "Acme Inc"})
