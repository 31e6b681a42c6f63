import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from django.utils import timezone

from config.settings.hosts import own_hosts
from statuspage.models import Page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forget_hosts():
    cache.clear()


@pytest.mark.parametrize(
    ("public", "more", "hosts"),
    [
        ("http://127.0.0.1:8000", (), {"127.0.0.1", "localhost", "::1"}),
        ("http://[::1]:8000", (), {"127.0.0.1", "localhost", "::1"}),
        ("https://Status.example.com", (), {"status.example.com"}),
        ("https://status.example.com", ("Inner", "[fd00::1]"), {"status.example.com", "inner", "fd00::1"}),
    ],
)
def test_it_knows_its_own_names(public: str, more: tuple[str, ...], hosts: set[str]):
    assert own_hosts(public, more) == hosts


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8000", "a b", "x@127.0.0.1"]
)
def test_E05_it_shows_nothing_under_a_name_that_nobody_gave_it(client: Client, page: Page, host: str):
    for path in ("/accounts/login/", "/", "/nowhere"):
        response = client.get(path, HTTP_HOST=host)
        assert response.status_code == 404
        assert b"Sign in" not in response.content
        assert page.name.encode() not in response.content


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "LOCALHOST:9", "[::1]:8000", "127.0.0.1."])
def test_it_answers_under_its_own_names(client: Client, host: str):
    assert client.get("/accounts/login/", HTTP_HOST=host).status_code == 200


def test_it_answers_load_balancers_under_any_name(client: Client):
    assert client.get("/healthz", HTTP_HOST="10.1.2.3:8000").status_code == 200


@pytest.mark.parametrize(("verified", "status"), [(True, 302), (False, 404)])
def test_it_answers_under_a_verified_domain_of_a_page(
    client: Client, page: Page, verified: bool, status: int
):
    page.domain = "Status.Acme.example"
    page.domain_verified_at = timezone.now() if verified else None
    page.save()
    with override_settings(ROOT_URLCONF="tests.config.redirecting_urls"):
        assert client.get("/", HTTP_HOST="status.acme.example").status_code == status


@pytest.mark.parametrize("path", ["/admin/", "/accounts/login/", "/dashboard/"])
def test_X15_nobody_signs_in_under_a_pages_domain(client: Client, page: Page, path: str):
    page.domain, page.domain_verified_at = "status.acme.example", timezone.now()
    page.save()
    assert client.get(path, HTTP_HOST="status.acme.example").status_code == 404
