"""Signing in at an identity provider, whose host is another site, in a real browser."""

import re
from pathlib import Path
from typing import Any

import pytest

from statuspage.models import Page
from tests.browser.conftest import Window
from tests.provider import LocalProvider
from tests.web.public.elsewhere import reader_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CONTRAST = Path(__file__).with_name("contrast.js").read_text()
PHONE = {"viewport": {"width": 320, "height": 640}}
DARK = {"color_scheme": "dark"}
NO_SCRIPT = {"java_script_enabled": False}


@pytest.fixture(autouse=True)
def restricted(transactional_db: None, page: Page, identity_provider: LocalProvider) -> Page:
    reader_of(page)
    return page


@pytest.mark.parametrize("window", [{}, NO_SCRIPT], ids=str, indirect=True)
def test_the_provider_leads_back_to_what_was_asked_for(
    window: Window, settings: Any, identity_provider: LocalProvider
):
    settings.CANDOR_PUBLIC_URL = window.base
    tab = window.page
    window.go("/history")
    tab.get_by_role("link", name="Sign in with Acme Login").focus()
    tab.keyboard.press("Enter")
    tab.get_by_role("heading", name="Acme Login").wait_for()
    assert tab.url.startswith(identity_provider.receiver.url)
    assert not tab.url.startswith(window.base)
    tab.get_by_role("link", name="Agree").click()
    tab.wait_for_url(f"{window.base}/history")
    assert "Acme status" in tab.title()
    window.go("/")
    assert tab.get_by_text("Website").count() > 0
    assert tab.get_by_text("Billing").count() == 0
    assert {cookie["name"][:12] for cookie in tab.context.cookies()} == {"candor_page_", "candor_brows"}
    tab.go_back()
    assert window.problems == []


@pytest.mark.parametrize("window", [{}, DARK, PHONE, PHONE | DARK], ids=str, indirect=True)
def test_it_stands_in_every_light_and_width(window: Window, settings: Any, identity_provider: LocalProvider):
    settings.CANDOR_PUBLIC_URL = window.base
    tab = window.page
    window.go("/")
    _look(window)
    identity_provider.person = {"sub": "x" * 255}
    tab.get_by_role("link", name="Sign in with Acme Login").click()
    tab.get_by_role("link", name="Agree").click()
    tab.get_by_role("heading", name="You are not signed in").wait_for()
    _look(window)
    tab.get_by_role("link", name="Back to signing in").click()
    tab.wait_for_url(f"{window.base}/sign-in")
    assert [text for text in window.problems if not re.search("403", text)] == []


def _look(window: Window) -> None:
    assert window.value("document.documentElement.scrollWidth <= innerWidth")
    assert window.value(CONTRAST) == []
    assert "Acme status" not in window.page.content()
    heights = (
        "[...document.querySelectorAll('main .button')].map(node => node.getBoundingClientRect().height)"
    )
    assert min(window.value(heights)) >= 44
