import pytest
from pytest_django import Settings

from statuspage import selectors, services
from statuspage.exceptions import NotFound
from tests.statuspage.making import BY, make_page

pytestmark = pytest.mark.django_db


def test_a_host_leads_to_its_page(settings: Settings) -> None:
    settings.CANDOR_HOSTS = ("status.example.com", "localhost")
    first, second = make_page("status"), make_page("eu", domain="eu.example.com")
    assert selectors.page_get_for_host("status.example.com:8443") == first
    assert selectors.page_get_for_host("STATUS.example.com") == first
    assert selectors.page_get_for_host("localhost") == first
    assert selectors.page_get_for_host("eu.example.com") is None
    services.page_domain_verify(page=second, by=BY)
    assert selectors.page_get_for_host("EU.example.com.:443") == second
    assert selectors.page_get_for_host("evil.example.com") is None
    assert selectors.page_get_for_host("[::1") is None
    assert selectors.page_get_for_host("") is None


def test_a_page_is_found_by_uid_before_slug() -> None:
    first = make_page("status")
    second = make_page(first.uid)
    assert selectors.page_resolve(first.uid) == first
    assert selectors.page_resolve("status") == first
    services.page_delete(page=first, by=BY)
    assert selectors.page_resolve(second.slug) == second
    assert selectors.page_first() == second
    with pytest.raises(NotFound):
        selectors.page_resolve("status")


def test_an_address_leads_to_its_page(settings: Settings) -> None:
    settings.CANDOR_HOSTS = ("status.example.com",)
    with pytest.raises(NotFound):
        selectors.page_at("status.example.com")
    first, second = make_page("status"), make_page("eu", domain="eu.example.com")
    services.page_domain_verify(page=second, by=BY)
    assert selectors.page_at("status.example.com:443") == first
    assert selectors.page_at("Status.example.com", "eu") == second
    assert selectors.page_at("eu.example.com") == selectors.page_at("eu.example.com.", second.uid) == second
    for host, ref in (
        ("eu.example.com", "status"),
        ("status.example.com", "nowhere"),
        ("evil.example.com", ""),
        ("evil.example.com", "status"),
    ):
        with pytest.raises(NotFound):
            selectors.page_at(host, ref)


def test_a_revision_is_read_by_uid() -> None:
    page = make_page()
    assert selectors.page_revision(page.uid) == 1
    services.page_update(page=page, changes={"name": "Other"}, by=BY)
    assert selectors.page_revision(page.uid) == 2
    services.page_delete(page=page, by=BY)
    assert selectors.page_revision(page.uid) is None


def test_the_journal_of_a_page_reads_newest_first() -> None:
    page = make_page()
    services.page_update(page=page, changes={"name": "Other"}, by=BY)
    assert [event.sequence for event in selectors.events_of_page(page)] == [2, 1]
    assert selectors.events_of_organization(page.organization).count() == 3
    assert [event.kind for event in selectors.events_pending()][:1] == ["organization.created"]
