import re

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
    with django_assert_num_queries(6):
        content = client.get("/dashboard/?all").content.decode()
    assert "Acme status" in content
    assert "Elsewhere status" not in content
    assert "data-sift" not in content
    second = Page.objects.create(organization=page.organization, name="Blue", slug="second")
    assert client.get("/dashboard/").status_code == 200
    for query, names in (
        ("all", ["Acme status", "Blue"]),
        ("sort=-name", ["Blue", "Acme status"]),
        ("q=BLU", ["Blue"]),
        ("q=elsewhere", []),
    ):
        with django_assert_num_queries(6 + query.startswith("q=")):
            content = client.get(f"/dashboard/?{query}").content.decode()
        assert re.findall(r'<th scope="row"><a [^>]*>([^<]*)<', content) == names, query
    assert "The filter hides 2 rows." in content
    second.delete()
    assert client.get("/dashboard/")["Location"] == "/dashboard/pages/status/"


def test_it_shows_the_outsider_nothing_of_it(client: Client, outsider: User, page: Page):
    client.force_login(outsider)
    assert "Acme status" not in client.get("/dashboard/?all").content.decode()


@pytest.mark.django_db
def test_it_sends_a_stranger_to_sign_in(client: Client):
    assert client.get("/dashboard/")["Location"] == "/accounts/login/?next=/dashboard/"
