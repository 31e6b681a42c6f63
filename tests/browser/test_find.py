"""The field that leads everywhere, by keyboard and without script."""

import pytest
from playwright.sync_api import expect

from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Page, User
from tests.browser.conftest import Window
from tests.browser.signing import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BY = Actor.system()


@pytest.mark.parametrize(
    "window", [{}, {"java_script_enabled": False}], ids=["script", "none"], indirect=True
)
def test_a_name_leads_there(window: Window, page: Page, owner: User, request: pytest.FixtureRequest):
    api = services.component_create(page=page, name="REST API", by=BY)
    services.component_create(page=page, name="REST <b>docs</b>", by=BY)
    signed_in(window, owner)
    window.go("/dashboard/pages/status/journal/")
    tab = window.page
    if request.node.callspec.id == "none":
        tab.get_by_label("Search or jump to").fill("rest")
        tab.keyboard.press("Enter")
        expect(tab.get_by_role("heading", name="Components", exact=True)).to_be_visible()
        tab.get_by_role("link", name="REST API").click()
    else:
        tab.locator("body").press("Control+k")
        field = tab.get_by_role("combobox", name="Search or jump to")
        expect(field).to_be_focused()
        offered = tab.locator("[data-find-options]")
        tab.keyboard.type("rest")
        expect(offered.get_by_role("option")).to_have_count(2, timeout=20_000)
        expect(offered.get_by_role("option").first).to_contain_text("<b>docs</b>")
        for key in ("ArrowDown", "ArrowUp"):
            tab.keyboard.press(key)
        expect(offered.get_by_role("option", selected=True)).to_contain_text("REST API")
        assert field.get_attribute("aria-activedescendant") == offered.get_by_role(
            "option", selected=True
        ).get_attribute("id")
        tab.keyboard.press("Escape")
        expect(offered.get_by_role("option")).to_have_count(0)
        expect(field).to_have_value("rest")
        tab.keyboard.press("ArrowDown")
        expect(offered.get_by_role("option")).to_have_count(2, timeout=20_000)
        tab.keyboard.press("ArrowUp")
        tab.keyboard.press("Enter")
    tab.wait_for_url(f"**/components/{api.uid}/")
    assert window.problems == []
