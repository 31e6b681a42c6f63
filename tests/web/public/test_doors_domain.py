"""A page that is not open, at a domain of its own."""

import pytest
from django.test import Client
from django.utils import timezone

from statuspage.admission import cookie_name
from statuspage.models import Page, User
from tests.web.public.doors import PASSWORD, close

HOST = {"host": "status.acme.example"}


@pytest.fixture
def hosted(page: Page) -> Page:
    Page.objects.filter(pk=page.pk).update(domain="status.acme.example", domain_verified_at=timezone.now())
    page.refresh_from_db()
    return page


def test_the_password_lets_in_there_and_leads_nowhere_else(client: Client, hosted: Page):
    close(hosted, "password")
    text = client.get("/history", headers=HOST, follow=True).content.decode()
    assert "data-sign-in" in text
    assert "/accounts/" not in text
    response = client.post("/sign-in", {"password": PASSWORD, "next": "/history"}, headers=HOST)
    assert response["Location"] == "/history"
    assert response.cookies[cookie_name(hosted)]["path"] == "/"
    assert response.cookies[cookie_name(hosted)]["domain"] == ""


def test_a_session_counts_on_our_own_host_alone(client: Client, hosted: Page, owner: User):
    close(hosted, "password")
    client.force_login(owner)
    assert "Acme" in client.get("/pages/status").content.decode()
    assert "Acme" not in client.get("/", headers=HOST).content.decode()


def test_a_page_of_the_team_leads_to_our_own_host_by_a_name_that_tells_nothing(client: Client, hosted: Page):
    close(hosted, "team")
    text = client.get("/history", headers=HOST, follow=True).content.decode()
    assert f"/accounts/login/?next=%2Fpages%2F{hosted.uid}%2Fhistory" in text
    assert "status" not in text.replace("https://status.acme.example", "")
