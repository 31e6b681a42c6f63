"""The status document under a page's own domain: of that page alone, as everything there."""

import pytest
from django.test import Client
from django.utils import timezone

from statuspage.models import Page

DOMAIN = "status.acme.example"


@pytest.fixture(autouse=True)
def hosts(settings, page: Page) -> None:
    Page.objects.filter(pk=page.pk).update(domain=DOMAIN, domain_verified_at=timezone.now())


@pytest.mark.django_db
def test_no_other_page_answers_there(client: Client, page: Page, other_page: Page):
    assert client.get(f"/api/v1/pages/{page.slug}/status/", headers={"host": DOMAIN}).status_code == 200
    for reference in (other_page.slug, other_page.uid):
        answer = client.get(f"/api/v1/pages/{reference}/status/", headers={"host": DOMAIN})
        unknown = client.get("/api/v1/pages/nothing/status/", headers={"host": DOMAIN})
        assert answer.status_code == unknown.status_code == 404
        assert answer.json()["code"] == unknown.json()["code"]
        assert client.get(f"/api/v1/pages/{reference}/status/").status_code == 200
