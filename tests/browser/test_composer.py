"""An incident in under twenty seconds, counted in the keys that are pressed beside what is typed."""

from collections.abc import Iterator

import pytest
from django.core.cache import caches
from playwright.sync_api import expect

from incidents import services as incidents
from incidents.models import Incident
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Component, Page, User
from tests.browser.conftest import Window
from tests.browser.signing import sign_in
from tests.webhooks.making import make_visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BY = Actor.system()
LIST = "/dashboard/pages/status/incidents/"


@pytest.fixture
def api(transactional_db: None, page: Page) -> Iterator[Component]:
    caches["limits"].clear()
    for number in range(40):
        services.component_create(page=page, name=f"Part {number}", by=BY)
    yield services.component_create(page=page, name="REST API", by=BY)
    caches["limits"].clear()


class Keys:
    """A keyboard that counts the presses of keys, and not what is typed."""

    def __init__(self, window: Window) -> None:
        self._keys = window.page.keyboard
        self.pressed = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self._keys.press(key)
            self.pressed += 1

    def type(self, words: str) -> None:
        self._keys.type(words)


def test_it_is_published_with_a_component_by_seven_keys(window: Window, api: Component, owner: User):
    sign_in(window, owner)
    window.go(LIST)
    keys = Keys(window)
    keys.press("n")
    expect(window.page.get_by_label("Title")).to_be_focused()
    keys.type("Errors of the API")
    keys.press("Tab", "Tab")
    keys.type("We **look**.")
    keys.press("Tab")
    keys.type("rest")
    keys.press("Enter")
    keys.type("P")
    keys.press("Control+Enter")
    expect(window.page.get_by_role("status")).to_have_text("The incident is open.")
    found = Incident.objects.get()
    assert (found.name, found.updates.get().body) == ("Errors of the API", "We **look**.")
    assert [(row.component, row.status) for row in found.affected.all()] == [(api, "partial_outage")]
    assert keys.pressed <= 7
    assert window.problems == []


def test_it_is_published_from_a_template_by_four_keys(
    window: Window, api: Component, page: Page, owner: User
):
    incidents.template_create(
        page=page,
        name="Slow",
        title="{{component}} is slow",
        body="Late.",
        status="identified",
        components={api: "degraded_performance"},
        by=BY,
    )
    sign_in(window, owner)
    window.go(LIST)
    keys = Keys(window)
    keys.press("n")
    expect(window.page.get_by_label("Title")).to_be_focused()
    keys.press("Escape", "t")
    keys.type("S")
    expect(window.page.get_by_label("Title")).to_have_value("REST API is slow")
    keys.press("Control+Enter")
    expect(window.page.get_by_role("status")).to_have_text("The incident is open.")
    found = Incident.objects.get()
    assert (found.name, found.status) == ("REST API is slow", "identified")
    assert found.template is not None
    assert [row.status for row in found.affected.all()] == ["degraded_performance"]
    assert keys.pressed <= 4
    assert window.problems == []


def test_a_template_leaves_what_was_typed_before(window: Window, api: Component, page: Page, owner: User):
    incidents.template_create(page=page, name="Slow", title="Slow", body="Late.", notify=False, by=BY)
    sign_in(window, owner)
    window.go(f"{LIST}new/")
    window.page.get_by_label("Title").fill("Mine")
    window.page.get_by_label("Template").select_option(label="Slow")
    expect(window.page.get_by_label("What people should know")).to_have_value("Late.")
    expect(window.page.get_by_label("Title")).to_have_value("Mine")
    expect(window.page.get_by_label("Tell subscribers")).not_to_be_checked()
    window.page.get_by_label("Template").select_option(label="No template")
    expect(window.page.get_by_label("What people should know")).to_have_value("")
    expect(window.page.get_by_label("Tell subscribers")).to_be_checked()
    assert window.problems == []


def test_what_is_typed_is_shown_as_page_and_mail_with_those_who_would_be_told(
    window: Window, api: Component, page: Page, owner: User
):
    make_visitor(page, scope="components", address="vera@customer.example").components.set([api])
    sign_in(window, owner)
    window.go(f"{LIST}new/")
    shown = window.page.locator("#look")
    window.page.get_by_label("Title").fill("Errors <i>")
    window.page.get_by_label("What people should know").fill("We **look**. <script>alert(1)</script>")
    expect(shown.locator(".as-page strong")).to_have_text("look")
    expect(shown.locator(".as-page h3")).to_have_text("Errors <i>")
    expect(shown.locator(".as-mail")).to_be_hidden()
    expect(window.page.locator(".tell p")).to_contain_text("0 visitors would be told")
    window.page.get_by_role("combobox", name="REST API").select_option("major_outage")
    expect(window.page.locator(".tell p")).to_contain_text("1 visitor would be told · E-mail 1")
    shown.get_by_role("radio", name="E-mail").check()
    expect(shown.locator(".as-mail")).to_contain_text("[Acme status] Investigating: Errors <i>")
    expect(shown.locator(".as-page")).to_be_hidden()
    assert window.problems == []
    assert Incident.objects.count() == 0


@pytest.mark.parametrize("window", [{"java_script_enabled": False}], ids=str, indirect=True)
def test_without_script_a_button_previews_and_a_template_is_used(
    window: Window, api: Component, page: Page, owner: User
):
    incidents.template_create(page=page, name="Slow", title="Slow", body="So *late*.", by=BY)
    sign_in(window, owner)
    window.go(f"{LIST}new/")
    window.page.get_by_label("Template").select_option(label="Slow")
    window.page.get_by_role("button", name="Use it").click()
    expect(window.page.get_by_label("Title")).to_have_value("Slow")
    window.page.get_by_role("combobox", name="REST API").select_option("major_outage")
    window.page.get_by_role("button", name="Preview").click()
    expect(window.page.locator("#look .as-page em")).to_have_text("late")
    expect(window.page.locator("#look .as-page")).to_contain_text("REST API")
    window.page.locator("#look").get_by_role("radio", name="E-mail").check()
    expect(window.page.locator("#look .as-mail")).to_contain_text("Major outage")
    assert window.problems == []
