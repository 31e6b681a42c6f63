"""Signing in to pages that are not open, as visitors do it: by keyboard, without script, in the dark."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.cache import caches
from django.test import Client

from statuspage import services
from statuspage.admission_tokens import admission_token
from statuspage.models import Page, User
from statuspage.services.admissions import admission_link_create
from tests.browser.conftest import Window
from tests.web.public.doors import BY, PASSWORD, close, member_of
from webhooks.services.admissions import admission_mails_send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CONTRAST = Path(__file__).with_name("contrast.js").read_text()
READER = f"{'long' * 15}@{'x' * 60}.example.com"
PHONE = {"viewport": {"width": 320, "height": 640}}
DARK = {"color_scheme": "dark"}
GERMAN = {"locale": "de-DE"}
NO_SCRIPT = {"java_script_enabled": False}


@pytest.fixture(autouse=True)
def closed(transactional_db: None, page: Page, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    caches["limits"].clear()
    monkeypatch.setattr("apikeys.attempts.time", SimpleNamespace(time=lambda: 1_800_000_100.0))
    services.page_update(
        page=page,
        changes={"colors": {"css_body_background_color": "#ff0000"}, "custom_css": ".gate{display:none}"},
        by=BY,
    )
    website = services.component_create(page=page, name="Website", by=BY)
    services.component_create(page=page, name="Billing", by=BY)
    member_of(page, website, email=READER)
    yield page
    caches["limits"].clear()


@pytest.mark.parametrize("window", [{}, DARK, PHONE, PHONE | DARK, GERMAN], ids=str, indirect=True)
def test_it_stands_in_every_light_and_width(window: Window, closed: Page, page: Page):
    member = page.audience_members.get()
    for kind in ("password", "restricted", "team"):
        close(page, kind)
        paths = ["/", "/sign-in", "/sign-in?next=%2Fhistory"]
        if kind == "restricted":
            paths += [f"/sign-in/{admission_token(admission_link_create(member=member))}"]
        for path in paths:
            window.go(path)
            _look(window, f"{kind}{path}")
        if kind == "restricted":
            window.page.goto(window.base + "/sign-in/nope")
            _look(window, "gone")
            window.go("/sign-in")
            for email, name in (("nobody@", "wrong-mail"), (READER, "sent")):
                _send(window, "#email", email)
                _look(window, name)
        if kind == "password":
            for name in ("wrong", *([""] * 9), "wait"):
                _send(window, "#password", "wrong")
                if name:
                    _look(window, name)
    assert [text for text in window.problems if not re.search(r"40[34]|422|429", text)] == []
    assert window.foreign == []


@pytest.mark.parametrize("window", [{}, NO_SCRIPT], ids=str, indirect=True)
def test_the_password_leads_to_what_was_asked_for_and_out_again(window: Window, page: Page):
    close(page, "password")
    tab = window.page
    window.go("/history")
    assert tab.url == f"{window.base}/sign-in?next=%2Fhistory"
    assert tab.title() == "Sign in"
    tab.get_by_label("Password").fill("open")
    tab.keyboard.press("Enter")
    tab.get_by_text("This is not the password.").wait_for()
    tab.get_by_label("Password").fill(PASSWORD)
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"{window.base}/history")
    assert "Acme status" in tab.title()
    tab.get_by_role("button", name="Sign out").click()
    tab.wait_for_url(f"{window.base}/sign-in")
    window.go("/")
    assert tab.title() == "Sign in"


def test_the_mailed_link_shows_a_member_what_is_theirs(window: Window, page: Page):
    close(page, "restricted")
    tab = window.page
    window.go("/")
    tab.get_by_label("E-mail address").fill(READER)
    tab.get_by_role("button", name="Mail me a link").click()
    tab.get_by_role("heading", name="Please look into your mail").wait_for()
    assert admission_mails_send() == 1
    found = re.search(r"(/sign-in/[a-z0-9]+)", str(mail.outbox[-1].body))
    assert found is not None
    window.go(found[1])
    tab.get_by_role("button", name="Sign in").click()
    tab.wait_for_url(f"{window.base}/")
    assert tab.get_by_text("Website").count() > 0
    assert tab.get_by_text("Billing").count() == 0
    window.go(found[1])
    assert tab.get_by_role("heading", name="This link is not valid any more").is_visible()


def test_whoever_is_shut_out_sees_so_without_a_new_visit(window: Window, page: Page):
    close(page, "password")
    tab = window.page
    window.go("/")
    tab.get_by_label("Password").fill(PASSWORD)
    tab.keyboard.press("Enter")
    tab.get_by_text("Website").first.wait_for()
    tab.wait_for_load_state()
    services.page_update(page=page, changes={"password": "another one"}, by=BY)
    tab.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    tab.get_by_role("heading", name="Sign in").wait_for()
    assert tab.get_by_text("Website").count() == 0


def test_the_team_comes_in_by_its_own_door(window: Window, page: Page, owner: User):
    close(page, "team")
    client = Client()
    client.force_login(owner)
    window.go("/history")
    link = window.page.get_by_role("link", name="Sign in")
    assert link.get_attribute("href") == "/accounts/login/?next=%2Fhistory"
    session = client.cookies["candor_session"].value
    window.page.context.add_cookies([{"name": "candor_session", "value": session, "url": window.base}])
    window.go("/history")
    assert "Acme status" in window.page.title()


def _send(window: Window, field: str, text: str) -> None:
    window.page.fill(field, text)
    with window.page.expect_navigation():
        window.page.press(field, "Enter")


def _look(window: Window, name: str) -> None:
    page = window.page
    assert window.value("document.documentElement.scrollWidth <= innerWidth"), name
    assert window.value(CONTRAST) == [], name
    assert page.locator("main").is_visible()
    assert page.locator("h1").count() == 1
    assert "Acme" not in page.content()
    low = window.value(
        "[...document.querySelectorAll('main :is(button, input, .button)')]"
        ".filter(node => node.checkVisibility() && node.getBoundingClientRect().height < 44)"
        ".map(node => node.outerHTML)"
    )
    assert low == [], name
