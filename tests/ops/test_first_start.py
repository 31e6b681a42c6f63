import pytest
from pytest_django import Settings

from monitoring.models import Check
from ops.first_start import OWN_CHECK_SLUG, first_start, own_check_follow
from statuspage import services
from statuspage.actor import Actor
from statuspage.exceptions import Invalid
from statuspage.models import Component, Membership, Organization, Page, User

pytestmark = pytest.mark.django_db


def test_it_makes_an_administrator_and_a_page_that_watches_real_targets(settings: Settings) -> None:
    settings.CANDOR_ADMIN_EMAIL = "ada@example.com"
    settings.CANDOR_ADMIN_PASSWORD = ""

    made = first_start(sites=["https://shop.example.com/", "https://docs.example.com/start"])

    assert made is not None
    assert made.page is not None
    assert made.user is not None
    assert made.page.slug == "status"
    assert made.user.email == "ada@example.com"
    assert made.user.is_superuser
    assert made.user.check_password(made.password)
    assert Membership.objects.get(user=made.user).role == "owner"
    targets = {check.target["url"]: check for check in Check.living.select_related("component")}
    assert set(targets) == {
        f"{settings.CANDOR_PUBLIC_URL}/healthz",
        "https://shop.example.com/",
        "https://docs.example.com/start",
    }
    for check in targets.values():
        assert check.component is not None
        assert check.component.status == "unknown"  # nothing is claimed before a check has spoken
        assert check.confirm_down == 2
        assert 15 <= (check.interval_seconds or 0) <= 30


def test_it_takes_the_password_that_is_given_and_does_not_repeat_it(settings: Settings) -> None:
    settings.CANDOR_ADMIN_PASSWORD = "correct horse battery staple"

    made = first_start()

    assert made is not None
    assert made.user is not None
    assert made.password == ""
    assert made.user.check_password("correct horse battery staple")


def test_it_does_nothing_a_second_time() -> None:
    first_start()

    assert first_start(sites=["https://shop.example.com/"]) is None
    assert Organization.objects.count() == 1
    assert Component.objects.count() == 1


def test_it_makes_nothing_when_one_site_cannot_be_watched() -> None:
    with pytest.raises(Invalid):
        first_start(sites=["https://good.example.com/", "gopher://bad.example.com/"])

    assert not Organization.objects.exists()
    assert not Page.objects.exists()


def test_it_leaves_out_its_own_server_where_checks_may_not_reach_it(settings: Settings) -> None:
    settings.CANDOR_EGRESS_ALLOW = frozenset()

    assert first_start(sites=["https://shop.example.com/"]) is not None

    assert [component.name for component in Component.objects.all()] == ["shop.example.com"]
    assert Check.living.count() == 1


def test_its_own_check_follows_a_changed_address(settings: Settings) -> None:
    first_start()
    settings.CANDOR_PUBLIC_URL = "http://127.0.0.1:9999"

    own_check_follow()

    assert Check.living.get(slug=OWN_CHECK_SLUG).target["url"] == "http://127.0.0.1:9999/healthz"

    settings.CANDOR_EGRESS_ALLOW = frozenset()
    settings.CANDOR_PUBLIC_URL = "http://127.0.0.1:7777"
    own_check_follow()

    assert Check.living.get(slug=OWN_CHECK_SLUG).target["url"] == "http://127.0.0.1:9999/healthz"


def test_it_makes_an_administrator_where_a_page_was_made_first(
    organization: Organization, page: Page
) -> None:
    Membership.objects.all().delete()
    User.objects.all().delete()

    made = first_start()

    assert made is not None
    assert made.page is None
    assert made.user is not None
    assert Membership.objects.get(user=made.user).organization == organization
    assert Page.objects.count() == 1


def test_it_makes_no_page_again_that_was_deleted() -> None:
    made = first_start()
    assert made is not None
    assert made.page is not None
    services.page_delete(page=made.page, by=Actor.system())

    assert first_start() is None
