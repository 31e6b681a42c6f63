"""The dashboard by keys alone."""

import pytest
from playwright.sync_api import expect

from incidents import services as incidents
from statuspage.actor import Actor
from statuspage.models import Page, User
from tests.browser.conftest import Window
from tests.browser.signing import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BY = Actor.system()
ROOT = "/dashboard/pages/status/"


def test_keys_lead_everywhere_and_never_out_of_a_field(window: Window, page: Page, owner: User):
    for name in ("Slow search", "Late mail"):
        incidents.incident_open(page=page, name=name, body="x", by=BY)
    signed_in(window, owner)
    window.go(f"{ROOT}deliveries/")
    keys, tab = window.page.keyboard, window.page
    keys.press("Tab")
    expect(tab.get_by_role("link", name="Skip to content")).to_be_focused()
    keys.press("g")
    keys.press("i")
    tab.wait_for_url("**/incidents/")
    keys.press("j")
    expect(tab.get_by_role("link", name="Late mail")).to_be_focused()
    keys.press("j")
    expect(tab.get_by_role("link", name="Slow search")).to_be_focused()
    keys.press("k")
    expect(tab.get_by_role("link", name="Late mail")).to_be_focused()
    keys.press("?")
    dialog = tab.get_by_role("dialog", name="Keyboard")
    expect(dialog).to_contain_text("Open an incident")
    expect(dialog).to_contain_text("Maintenance")
    keys.press("Escape")
    expect(dialog).to_be_hidden()
    keys.press("/")
    expect(tab.get_by_role("searchbox")).to_be_focused()
    keys.type("gm?n")
    expect(tab.get_by_role("searchbox")).to_have_value("gm?n")
    tab.get_by_role("searchbox").blur()
    keys.press("n")
    tab.wait_for_url("**/incidents/new/")
    tab.get_by_label("Title").fill("Errors")
    tab.get_by_label("What people should know").focus()
    keys.press("Control+Enter")
    expect(tab.get_by_role("status")).to_have_text("The incident is open.")
    assert window.problems == []


def test_single_keys_can_be_turned_off(window: Window, page: Page, owner: User):
    signed_in(window, owner)
    window.go(f"{ROOT}incidents/")
    window.page.get_by_role("button", name="Keyboard").click()
    window.page.get_by_label("Act on single keys").uncheck()
    window.page.keyboard.press("Escape")
    window.page.reload()
    window.page.keyboard.press("?")
    expect(window.page.get_by_role("dialog", name="Keyboard")).to_be_hidden()
    window.page.keyboard.press("n")
    assert window.page.url.endswith("/incidents/")
