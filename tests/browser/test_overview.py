"""The overview follows what checks find and what people do."""

import pytest
from playwright.sync_api import expect

from incidents import services as incidents
from statuspage.actor import Actor
from statuspage.models import Page, User
from tests.browser.conftest import Window
from tests.browser.signing import signed_in
from tests.monitoring.making import make_check, make_component, run_once

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BY = Actor.system()


def test_it_follows_a_check_that_goes_down_and_publishes_what_that_drafted(
    window: Window, page: Page, owner: User
):
    api = make_component(page, name="REST API")
    check = make_check(page, name="API health", component=api, effect="draft_incident", confirm_down=1)
    run_once(check)
    signed_in(window, owner)
    window.go("/dashboard/pages/status/")
    tab = window.page
    expect(tab.get_by_role("heading", name="All systems operational")).to_be_visible()
    expect(tab.locator(".tally")).to_contain_text("1 Up")
    # What somebody is in the middle of writing stays.
    tab.get_by_text("Watch something more").click()
    tab.get_by_label("What should be watched?").fill("https://half.exa")
    run_once(check, ok=False)
    # Nothing of this was on the screen before.
    expect(tab.get_by_role("heading", name="Major outage")).to_be_visible(timeout=20_000)
    expect(tab.locator(".tally")).to_contain_text("1 Down")
    expect(tab.locator(".checks tbody tr")).to_contain_text("connection refused")
    expect(tab.locator(".draft")).to_have_count(1)
    expect(tab.get_by_label("What should be watched?")).to_have_value("https://half.exa")
    tab.locator(".draft").get_by_role("button", name="Publish").click()
    expect(tab.get_by_role("status").first).to_have_text("The incident is open.")
    window.go("/dashboard/pages/status/")
    expect(tab.locator(".draft")).to_have_count(0)
    found = page.incidents.get()
    expect(tab.locator("[data-key=open]")).to_contain_text(found.name)
    incidents.incident_resolve(incident=found, by=BY)
    expect(tab.locator("[data-key=open]")).to_have_count(0)
    assert window.problems == []
