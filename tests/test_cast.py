from django.test import Client

from statuspage.models import Membership, Organization, User
from tests.cast import PASSWORD


def test_it_sets_the_outsider_apart(owner: User, teammate: User, outsider: User, organization: Organization):
    assert set(Membership.objects.filter(organization=organization).values_list("user", flat=True)) == {
        owner.pk,
        teammate.pk,
    }
    assert not owner.is_staff
    assert outsider.memberships.get().organization != organization


def test_it_gives_people_a_password_that_works(client: Client, owner: User):
    assert client.login(email="OWNER@acme.example", password=PASSWORD)
