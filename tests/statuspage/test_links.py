from types import SimpleNamespace
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from statuspage import links, services
from statuspage.badge_signing import badge_states
from statuspage.models import Page
from tests.statuspage.making import BY, make_page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _public_url(settings: Settings) -> None:
    settings.CANDOR_PUBLIC_URL = "https://status.example.com"


def test_the_first_page_answers_at_the_root_and_others_below_pages() -> None:
    first, second = make_page("status"), make_page("eu")
    assert links.page_url(first) == "https://status.example.com"
    assert links.page_url(second) == "https://status.example.com/pages/eu"
    services.page_delete(page=first, by=BY)
    assert links.page_url(Page.objects.get(pk=second.pk)) == "https://status.example.com"


def test_a_domain_counts_once_it_is_verified() -> None:
    page = make_page("status", domain="Status.Acme.com")
    assert links.page_url(page) == "https://status.example.com"
    services.page_domain_verify(page=page, by=BY)
    assert links.page_url(page) == "https://status.acme.com"
    services.page_update(page=page, changes={"domain": "new.acme.com"}, by=BY)
    assert links.page_url(page) == "https://status.example.com"


def test_every_thing_has_an_address(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    page = make_page("status")
    thing = SimpleNamespace(uid="abc123", slug="rest-api", code=UUID(int=1))
    with django_assert_max_num_queries(1):
        addresses = [
            links.incident_url(page, thing),
            links.maintenance_url(page, thing),
            links.component_url(page, thing),
            links.atom_url(page),
            links.rss_url(page),
            links.calendar_url(page),
            links.embed_script_url(page),
            links.embed_frame_url(page),
            links.history_url(page),
            links.subscribe_url(page),
            links.ping_url(thing),
        ]
    assert [address.removeprefix("https://status.example.com") for address in addresses] == [
        "/incidents/abc123",
        "/maintenances/abc123",
        "/components/rest-api",
        "/history.atom",
        "/history.rss",
        "/maintenance.ics",
        "/embed.js",
        "/embed/",
        "/history",
        "/subscribe",
        "/ping/00000000-0000-0000-0000-000000000001",
    ]


def test_a_heartbeat_has_a_mail_address_where_mail_is_taken(settings: Settings) -> None:
    check = SimpleNamespace(code=UUID(int=1))
    assert links.ping_email(check) is None
    settings.CANDOR_PING_EMAIL_DOMAIN = "pings.example.com"
    assert links.ping_email(check) == "00000000-0000-0000-0000-000000000001@pings.example.com"


def test_badges_of_checks_have_addresses_that_name_no_code() -> None:
    check = SimpleNamespace(code=UUID(int=1), badge_code=UUID(int=2))
    assert links.check_badge_url(check) == f"https://status.example.com/b/2/{UUID(int=2)}.svg"
    assert links.check_badge_url(check, fmt="json", states=3).endswith(f"/b/3/{UUID(int=2)}.json")


@pytest.mark.parametrize(
    ("tag", "shown"),
    [("prod", "/prod"), ("db@dc1", "/db%40dc1"), ("a/b", "/a%2Fb"), ("größe", "/gr%C3%B6%C3%9Fe"), ("*", "")],
)
def test_badges_of_tags_have_signed_addresses(tag: str, shown: str) -> None:
    page = make_page("status")
    address = links.tag_badge_url(page, tag, fmt="shields", states=2)
    signature = address.removeprefix(f"https://status.example.com/badge/{page.badge_key}/")[:10]
    assert address == f"https://status.example.com/badge/{page.badge_key}/{signature}{shown}.shields"
    assert badge_states(page.badge_key, tag, signature) == 2
