"""The cast: one organization with its people and page, and someone who belongs elsewhere.

Rows are laid down without services, so that the journal of a test holds only what the test did.
"""

import pytest

from statuspage.models import Membership, Organization, Page, User
from statuspage.vocabulary import MembershipRole

PASSWORD = "correct horse battery staple"


@pytest.fixture
def organization(db: None) -> Organization:
    """The organization of owner and teammate."""
    return Organization.objects.create(name="Acme")


@pytest.fixture
def other_organization(db: None) -> Organization:
    """The organization of the outsider."""
    return Organization.objects.create(name="Elsewhere")


@pytest.fixture
def owner(organization: Organization) -> User:
    """Owns the organization."""
    return _person("owner@acme.example", "Olive", organization, MembershipRole.OWNER)


@pytest.fixture
def teammate(organization: Organization) -> User:
    """A plain member of the organization."""
    return _person("teammate@acme.example", "Tariq", organization, MembershipRole.MEMBER)


@pytest.fixture
def outsider(other_organization: Organization) -> User:
    """Owns another organization, and must never reach into this one."""
    return _person("outsider@elsewhere.example", "Oskar", other_organization, MembershipRole.OWNER)


@pytest.fixture
def operator(db: None) -> User:
    """Runs the installation: may use the operators' admin, belongs to no organization."""
    return User.objects.create_superuser("operator@host.example", PASSWORD, first_name="Opal")


@pytest.fixture
def page(organization: Organization) -> Page:
    """The organization's page, at ``status``."""
    return Page.objects.create(organization=organization, name="Acme status", slug="status")


@pytest.fixture
def other_page(other_organization: Organization) -> Page:
    """The page of the outsider's organization."""
    return Page.objects.create(organization=other_organization, name="Elsewhere status", slug="elsewhere")


def _person(email: str, name: str, organization: Organization, role: MembershipRole) -> User:
    user = User.objects.create_user(email, PASSWORD, first_name=name)
    Membership.objects.create(organization=organization, user=user, role=role)
    return user
