"""The dashboard as a manager of incidents uses it: by keyboard, without script, in the dark, on a phone."""

from collections.abc import Iterator

import pytest
from django.core.cache import caches
from playwright.sync_api import expect

from incidents import services as incidents
from incidents.models import Incident
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Component, Membership, Page, User
from tests.browser.conftest import Window
from tests.browser.signing import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BY = Actor.system()
LONG = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft"
PHONE = {"viewport": {"width": 320, "height": 640}}
DARK = {"color_scheme": "dark"}
ROOT = "/dashboard/pages/status/"


@pytest.fixture
def api(transactional_db: None, page: Page) -> Iterator[Component]:
    caches["limits"].clear()
    services.component_create(page=page, name=LONG, by=BY)
    yield services.component_create(page=page, name="REST API", by=BY)
    caches["limits"].clear()


@pytest.mark.parametrize("window", [{"java_script_enabled": False}], ids=str, indirect=True)
def test_an_incident_is_told_by_keyboard_from_its_start_to_its_end(
    window: Window, api: Component, page: Page, teammate: User
):
    member = Membership.objects.get(user=teammate)
    services.page_roles_set(membership=member, page=page, roles=["incident_manager"], by=BY)
    sign_in(window, teammate)
    window.go(f"{ROOT}incidents/")
    keys = window.page.keyboard
    rail = window.page.locator(".rail")
    expect(rail).to_contain_text("Incidents")
    expect(rail).not_to_contain_text("Team")
    window.page.get_by_role("link", name="Open an incident").focus()
    keys.press("Enter")
    window.page.wait_for_url("**/incidents/new/")
    window.page.get_by_label("Title").focus()
    keys.type("Errors of the API")
    keys.press("Tab")
    keys.press("ArrowRight")
    keys.press("Tab")
    keys.type("We **look**.")
    window.page.get_by_role("combobox", name="REST API").focus()
    keys.type("Partial")
    window.page.get_by_role("button", name="Publish").focus()
    keys.press("Enter")
    expect(window.page.get_by_role("status")).to_have_text("The incident is open.")
    found = Incident.objects.get()
    assert (found.name, found.status) == ("Errors of the API", "identified")
    assert [row.status for row in found.affected.all()] == ["partial_outage"]
    window.page.get_by_label("What people should know").focus()
    keys.type("It is better.")
    window.page.get_by_role("button", name="Post the update").focus()
    keys.press("Enter")
    expect(window.page.get_by_role("status")).to_have_text("The update is posted.")
    expect(window.page.locator(".timeline > li")).to_have_count(2)
    window.page.get_by_role("button", name="Resolve").focus()
    keys.press("Enter")
    expect(window.page.get_by_role("status")).to_have_text("The incident is resolved.")
    found.refresh_from_db()
    assert found.status == "resolved"
    assert window.problems == []
    assert window.foreign == []


@pytest.mark.parametrize("window", [{}, PHONE | DARK], ids=str, indirect=True)
def test_what_sends_stays_in_sight_with_fifty_components(
    window: Window, api: Component, page: Page, owner: User
):
    for number in range(50):
        services.component_create(page=page, name=f"Part {number}", by=BY)
    incident = incidents.incident_open(page=page, name="Errors", components={api: "major_outage"}, by=BY)
    sign_in(window, owner)
    for path, name in (
        ("incidents/new/", "Publish"),
        (f"incidents/{incident.uid}/", "Post the update"),
        ("maintenance/new/", "Schedule"),
    ):
        window.go(f"{ROOT}{path}")
        field = window.page.locator("main :is(.part select, .part input)").nth(20)
        field.focus()
        expect(window.page.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)
        # What has the focus is not hidden behind it.
        assert field.evaluate(
            "node => { const box = node.getBoundingClientRect();"
            " return node === document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) }"
        ), path
    window.go(f"{ROOT}incidents/{incident.uid}/")
    expect(window.page.locator(".part-group").first).to_contain_text("REST API")
    expect(window.page.locator(".part")).to_have_count(52)


@pytest.mark.parametrize("window", [PHONE], ids=str, indirect=True)
def test_a_cell_of_a_narrow_table_says_what_it_tells(window: Window, api: Component, page: Page, owner: User):
    services.audience_group_create(page=page, name="Customers", components=[api], by=BY)
    sign_in(window, owner)
    window.go(f"{ROOT}viewers/")
    said = window.value(
        "[...document.querySelectorAll('.stack td[data-label]')]"
        ".map(cell => getComputedStyle(cell, '::before').content)"
    )
    assert [text.replace('" "', "") for text in said] == ['"Components: "', '"Members: "']
