"""People with each of the roles, and what they look at."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from incidents import services as incidents
from incidents.models import Incident
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Component, Membership, Organization, Page, User
from tests.cast import PASSWORD

BY = Actor.system()
ROLES = ("page_configuration", "incident_manager", "maintenance_manager")
PEOPLE = ("anonymous", "outsider", "unopened", "reader", *ROLES, "admin", "owner")
"""Everybody, from nothing to everything: `unopened` is a member without a word about the page."""

As = Callable[[str], Client]


@pytest.fixture
def component(page: Page) -> Component:
    return services.component_create(page=page, name="REST API", by=BY)


@pytest.fixture
def incident(page: Page, component: Component) -> Incident:
    return incidents.incident_open(
        page=page, name="Errors", body="We look.", components={component: "partial_outage"}, by=BY
    )


@pytest.fixture
def maintenance(page: Page, component: Component) -> Incident:
    start = timezone.now().replace(second=0, microsecond=0) + timedelta(days=2)
    return incidents.maintenance_schedule(
        page=page,
        name="New disks",
        scheduled_for=start,
        scheduled_until=start + timedelta(hours=1),
        components=[component],
        by=BY,
    )


@pytest.fixture
def as_(page: Page, organization: Organization, owner: User, outsider: User) -> As:
    """A browser of the person with a word of `PEOPLE`."""

    def as_(word: str) -> Client:
        client = Client()
        if word != "anonymous":
            people = {"owner": owner, "outsider": outsider}
            client.force_login(people.get(word) or person_with(organization, page, word))
        return client

    return as_


def person_with(organization: Organization, page: Page, word: str) -> User:
    """A member of the organization; a role of the page is theirs there."""
    user = User.objects.create_user(f"{word}@acme.example", PASSWORD, first_name=word.capitalize())
    membership = Membership.objects.create(
        organization=organization, user=user, role="admin" if word == "admin" else "member"
    )
    if word in ("reader", *ROLES):
        roles = [word] if word in ROLES else []
        services.page_roles_set(membership=membership, page=page, roles=roles, by=BY)
    return user
