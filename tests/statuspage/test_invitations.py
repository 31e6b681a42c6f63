"""Invitations at the ground floor: accepted once, whoever comes at the same time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from statuspage.actor import Actor
from statuspage.exceptions import Busy, NotFound
from statuspage.models import Invitation, Membership, Page, User
from statuspage.selectors.invitations import is_good
from statuspage.services.invitations import (
    KEPT,
    invitation_accept,
    invitation_resend,
    invitation_revoke,
    invitation_send,
    invitations_purge,
)
from tests.cast import PASSWORD


def make(page: Page, owner: User) -> Invitation:
    return invitation_send(
        organization=page.organization,
        inviter=owner,
        email="ina@acme.example",
        role="member",
        roles={page: ["incident_manager"]},
        by=Actor.for_user(owner),
    )


@pytest.mark.django_db(transaction=True)
def test_of_many_who_accept_at_once_one_is_let_in(page: Page, owner: User):
    made = make(page, owner)

    def accept(_number: int) -> bool:
        try:
            invitation_accept(invitation=made, first_name="Ina", password=PASSWORD)
        except NotFound:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(accept, range(6))) == 1
    assert Membership.objects.filter(user__email="ina@acme.example").count() == 1


def test_the_database_keeps_one_open_invitation_of_an_address(page: Page, owner: User):
    made = make(page, owner)
    again = Invitation(
        organization=made.organization,
        email=made.email,
        inviter="Olive",
        sent_at=made.sent_at,
        expires_at=made.expires_at,
    )
    with pytest.raises(IntegrityError, match=r"invitation_open_once|UNIQUE"), transaction.atomic():
        again.save()
    # A page that is gone when somebody joins is not opened to them.
    Page.objects.filter(pk=page.pk).update(deleted_at=timezone.now())
    member = invitation_accept(invitation=made, first_name="Ina", password=PASSWORD)
    assert not member.page_roles.exists()
    ends = made.expires_at + KEPT
    assert [invitations_purge(now=ends), invitations_purge(now=ends + timedelta(seconds=1))] == [0, 1]


def test_it_ends_with_the_rights_of_whoever_sent_it(page: Page, owner: User):
    made = make(page, owner)
    theirs = Membership.objects.filter(user=owner, organization=page.organization)
    for role, mine in (("member", "member"), ("admin", "owner")):
        theirs.update(role=role)
        Invitation.objects.filter(pk=made.pk).update(role=mine)
        assert not is_good(made, timezone.now())
        with pytest.raises(NotFound):
            invitation_accept(invitation=made, first_name="Ina", password=PASSWORD)
    assert not User.objects.filter(email=made.email).exists()
    Invitation.objects.filter(pk=made.pk).update(role="member")
    assert is_good(made, timezone.now())
    # Somebody else of the team sends it again, and stands for it from then on.
    theirs.update(role="member")
    other = User.objects.create(email="olga@acme.example", first_name="Olga")
    Membership.objects.create(organization=page.organization, user=other, role="admin")
    again = invitation_resend(
        invitation=made, inviter=other, by=Actor.for_user(other), now=made.sent_at + timedelta(minutes=1)
    )
    assert (again.inviter, is_good(again, again.sent_at)) == ("Olga", True)


def test_taking_it_back_does_not_let_mails_follow_one_another(page: Page, owner: User):
    invitation_revoke(invitation=make(page, owner), by=Actor.for_user(owner))
    with pytest.raises(Busy, match="less than a minute"):
        make(page, owner)
    assert Invitation.objects.count() == 1
