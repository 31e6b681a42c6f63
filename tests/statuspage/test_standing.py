"""What the edge asks once a second."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.utils import timezone

from statuspage.models import Organization, Page
from statuspage.publishing import mark, publication_of
from statuspage.standing import pages_standing

pytestmark = pytest.mark.django_db

TEAM: dict[str, Any] = {"viewers_must_be_team_members": True}
INSIDE: dict[str, Any] = {"ip_restrictions": "10.0.0.0/8"}


@pytest.fixture
def organization() -> Organization:
    return Organization.objects.create(name="Acme")


def test_it_tells_revisions_of_public_pages_and_owners_of_verified_domains(
    organization: Organization, django_assert_num_queries
) -> None:
    now = timezone.now()
    shown = Page.objects.create(
        organization=organization,
        name="Shown",
        slug="shown",
        domain="Status.example",
        domain_verified_at=now,
        sequence=9,
        revision=7,
    )
    sealed = Page.objects.create(
        organization=organization,
        name="Sealed",
        slug="sealed",
        visibility="restricted",
        domain="sealed.example",
        domain_verified_at=now,
    )
    for slug, closing in (("team", TEAM), ("inside", INSIDE)):
        Page.objects.create(organization=organization, name=slug, slug=slug, **closing)
    Page.objects.create(organization=organization, name="Gone", slug="gone", deleted_at=now)
    claimed = Page.objects.create(
        organization=organization, name="Claimed", slug="claimed", domain="bank.example"
    )
    with django_assert_num_queries(1):
        standing = pages_standing()
    assert standing.revisions == {shown.uid: 7, claimed.uid: 0}
    assert standing.domains == {"status.example": shown.uid, "sealed.example": sealed.uid}


@pytest.mark.parametrize("closing", [{"visibility": "password"}, {"visibility": "restricted"}, TEAM, INSIDE])
def test_it_marks_what_everyone_may_read_and_seals_the_rest(
    organization: Organization, closing: dict[str, Any]
) -> None:
    page = Page(organization=organization, name="Page", slug="page", revision=3, languages=["en", "de"])
    response = HttpResponse()
    mark(response, page=page)
    publication = publication_of(response)
    assert publication is not None
    assert (publication.revision, publication.languages) == (3, ("en", "de"))
    for field, value in closing.items():
        setattr(page, field, value)
    mark(response, page=page)
    assert publication_of(response) is None
    assert response["Cache-Control"] == "private, no-store"
