import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from statuspage.models import Page, User


def test_it_lists_the_pages_of_ones_own_organizations(
    client: Client,
    owner: User,
    page: Page,
    other_page: Page,
    django_assert_num_queries: DjangoAssertNumQueries,
):
    client.force_login(owner)
    with django_assert_num_queries(5):
        content = client.get("/dashboard/?all").content.decode()
    assert "Acme status" in content
    assert "Elsewhere status" not in content


def test_it_shows_the_outsider_nothing_of_it(client: Client, outsider: User, page: Page):
    client.force_login(outsider)
    assert "Acme status" not in client.get("/dashboard/?all").content.decode()


@pytest.mark.django_db
def test_it_sends_a_stranger_to_sign_in(client: Client):
    assert client.get("/dashboard/")["Location"] == "/accounts/login/?next=/dashboard/"
