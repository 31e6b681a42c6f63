"""Subscribing, choosing and leaving as visitors do it: by keyboard, without script, in the dark."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core import mail
from django.core.cache import caches
from django.utils import timezone
from playwright.sync_api import expect

from incidents import services as incidents
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Component, Page
from tests.browser.conftest import Window
from webhooks.models import Subscription
from webhooks.services.claiming import deliveries_claim
from webhooks.services.fanout import events_fan_out
from webhooks.services.mailing import mails_send
from webhooks.services.subscribers import subscriber_add
from webhooks.tokens import token_make
from webhooks.vocabulary import Lane

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BY = Actor.system()
CONTRAST = Path(__file__).with_name("contrast.js").read_text()
LONG = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft"
ADDRESS = f"{'long' * 15}@{'x' * 60}.example.com"
PHONE = {"viewport": {"width": 320, "height": 640}}
DARK = {"color_scheme": "dark"}
NO_SCRIPT = {"java_script_enabled": False}


@dataclass
class Offered:
    """A page that takes subscribers, and one of them."""

    page: Page
    api: Component
    subscription: Subscription
    incident: str

    def link(self, purpose: str) -> str:
        return f"/subscribe/{purpose}/{token_make(purpose, self.subscription)}"  # type: ignore[arg-type]


@pytest.fixture
def offered(transactional_db: None, page: Page) -> Iterator[Offered]:
    caches["limits"].clear()
    Page.objects.filter(pk=page.pk).update(languages=["en", "de"])
    page.refresh_from_db()
    group = services.group_create(page=page, name="Core services", by=BY)
    api = services.component_create(page=page, name="REST API", group=group, by=BY)
    services.component_create(page=page, name=LONG, group=group, by=BY)
    services.component_create(page=page, name="Website", by=BY)
    incident = incidents.incident_open(page=page, name=f"Errors of the {LONG}", body="We look.", by=BY)
    subscription = subscriber_add(
        page=page, kind="email", address=ADDRESS, scope="components", components=[api], by=BY
    )
    subscriber_add(page=page, kind="email", address=ADDRESS, scope="incident", incident=incident, by=BY)
    yield Offered(page, api, subscription, incident.uid)
    caches["limits"].clear()


@pytest.mark.parametrize("window", [{}, DARK, PHONE, PHONE | DARK], ids=str, indirect=True)
def test_it_stands_in_every_light_and_width(window: Window, offered: Offered):
    paths = [
        "/subscribe",
        "/subscribe?kind=webhook",
        f"/subscribe?incident={offered.incident}",
        *(offered.link(purpose) for purpose in ("confirm", "manage", "unsubscribe")),
    ]
    for path in paths:
        window.go(path)
        assert window.value("document.documentElement.scrollWidth <= innerWidth"), path
        assert window.value(CONTRAST) == [], path
        low = window.value(
            "[...document.querySelectorAll('main :is(button, input, select, .button, .ways a)')]"
            ".filter(node => node.checkVisibility() && !node.closest('.unseen'))"
            ".filter(node => (node.labels?.[0] || node).getBoundingClientRect().height < 24)"
            ".map(node => node.outerHTML)"
        )
        assert low == [], path
    assert window.problems == []
    assert window.foreign == []


def test_it_is_filled_in_by_keyboard(window: Window, offered: Offered):
    window.go("/subscribe")
    window.page.focus("#address")
    keys = window.page.keyboard
    keys.type("alice@example.com")
    keys.press("Tab")
    keys.press("ArrowDown")
    assert window.value("document.activeElement.id") == "new-some"
    keys.press("Tab")
    assert window.value("document.activeElement.closest('legend') !== null")
    outline = window.value("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    keys.press("Space")
    assert window.value("document.querySelectorAll('[name=components]:checked').length") == 2
    keys.press("Tab")
    keys.press("Tab")
    keys.press("Space")
    window.page.focus("#address")
    keys.press("Enter")
    window.page.get_by_role("heading", name="Please look into your mail").wait_for()
    row = Subscription.objects.get(address="alice@example.com")
    assert list(row.components.all()) == [offered.api]
    assert window.problems == []


@pytest.mark.parametrize("window", [NO_SCRIPT], ids=["no script"], indirect=True)
def test_it_goes_all_the_way_without_script(window: Window, offered: Offered):
    tab = window.page
    window.go("/")
    tab.get_by_role("link", name="Subscribe").click()
    expect(tab.get_by_label("REST API")).to_be_hidden()
    for way in ("Slack", "Microsoft Teams", "Discord", "Webhook", "E-mail"):
        tab.get_by_role("link", name=way, exact=True).click()
        tab.locator("form.card button").click()
        assert tab.locator("#address-error").is_visible(), way
        assert tab.locator("#address").get_attribute("aria-invalid") == "true"
    for feed in ("Atom", "RSS", "iCal"):
        assert tab.locator("footer").get_by_role("link", name=feed).is_visible()
    tab.get_by_label("Only some components").check()
    tab.get_by_label("REST API").check()
    tab.get_by_label("E-mail address").fill("nobody@")
    tab.get_by_role("button", name="Subscribe").click()
    assert tab.get_by_label("REST API").is_checked()
    assert tab.locator("#address-error").inner_text() == "This must be an e-mail address."
    tab.get_by_label("E-mail address").fill("alice@example.com")
    tab.get_by_role("button", name="Subscribe").click()
    row = Subscription.objects.get(address="alice@example.com")
    window.go(_mailed("confirm", to=row))
    tab.get_by_role("button", name="Confirm subscription").click()
    assert tab.get_by_role("heading", name="You are subscribed").is_visible()
    incidents.incident_open(
        page=offered.page, name="Late", body="We look.", components={offered.api: "major_outage"}, by=BY
    )
    events_fan_out()
    window.go(_mailed("manage", to=row))
    tab.get_by_label("Everything on this page").check()
    tab.get_by_label("How often").select_option("weekly")
    tab.get_by_role("button", name="Save").click()
    assert tab.get_by_text("Saved.").is_visible()
    row.refresh_from_db()
    assert (row.state, row.scope, row.digest) == ("active", "page", "weekly")
    tab.get_by_role("button", name="Unsubscribe").click()
    assert tab.get_by_role("heading", name="You are unsubscribed").is_visible()
    assert [text for text in window.problems if "422" not in text] == []


def _mailed(purpose: str, *, to: Subscription) -> str:
    """The path of the link in the latest mail that was really sent to them."""
    due = deliveries_claim(lane=Lane.MAIL, limit=100, busy={}, now=timezone.now())
    assert [row for row, _outcome in mails_send(due)] == due
    letter = next(letter for letter in reversed(mail.outbox) if letter.to == [to.address])
    found = re.search(rf"/subscribe/{purpose}/[\w.:~-]+", str(letter.body))
    assert found is not None, letter.body
    return found[0]


def test_it_copies_the_address_of_a_feed(window: Window, offered: Offered):
    window.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    window.go("/subscribe")
    window.page.get_by_role("button", name="Copy").first.click()
    window.page.get_by_role("button", name="Copied").wait_for()
    assert window.value("navigator.clipboard.readText()").endswith("/history.atom")


@pytest.mark.parametrize("window", [PHONE], ids=["phone"], indirect=True)
def test_it_reads_from_right_to_left(window: Window, offered: Offered):
    Page.objects.filter(pk=offered.page.pk).update(languages=["en", "ar"])
    for path in ("/subscribe", offered.link("manage")):
        window.go(f"{path}?lang=ar")
        assert window.value("document.documentElement.dir") == "rtl"
        assert window.value("document.documentElement.scrollWidth <= innerWidth")
