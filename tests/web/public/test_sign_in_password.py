"""A16: signing in to a page with its password."""

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from apikeys.attempts import CALLER, EVERYBODY
from statuspage import services
from statuspage.admission import cookie_name
from statuspage.models import Page
from tests.web.public.doors import BY, OUTSIDE, PASSWORD, close

PATH = "/pages/status/sign-in"


@pytest.fixture(autouse=True)
def fresh_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is counted yet, and no window ends while a test runs."""
    caches["limits"].clear()
    monkeypatch.setattr("apikeys.attempts.time", SimpleNamespace(time=lambda: 1_800_000_100.0))


@pytest.fixture
def closed(page: Page) -> Page:
    return close(page, "password")


def give(client: Client, password: str = PASSWORD, path: str = PATH, **sent: str) -> Any:
    headers = {name: sent.pop(name) for name in ("origin", "sec_fetch_site") if name in sent}
    address = sent.pop("address", "127.0.0.1")
    return client.post(
        path,
        {"password": password, **sent},
        headers={name.replace("_", "-"): value for name, value in headers.items()},
        REMOTE_ADDR=address,
    )


def test_the_password_lets_in_to_the_page_and_to_nothing_else(client: Client, closed: Page, other_page: Page):
    close(other_page, "password")
    response = give(client)
    assert (response.status_code, response["Location"]) == (302, "/pages/status")
    cookie = response.cookies[cookie_name(closed)]
    assert (cookie["path"], cookie["max-age"]) == ("/pages/status", 30 * 86_400)
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", "")
    assert PASSWORD not in cookie.value
    assert "Acme status" in client.get("/pages/status").content.decode()
    assert client.get("/pages/status/api/v2/status.json").json()["page"]["name"] == "Acme status"
    assert "Elsewhere" not in client.get("/pages/elsewhere").content.decode()
    assert give(client, path="/sign-in").cookies[cookie_name(closed)]["path"] == "/"


def test_space_around_it_does_not_matter_and_all_else_does(client: Client, closed: Page):
    for wrong in ("", "open", PASSWORD.upper(), PASSWORD + "!", "x" * 100_000, "\x00"):
        response = give(client, wrong)
        assert response.status_code == 403
        assert not response.cookies
        assert "This is not the password." in response.content.decode()
        assert wrong == "" or wrong not in response.content.decode()
    assert give(client, f" {PASSWORD} ").status_code == 302


@override_settings(SESSION_COOKIE_SECURE=True)
def test_its_cookie_keeps_to_https_where_the_installation_does(client: Client, closed: Page):
    assert give(client).cookies[cookie_name(closed)]["secure"] is True


@pytest.mark.parametrize(
    ("asked", "goes_to"),
    [
        ("/pages/status/history?month=2026-01", "/pages/status/history?month=2026-01"),
        ("/pages/status/", "/pages/status/"),
        ("/pages/status", "/pages/status"),
        ("/pages/elsewhere", "/pages/status"),
        ("/pages/status/../elsewhere", "/pages/status"),
        ("/pages/statusx/history", "/pages/status"),
        ("/pages/status//evil.example", "/pages/status"),
        ("/pages/status/@evil.example", "/pages/status"),
        ("//evil.example", "/pages/status"),
        ("https://evil.example/", "/pages/status"),
        ("/\\evil.example", "/pages/status"),
        ("/pages/status/history?x=\r\nSet-Cookie: a=b", "/pages/status"),
        ("/accounts/logout/", "/pages/status"),
        ("javascript:alert(1)", "/pages/status"),
    ],
)
def test_it_goes_on_to_addresses_of_the_page_alone(client: Client, closed: Page, asked: str, goes_to: str):
    assert give(client, next=asked)["Location"] == goes_to
    shown = Client().get(PATH, {"next": asked}).content.decode()
    assert "evil" not in shown


@pytest.mark.parametrize("asked", ["//evil.example", "/pages/elsewhere", "/dashboard/", "/accounts/logout/"])
def test_at_the_root_too(client: Client, closed: Page, asked: str):
    assert give(client, path="/sign-in", next=asked)["Location"] == "/"


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"sec_fetch_site": "cross-site"}, {"origin": "null"}],
    ids=str,
)
def test_E01_no_other_site_signs_anybody_in(client: Client, closed: Page, headers: dict[str, str]):
    response = give(client, **headers)
    assert response.status_code == 403
    assert not response.cookies
    assert "Acme" not in response.content.decode()


def test_signing_out_takes_it_back(client: Client, closed: Page):
    give(client)
    assert "You are signed in" in client.get(PATH).content.decode()
    assert client.get("/pages/status/sign-out").status_code == 405
    foreign = client.post("/pages/status/sign-out", headers={"origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert "Acme" in client.get("/pages/status").content.decode()
    assert client.post("/pages/status/sign-out")["Location"] == PATH
    assert "Acme" not in client.get("/pages/status").content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"password": "another one"},
        {"password": PASSWORD},
        {"viewers_must_be_team_members": True},
        {"visibility": "restricted"},
    ],
    ids=str,
)
def test_a_change_of_who_is_let_in_signs_everybody_out_at_once(
    client: Client, closed: Page, changes: dict[str, Any]
):
    give(client)
    assert "Acme" in client.get("/pages/status").content.decode()
    services.page_update(page=closed, changes=changes, by=BY)
    assert "Acme" not in client.get("/pages/status").content.decode()
    services.page_update(
        page=closed, changes={"visibility": "public", "viewers_must_be_team_members": False}, by=BY
    )
    services.page_update(page=closed, changes={"visibility": "password"}, by=BY)
    assert "Acme" not in client.get("/pages/status").content.decode()


def test_a_change_of_anything_else_does_not(client: Client, closed: Page):
    give(client)
    services.page_update(page=closed, changes={"name": "Acme now", "headline": "x"}, by=BY)
    assert "Acme now" in client.get("/pages/status").content.decode()


def test_R06_whoever_guesses_waits_longer_and_longer_and_nobody_else(client: Client, closed: Page):
    first = CALLER[0]
    for _ in range(first.tries):
        assert give(client, "wrong", address=OUTSIDE).status_code == 403
    for password in ("wrong", PASSWORD):
        response = give(client, password, address=OUTSIDE)
        assert response.status_code == 429
        assert 0 < int(response["Retry-After"]) <= first.seconds + 1
        assert not response.cookies
        assert "tried too often" in response.content.decode()
    assert give(client, "wrong", address="192.0.2.8").status_code == 403
    assert give(client).status_code == 302
    seconds = [window.seconds for window in CALLER]
    assert seconds == sorted(seconds)
    assert seconds[-1] <= 86_400


def test_R06_good_tries_count_nowhere(client: Client, closed: Page):
    for _ in range(3 * CALLER[0].tries):
        assert give(client).status_code == 302


def test_R06_an_address_is_a_network_where_one_host_has_many(client: Client, closed: Page):
    for number in range(CALLER[0].tries):
        give(client, "wrong", address=f"2001:db8::{number:x}")
    assert give(client, address="2001:db8::ffff").status_code == 429
    assert give(client, address="2001:db8:1::1").status_code == 302


def test_R06_many_addresses_together_wait_too_and_the_team_never(
    client: Client, closed: Page, other_page: Page, owner: Any
):
    close(other_page, "password")
    limit = EVERYBODY[0].tries
    for number in range(limit):
        assert give(client, "wrong", address=f"198.18.{number // 250}.{number % 250}").status_code == 403
    assert give(client).status_code == 429
    assert give(client, path="/pages/elsewhere/sign-in").status_code == 302
    client.force_login(owner)
    assert "Acme" in client.get("/pages/status").content.decode()


@pytest.mark.django_db(transaction=True)
def test_R05_as_many_as_the_limit_says_are_judged_however_many_come_at_once(page: Page):
    close(page, "password")

    def guess(_number: int) -> int:
        try:
            return int(give(Client(), "wrong", address=OUTSIDE).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(guess, range(40)))
    assert codes.count(403) == CALLER[0].tries
    assert codes.count(429) == 40 - CALLER[0].tries


def test_the_form_costs_no_more_than_finding_the_page(
    client: Client, closed: Page, django_assert_num_queries: DjangoAssertNumQueries
):
    client.get(PATH)
    with django_assert_num_queries(1):
        response = client.get(PATH)
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Cache-Control"] == "private, no-store"


def test_an_open_page_has_nothing_to_sign_in_to(client: Client, page: Page):
    for response in (
        client.get("/sign-in"),
        client.post("/sign-in", {"password": "x"}),
        client.get("/sign-in/x"),
    ):
        assert response["Location"] == "/"
    assert client.get("/pages/nowhere/sign-in").status_code == 404
