"""Checks as somebody sets them up and watches them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from monitoring.models import Check
from statuspage.models import Page, User
from tests.browser.conftest import Window
from tests.browser.signing import signed_in
from tests.monitoring.making import run_once
from tests.target import Target

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROOT = "/dashboard/pages/status/checks/"
WITHOUT_SCRIPT = {"java_script_enabled": False, "viewport": {"width": 340, "height": 700}}


@pytest.fixture
def target() -> Iterator[Target]:
    target = Target()
    target.start()
    yield target
    target.stop()


@pytest.mark.parametrize("window", [{}, WITHOUT_SCRIPT], ids=["with script", "without"], indirect=True)
def test_a_check_is_tried_corrected_added_and_seen_to_fail_and_recover(
    window: Window, page: Page, owner: User, target: Target
):
    """With a script the screens follow; without one they are loaded again."""
    size = window.page.viewport_size
    follows = size is not None and size["width"] > 340
    signed_in(window, owner)
    window.go(ROOT)
    window.page.get_by_role("link", name="Add the first check").click()
    window.page.get_by_role("link", name="HTTP").click()
    window.page.get_by_role("textbox", name="Name", exact=True).fill("API health")
    window.page.get_by_role("button", name="Try it now").click()
    expect(window.page.get_by_label("Address", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(window.page.get_by_role("textbox", name="Name", exact=True)).to_have_value("API health")
    window.page.get_by_label("Address", exact=True).fill(target.url)
    window.page.get_by_label("Expected status").fill("204")
    window.page.get_by_role("button", name="Try it now").click()
    expect(window.page.locator(".tried")).to_contain_text("It would fail")
    expect(window.page.locator(".tried")).to_contain_text("status 200, expected 204")
    expect(window.page.locator(".wrong")).to_have_count(0)
    window.page.get_by_label("Expected status").fill("200")
    window.page.get_by_role("button", name="Try it now").click()
    expect(window.page.locator(".tried")).to_contain_text("It would be up")
    expect(window.page.locator(".tried")).to_be_in_viewport()
    assert not Check.objects.exists()
    window.page.get_by_role("button", name="Add the check").click()
    expect(window.page.get_by_role("status").first).to_contain_text("The check is added.")
    check = Check.objects.get()
    state = window.page.locator("[data-live=state] .state")
    for found, word in ((True, "Up"), (False, "Up"), (False, "Down"), (True, "Up")):
        run_once(check, ok=found)
        if not follows:
            window.page.reload()
        expect(state).to_have_text(word)
    assert window.problems == []
