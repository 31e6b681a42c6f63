"""What the edge asks once a second."""

import pytest
from django.http import HttpResponse
from django.utils import timezone

from statuspage.models import Organization, Page
from statuspage.publishing import mark, publication_of
from statuspage.standing import pages_standing

pytestmark = pytest.mark.django_db


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
    Page.objects.create(organization=organization, name="Gone", slug="gone", deleted_at=now)
    claimed = Page.objects.create(
        organization=organization, name="Claimed", slug="claimed", domain="bank.example"
    )
    with django_assert_num_queries(1):
        standing = pages_standing()
    assert standing.revisions == {shown.uid: 7, claimed.uid: 0}
    assert standing.domains == {"status.example": shown.uid, "sealed.example": sealed.uid}


def test_it_marks_what_everyone_may_read_and_seals_the_rest(organization: Organization) -> None:
    page = Page(organization=organization, name="Page", slug="page", revision=3, languages=["en", "de"])
    response = HttpResponse()
    mark(response, page=page)
    publication = publication_of(response)
    assert publication is not None
    assert (publication.revision, publication.languages) == (3, ("en", "de"))
    page.visibility = "password"
    mark(response, page=page)
    assert publication_of(response) is None
    assert response["Cache-Control"] == "private, no-store"
