from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.db import IntegrityError, transaction

from statuspage import services
from statuspage.exceptions import Conflict, Invalid
from statuspage.models import Event, Page
from tests.statuspage.making import BY, make_page

pytestmark = pytest.mark.django_db


def _problems(caught: pytest.ExceptionInfo[Invalid]) -> set[tuple[str, str]]:
    return {(error.pointer, error.code) for error in caught.value.errors}


def test_it_makes_a_page_and_tells() -> None:
    page = make_page(
        "status", time_zone="Europe/Berlin", languages=["en", "de"], colors={"accent": "#1A56DB"}
    )
    page.refresh_from_db()
    assert (page.time_zone, page.languages, page.colors) == (
        "Europe/Berlin",
        ["en", "de"],
        {"accent": "#1a56db"},
    )
    event = Event.objects.get(kind="page.created")
    assert (event.page, event.sequence, page.revision) == (page, 1, 1)


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"name": "a\x00b"}, ("/name", "control_character")),
        ({"name": "\ud800"}, ("/name", "control_character")),
        ({"name": "two\nlines"}, ("/name", "control_character")),
        ({"name": "x" * 256}, ("/name", "too_long")),
        ({"name": "  "}, ("/name", "required")),
        ({"name": 7}, ("/name", "not_text")),
        ({"slug": "Not A Slug"}, ("/slug", "invalid_slug")),
        ({"slug": "-a"}, ("/slug", "invalid_slug")),
        ({"time_zone": "Mars/Olympus"}, ("/time_zone", "invalid_time_zone")),
        ({"time_zone": "../../etc/passwd"}, ("/time_zone", "invalid_time_zone")),
        ({"languages": []}, ("/languages", "invalid_languages")),
        ({"languages": ["en", "en"]}, ("/languages", "repeated")),
        ({"languages": ["<b>"]}, ("/languages/0", "invalid_language")),
        ({"domain": "http://x"}, ("/domain", "invalid_domain")),
        ({"domain": "127.0.0.1"}, ("/domain", "invalid_domain")),
        ({"support_url": "javascript:alert(1)"}, ("/support_url", "invalid_url")),
        ({"support_url": "https://u:p@example.com"}, ("/support_url", "invalid_url")),
        ({"support_url": "https://exa mple.com"}, ("/support_url", "invalid_url")),
        ({"colors": {"accent": "red;}"}}, ("/colors/accent", "invalid_color")),
        ({"colors": {"</style>": "#fff"}}, ("/colors/</style>", "unknown_field")),
        ({"custom_css": "</style><script>"}, ("/custom_css", "markup")),
        ({"visibility": "secret"}, ("/visibility", "unknown_word")),
        ({"visibility": "password"}, ("/password", "required")),
        ({"weight_partial": 1.5}, ("/weight_partial", "out_of_range")),
        ({"weight_partial": float("nan")}, ("/weight_partial", "out_of_range")),
        ({"allow_email": "yes"}, ("/allow_email", "not_boolean")),
        ({"revision": 7}, ("/revision", "unknown_field")),
        ({"links": [{"label": "x", "url": "ftp://x"}]}, ("/links/0/url", "invalid_url")),
    ],
)
def test_it_refuses_bad_settings(settings: dict[str, Any], problem: tuple[str, str]) -> None:
    page = make_page("good")
    with pytest.raises(Invalid) as caught:
        services.page_update(page=page, changes=settings, by=BY)
    assert problem in _problems(caught)
    assert not Event.objects.filter(kind="page.updated").exists()


def test_it_names_all_problems_at_once() -> None:
    page = make_page("good")
    with pytest.raises(Invalid) as caught:
        services.page_update(page=page, changes={"name": "", "slug": "!", "nonsense": 1}, by=BY)
    assert {pointer for pointer, _ in _problems(caught)} == {"/name", "/slug", "/nonsense"}


def test_slugs_and_domains_are_unique_among_the_living() -> None:
    first = make_page("status", domain="a.example.com")
    for settings, code in (
        ({"slug": "status"}, "duplicate_slug"),
        ({"slug": "b", "domain": "A.example.com"}, "duplicate_domain"),
    ):
        with pytest.raises(Invalid) as caught:
            make_page(**settings)
        assert [error.code for error in caught.value.errors] == [code]
    services.page_delete(page=first, by=BY)
    assert make_page("status", domain="a.example.com").slug == "status"
    assert Page.living.count() == 1
    with pytest.raises(Conflict):
        services.page_update(page=first, changes={"name": "late"}, by=BY)


def test_it_writes_only_what_changes() -> None:
    page = make_page("status")
    services.page_update(page=page, changes={"name": "Acme", "headline": ""}, by=BY)
    assert not Event.objects.filter(kind="page.updated").exists()
    services.page_update(page=page, changes={"name": "Acme Inc", "headline": ""}, by=BY)
    event = Event.objects.get(kind="page.updated")
    assert (event.before, event.after) == ({"name": "Acme"}, {"name": "Acme Inc"})
    assert page.name == "Acme Inc"


def test_a_password_is_kept_hashed_and_out_of_the_journal() -> None:
    page = make_page("status", visibility="password", password="open sesame")
    assert check_password("open sesame", page.password_hash)
    services.page_update(page=page, changes={"password": "close sesame"}, by=BY)
    page.refresh_from_db()
    assert (page.password_version, check_password("close sesame", page.password_hash)) == (2, True)
    for event in Event.objects.all():
        assert "sesame" not in f"{event.before}{event.after}"


def test_a_plan_is_one_of_two_words_in_the_database_too(page: Page) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Page.objects.filter(pk=page.pk).update(plan="golden")


def test_single_colours_leave_the_others_alone(page: Page) -> None:
    changes = {"colors": {"css_reds": "#cc0000", "css_blues": "#0000cc"}}
    services.page_update(page=page, changes=changes, by=BY)
    services.page_update(page=page, changes={}, colors={"css_reds": None, "css_greens": "#0A0"}, by=BY)
    page.refresh_from_db()
    assert page.colors == {"css_blues": "#0000cc", "css_greens": "#0a0"}
    with pytest.raises(Invalid):
        services.page_update(page=page, changes={}, colors={"css_reds": "red"}, by=BY)
