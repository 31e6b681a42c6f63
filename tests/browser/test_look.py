"""The look of the page in the dashboard: what is filled in is seen beside the form before it is saved."""

import pytest
from playwright.sync_api import expect

from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Page, User
from tests.browser.conftest import Window
from tests.browser.signing import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATH = "/dashboard/pages/status/settings/look/"


def test_the_preview_follows_what_is_filled_in(window: Window, page: Page, owner: User):
    signed_in(window, owner)
    window.go(PATH)
    shown = window.page.frame_locator("iframe[name=preview]")
    shown.get_by_role("heading", name="Nothing to show yet").wait_for()
    window.page.fill("#css_body_background_color", "#ffeedd")
    window.page.get_by_label("Text of link 1").fill("Terms")
    shown.get_by_text("Terms").first.wait_for(state="attached")
    styled = shown.locator("style").inner_text()
    assert "--bg:#ffeedd;" in styled
    page.refresh_from_db()
    assert (page.colors, page.links) == ({}, [])
    # What is sandboxed runs nothing, and nothing was refused to it.
    assert window.problems == []
    assert window.foreign == []


@pytest.mark.parametrize("window", [{"java_script_enabled": False}], ids=["no script"], indirect=True)
def test_it_is_previewed_and_saved_without_script(window: Window, page: Page, owner: User):
    signed_in(window, owner)
    window.go(PATH)
    window.page.fill("#css_reds", "#aa0000")
    window.page.get_by_label("Text of link 1").fill("Terms")
    window.page.get_by_label("Address of link 1").fill("https://acme.example/terms")
    window.page.get_by_role("button", name="Preview").click()
    shown = window.page.frame_locator("iframe[name=preview]")
    shown.get_by_text("Terms").first.wait_for(state="attached")
    assert "--major:#aa0000;" in str(shown.locator("style").text_content())
    window.page.get_by_role("button", name="Save").click()
    window.page.get_by_text("It is saved, and holds from now on.").wait_for()
    page.refresh_from_db()
    assert page.colors == {"css_reds": "#aa0000"}
    assert [link["label"] for link in page.links] == ["Terms"]


def test_the_icon_of_an_open_page_follows_the_status(window: Window, page: Page):
    component = services.component_create(page=page, name="Website", by=Actor.system())
    window.go("/")
    icon = "document.querySelector('link[data-status-icon]').getAttribute('href')"
    assert window.value(icon) == "/favicon.svg?ok"
    services.claim_set(
        component=component, source="manual", source_uid="", status="major_outage", by=Actor.system()
    )
    window.value("document.dispatchEvent(new Event('visibilitychange'))")
    expect(window.page.locator("link[data-status-icon]")).to_have_attribute("href", "/favicon.svg?major")
    assert window.page.locator("img.logo").count() == 0
    assert window.problems == []
