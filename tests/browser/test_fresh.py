"""What happens elsewhere shows on an open screen, and nothing that is being done there is lost."""

import pytest
from playwright.sync_api import expect

from incidents import services as incidents
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Page, User
from tests.browser.conftest import Window
from tests.browser.signing import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BY = Actor.system()
ROOT = "/dashboard/pages/status/"


def test_a_list_follows_what_others_do_and_keeps_ones_place(window: Window, page: Page, owner: User):
    old = incidents.incident_open(page=page, name="Older", body="x", by=BY)
    signed_in(window, owner)
    window.go(f"{ROOT}incidents/")
    window.page.get_by_role("link", name="Older").focus()
    incidents.incident_open(page=page, name="Newer", body="x", by=BY)
    expect(window.page.get_by_role("link", name="Newer")).to_be_visible()
    expect(window.page.locator(".rail .count")).to_have_text("2 open")
    expect(window.page.locator("[data-fresh-said]")).to_have_text("This screen shows something new.")
    expect(window.page.get_by_role("link", name="Older")).to_be_focused()
    incidents.incident_resolve(incident=old, by=BY)
    expect(window.page.locator("tr", has_text="Older")).to_contain_text("Resolved")
    assert window.problems == []


def test_a_timeline_grows_while_one_types_and_opens(window: Window, page: Page, owner: User):
    api = services.component_create(page=page, name="REST API", by=BY)
    found = incidents.incident_open(
        page=page, name="Errors", body="We look.", components={api: "major_outage"}, by=BY
    )
    signed_in(window, owner)
    window.go(f"{ROOT}incidents/{found.uid}/")
    window.page.get_by_label("What people should know").fill("It is")
    window.page.get_by_label("What people should know").press("End")
    window.page.get_by_label("Tell subscribers").uncheck()
    window.page.get_by_label("What people should know").focus()
    incidents.incident_post_update(incident=found, status="identified", body="Found.", by=BY)
    expect(window.page.locator(".timeline > li")).to_have_count(2)
    expect(window.page.locator(".heading")).to_contain_text("Identified")
    window.page.keyboard.type(" better.")
    expect(window.page.get_by_label("What people should know")).to_have_value("It is better.")
    expect(window.page.get_by_label("Tell subscribers")).not_to_be_checked()
    # It was made before the other one, so it is held back once, as without script.
    window.page.get_by_role("button", name="Post the update").click()
    expect(window.page.get_by_role("alert")).to_contain_text("Somebody else has acted")
    expect(window.page.get_by_label("What people should know")).to_have_value("It is better.")


def test_a_filter_acts_while_one_types_and_stays_in_the_address(window: Window, page: Page, owner: User):
    for name in ("Slow search", "Late mail"):
        incidents.incident_open(page=page, name=name, body="x", by=BY)
    signed_in(window, owner)
    window.go(f"{ROOT}incidents/?state=open")
    window.page.get_by_role("searchbox").type("late")
    expect(window.page.get_by_role("link", name="Slow search")).to_have_count(0)
    expect(window.page.get_by_role("searchbox")).to_be_focused()
    assert window.page.url.endswith("?state=open&q=late")
    window.page.reload()
    expect(window.page.locator("tbody tr")).to_have_count(1)
    window.page.get_by_role("link", name="Clear").click()
    expect(window.page.locator("tbody tr")).to_have_count(2)
    # So is the list of one's pages, which follows none of them.
    Page.objects.create(organization=page.organization, name="Second", slug="second")
    window.go("/dashboard/")
    window.page.get_by_role("searchbox").type("sec")
    expect(window.page.locator("tbody tr")).to_have_count(1)
    expect(window.page.get_by_role("searchbox")).to_be_focused()
    assert window.page.url.endswith("/dashboard/?q=sec")
    assert window.problems == []


def test_it_says_when_one_is_signed_out(window: Window, page: Page, owner: User):
    signed_in(window, owner)
    window.go(f"{ROOT}incidents/")
    window.page.context.clear_cookies()
    expect(window.page.locator("[data-fresh-out]")).to_be_visible()
