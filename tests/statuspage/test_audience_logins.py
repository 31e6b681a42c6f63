"""Which member somebody is who signed in at an identity provider."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from statuspage import services
from statuspage.exceptions import Conflict, DomainError, NotFound
from statuspage.models import AudienceMember, Page
from statuspage.services.audience_logins import audience_member_recognise
from tests.statuspage.making import BY, make_page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page() -> Page:
    return make_page()


def add(page: Page, email: str = "", login: str = "") -> AudienceMember:
    return services.audience_member_create(page=page, email=email, external_login=login, by=BY)


def recognise(page: Page, login: str, email: str = "") -> AudienceMember:
    return audience_member_recognise(page=page, login=login, email=email, by=BY)


def test_the_login_counts_before_the_address(page: Page) -> None:
    by_login, by_email = add(page, "old@x.example", "vera"), add(page, "vera@x.example")
    assert recognise(page, "vera", "vera@x.example") == by_login
    assert recognise(page, "wim", "VERA@x.example") == by_email
    by_email.refresh_from_db()
    assert (by_email.email, by_email.external_login) == ("vera@x.example", "wim")
    assert recognise(page, "wim") == by_email


@pytest.mark.parametrize(
    ("login", "email"), [("Vera", ""), ("ver", ""), ("", ""), ("x", ""), ("x", "x@x.example"), ("", "vera")]
)
def test_who_is_neither_is_nobody(page: Page, login: str, email: str) -> None:
    add(page, "vera@x.example", "vera")
    add(page, "", "wim")
    add(page, "ann@x.example")
    with pytest.raises(NotFound):
        recognise(page, login, email)


def test_a_login_is_not_replaced_by_another(page: Page) -> None:
    member = add(page, "vera@x.example", "vera")
    with pytest.raises(Conflict) as refused:
        recognise(page, "wim", "vera@x.example")
    assert refused.value.code == "other_login"
    member.refresh_from_db()
    assert member.external_login == "vera"


def test_members_of_another_page_are_not_among_them(page: Page) -> None:
    other = services.page_create(organization=page.organization, name="Other", slug="other", by=BY)
    add(other, "vera@x.example", "vera")
    with pytest.raises(NotFound):
        recognise(page, "vera", "vera@x.example")


def test_of_several_at_once_one_gets_the_address(page: Page) -> None:
    member = add(page, "vera@x.example")

    def run(act: Callable[[], object]) -> str:
        try:
            act()
        except DomainError as refused:
            return refused.code
        finally:
            connection.close()
        return ""

    acts = [lambda name=name: recognise(page, name, "vera@x.example") for name in ("a", "b", "c")]
    with ThreadPoolExecutor(max_workers=3) as pool:
        assert sorted(pool.map(run, acts)) == ["", "other_login", "other_login"]
    member.refresh_from_db()
    assert member.external_login in {"a", "b", "c"}
