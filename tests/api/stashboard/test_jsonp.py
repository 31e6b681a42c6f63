"""Answers wrapped in a function for pages of other sites, and never in the name of their visitors."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from apikeys.services import IssuedKey
from statuspage.admission import admit
from statuspage.models import Page, User
from statuspage.vocabulary import PageVisibility
from tests.rows import each

pytestmark = [pytest.mark.django_db, pytest.mark.any_database, pytest.mark.usefixtures("echoed", "page")]

READ = "/api/v1/echo/a?x=%E2%80%A8%C3%A9"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (READ, 200),
        ("/admin/api/v1/echo/a?a=b", 200),
        ("/api/v2/echo/a?", 404),
        ("/api/v1/nowhere?", 404),
        ("/admin/api/nowhere?", 404),
    ],
)
@pytest.mark.parametrize("name", ["fn", "jQuery17_1", "angular.callbacks._0", "$.$$", "a" * 128])
def test_wraps_answers_and_errors(client: Client, path: str, code: int, name: str):
    plain, wrapped = client.get(path), client.get(f"{path}&callback={name}")
    assert (plain.status_code, wrapped.status_code) == (code, code)
    assert wrapped["Content-Type"] == "application/javascript"
    assert wrapped["X-Content-Type-Options"] == "nosniff"
    text = wrapped.content.decode("ascii")
    assert text.startswith(f"{name}({{")
    assert text.endswith("});")
    assert client.get(f"{path}&callback=")["Content-Type"] == "application/json"


@each(
    "name",
    ["alert(1)//", "a-b", "1a", "a..b", ".a", "a.", "a[0]", "a%20b", "%3Cscript%3E", "é", "a" * 129, "a%0a"],
)
def test_refuses_what_is_no_name_of_a_function(client: Client, name: str):
    answer = client.get(f"{READ}&callback={name}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/json")
    assert answer.json()["message"] == "Bad callback: it must be the name of a function"


def test_wraps_refusals_of_writes_and_acts_for_no_bad_name(
    client: Client, caller: Callable[[IssuedKey], Client], full_key: IssuedKey
):
    assert client.post("/admin/api/v1/echo/a?callback=f").content.startswith(b"f({")
    assert client.put("/api/v1/echo/a?callback=f").content.startswith(b"f({")
    api = caller(full_key)
    assert api.post("/admin/api/v1/echo/a?callback=f").content.startswith(b"f({")
    assert api.post("/admin/api/v1/echo/a?callback=f()").status_code == 400
    assert client.options("/api/v1/echo/a?callback=f").content == b""


@pytest.fixture
def closed(page: Page) -> Page:
    """The page, for people who are signed in alone."""
    page.visibility = PageVisibility.RESTRICTED
    page.save(update_fields=["visibility"])
    return page


def test_A12_a_page_that_is_not_open_is_not_there_without_a_key(
    client: Client,
    closed: Page,
    caller: Callable[[IssuedKey], Client],
    full_key: IssuedKey,
    outsider_key: IssuedKey,
):
    nowhere = client.get("/api/v1/nowhere")
    assert (client.get(READ).status_code, client.get(READ).content) == (404, nowhere.content)
    admin = client.get("/admin/api/v1/echo/a")
    assert (admin.status_code, admin.json()["message"]) == (403, "Authorization Failure")
    assert caller(full_key).get("/admin/api/v1/echo/a").json()["page"] == "status"
    assert caller(full_key).get(READ).json()["page"] == "status"
    assert caller(outsider_key).get("/admin/api/v1/echo/a").status_code == 403
    Page.objects.all().delete()
    assert client.get(READ).content == nowhere.content
    assert client.get("/admin/api/v1/echo/a").content == admin.content


def test_wraps_and_shares_nothing_that_a_cookie_opens(page: Page, rf: RequestFactory):
    page.visibility, page.password_hash = PageVisibility.PASSWORD, "hash"
    page.save(update_fields=["visibility", "password_hash"])
    given = HttpResponse()
    admit(given, rf.get("/"), page, base="")
    browser = Client()
    browser.cookies = given.cookies
    answer = browser.get(f"{READ}&callback=f")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer.json()["page"] == "status"
    assert "Access-Control-Allow-Origin" not in answer
    assert answer["Cache-Control"] == "private, no-store"
    assert browser.get("/admin/api/v1/echo/a").status_code == 403


def test_knows_nobody_who_is_signed_in_to_the_dashboard(closed: Page, owner: User, settings: Settings):
    settings.CANDOR_HOSTS = ["testserver"]
    browser = Client()
    browser.force_login(owner)
    assert browser.get(READ).status_code == 404
    assert browser.post("/admin/api/v1/echo/a").status_code == 403


def test_lets_pages_of_other_origins_read_open_pages(client: Client):
    answer = client.get(READ)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert client.options(READ)["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
