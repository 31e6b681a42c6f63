"""The script on somebody else's site, whose policy allows our script and our answers and nothing else."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from incidents import services as incidents
from incidents.models import Incident
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Page
from tests.browser.conftest import Window
from tests.browser.site import Site
from tests.browser.test_public_xss import PAYLOADS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BY = Actor.system()
CONTRAST = Path(__file__).with_name("contrast.js").read_text()
PHONE = {"viewport": {"width": 320, "height": 640}}
DARK = {"color_scheme": "dark"}
STILL = {"reduced_motion": "reduce"}
A_POLL = 70_000
BOX = "document.querySelector('candor-embed').shadowRoot.querySelector('div')"


@pytest.fixture
def site(live_server: Any, page: Page) -> Iterator[Site]:
    """A site with the script on it."""
    made = Site(live_server.url)
    made.head = f'<script src="{live_server.url}/embed.js?lang=en" async></script>'
    yield made
    made.stop()


def visit(window: Window, site: Site) -> None:
    window.page.clock.install()
    window.page.goto(site.url, wait_until="load")
    window.page.locator("candor-embed").wait_for(state="attached")


def outage(page: Page, name: str = "Checkout fails") -> Incident:
    return incidents.incident_open(page=page, name=name, body="We look.", by=BY)


def maintenance(page: Page) -> Incident:
    now = timezone.now()
    planned = incidents.maintenance_schedule(
        page=page,
        name="Move",
        body="We move.",
        scheduled_for=now - timedelta(minutes=1),
        scheduled_until=now + timedelta(hours=1),
        by=BY,
        now=now - timedelta(minutes=2),
    )
    return incidents.maintenance_start(maintenance=planned, by=BY)


def place_of(window: Window) -> dict[str, float]:
    """Where it stands once it does not move any more."""
    found: dict[str, float] = window.value(
        f"{BOX}.getAnimations().forEach(moving => moving.finish()), {BOX}.getBoundingClientRect().toJSON()"
    )
    return found


def a_poll_later(window: Window) -> None:
    with window.page.expect_response("**/embed.json*"):
        window.page.clock.fast_forward(A_POLL)


def test_it_comes_and_goes_with_an_incident(window: Window, site: Site, page: Page):
    visit(window, site)
    region = window.page.get_by_role("region", name="Acme status")
    assert not region.is_visible()
    assert window.value(f"{BOX}.getBoundingClientRect().height") == 0
    incident = outage(page)
    a_poll_later(window)
    expect(region).to_be_visible()
    expect(region.get_by_role("status")).to_have_text("Checkout failsIncident · Investigating")
    link = region.get_by_role("link", name="Checkout fails")
    assert (link.get_attribute("href") or "").endswith(f"/incidents/{incident.uid}")
    assert link.get_attribute("rel") == "noopener"
    outage(page, "Search is slow")
    a_poll_later(window)
    expect(region.get_by_role("status")).to_contain_text("Search is slowIncident · Investigatingand 1 more")
    for one in Incident.objects.all():
        incidents.incident_resolve(incident=one, body="Fixed.", by=BY)
    a_poll_later(window)
    expect(region).to_have_count(0)
    assert (window.problems, site.reports) == ([], [])


def test_it_shows_maintenance_in_its_own_colours(window: Window, site: Site, page: Page):
    changes = {"position": "top-right", "maintenance_background_color": "#00e5ff"}
    services.embed_config_update(page=page, changes={**changes, "maintenance_text_color": "#001018"}, by=BY)
    maintenance(page)
    visit(window, site)
    region = window.page.get_by_role("region")
    expect(region).to_contain_text("MoveMaintenance · In progress")
    style = f"getComputedStyle({BOX})"
    assert window.value(f"{style}.backgroundColor") == "rgb(0, 229, 255)"
    assert window.value(f"{style}.color") == "rgb(0, 16, 24)"
    place = place_of(window)
    assert (place["top"], place["right"]) == (16, 1264)
    outage(page)
    a_poll_later(window)
    expect(region).to_contain_text("Checkout fails")
    assert window.value(f"{style}.backgroundColor") == "rgb(207, 47, 58)"


def test_it_is_dismissed_by_keyboard_until_something_begins(window: Window, site: Site, page: Page):
    outage(page)
    visit(window, site)
    region = window.page.get_by_role("region")
    for _ in range(3):  # the site's own link, the incident, the button
        window.page.keyboard.press("Tab")
    expect(region.get_by_role("button", name="Dismiss")).to_be_focused()
    focused = "getComputedStyle(document.activeElement.shadowRoot.activeElement)"
    assert window.value(f"{focused}.outlineStyle") == "solid"
    window.page.keyboard.press("Enter")
    expect(region).to_have_count(0)
    expect(window.page.get_by_role("link", name="Buy")).to_be_focused()
    a_poll_later(window)
    expect(region).to_have_count(0)
    outage(page, "Another")
    a_poll_later(window)
    expect(region).to_contain_text("Another")
    region.get_by_role("link").first.focus()
    window.page.keyboard.press("Escape")
    expect(region).to_have_count(0)
    assert window.value("document.cookie + localStorage.length + sessionStorage.length") == "00"
    assert window.page.context.cookies() == []
    assert (window.problems, site.reports) == ([], [])


def test_it_names_what_was_not_dismissed(window: Window, site: Site, page: Page):
    outage(page)
    visit(window, site)
    region = window.page.get_by_role("region")
    region.get_by_role("button", name="Dismiss").click()
    expect(region).to_have_count(0)
    # Maintenance stands below incidents.
    maintenance(page)
    a_poll_later(window)
    expect(region.get_by_role("status")).to_have_text("MoveMaintenance · In progress")
    assert window.value(f"getComputedStyle({BOX}).backgroundColor") == "rgb(63, 115, 216)"
    outage(page, "Another")
    a_poll_later(window)
    expect(region.get_by_role("status")).to_have_text("AnotherIncident · Investigatingand 1 more")
    assert (window.problems, site.reports) == ([], [])


@pytest.mark.parametrize("window", [{}, DARK, PHONE, PHONE | DARK | STILL], ids=str, indirect=True)
@pytest.mark.parametrize("shape", ["frame", "banner"])
def test_it_stands_in_every_light_and_width(window: Window, site: Site, page: Page, shape: str):
    site.head = site.head.replace("async", f'async data-shape="{shape}"')
    outage(page, "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft " * 3)
    maintenance(page)
    visit(window, site)
    region = window.page.get_by_role("region")
    expect(region).to_be_visible()
    place = place_of(window)
    width, height = window.value("[innerWidth, innerHeight]")
    assert place["left"] >= 0
    assert place["right"] <= width
    assert (place["bottom"] == height) == (shape == "banner")
    assert window.value("document.documentElement.scrollWidth <= innerWidth")
    assert window.value(f"{BOX}.scrollWidth <= {BOX}.clientWidth")
    assert window.value(f"({CONTRAST})({BOX})") == []
    button = region.get_by_role("button").bounding_box()
    assert button is not None
    assert min(button["width"], button["height"]) >= 24
    moving = window.value(f"getComputedStyle({BOX}).animationName")
    still = window.value("matchMedia('(prefers-reduced-motion: reduce)').matches")
    assert moving == ("none" if still else "in")
    assert (window.problems, site.reports) == ([], [])


def test_it_runs_nothing_of_what_others_write(window: Window, site: Site, page: Page):
    # Without the policy, which would stop much of it.
    site.policy = {}
    names = list(PAYLOADS.values())
    for name in names:
        incident = outage(page, "x")
        Incident.objects.filter(pk=incident.pk).update(name=name)
    Page.objects.filter(pk=page.pk).update(name="".join(names)[:250])
    visit(window, site)
    for name in reversed(names):
        region = window.page.get_by_role("region")
        expect(region.locator(".name")).to_have_text(name, use_inner_text=False)
        incidents.incident_resolve(incident=Incident.objects.get(name=name), body="b", by=BY)
        a_poll_later(window)
    assert window.value("window.pwned") is None
    assert window.problems == []


def test_it_listens_to_nobody(window: Window, site: Site, page: Page):
    outage(page)
    visit(window, site)
    before = window.value(f"{BOX}.outerHTML")
    window.value(
        "[{type: 'dismiss'}, 'close', {notices: []}].forEach(said => { postMessage(said, '*');"
        "dispatchEvent(new MessageEvent('message', {data: said, origin: 'https://evil.example'})) })"
    )
    assert window.value(f"{BOX}.outerHTML") == before


def test_it_is_there_once(window: Window, site: Site, page: Page):
    site.head += site.head.replace("async", "defer")
    outage(page)
    visit(window, site)
    assert window.page.locator("candor-embed").count() == 1


def test_it_takes_the_place_of_the_script_of_statuspage(window: Window, site: Site, page: Page):
    site.head = f'<script src="{window.base}/pages/status/embed/script.js"></script>'
    visit(window, site)
    outage(page)
    a_poll_later(window)
    expect(window.page.get_by_role("region")).to_contain_text("Checkout fails")
    assert window.asked[-1] == f"{window.base}/pages/status/embed.json"


def test_it_rests_while_nobody_looks(window: Window, site: Site, page: Page):
    visit(window, site)
    hide = "Object.defineProperty(document, 'hidden', {get: () => window.away, configurable: true});"
    window.value(f"window.away = true; {hide} document.dispatchEvent(new Event('visibilitychange'))")
    window.asked.clear()
    window.page.clock.fast_forward(10 * A_POLL)
    assert window.asked == []
    with window.page.expect_response("**/embed.json*"):
        window.value("window.away = false; document.dispatchEvent(new Event('visibilitychange'))")
        window.page.clock.run_for(1)


def test_it_is_silent_while_we_are_away(window: Window, site: Site, page: Page):
    outage(page)
    visit(window, site)
    region = window.page.get_by_role("region")
    window.page.route("**/embed.json*", lambda route: route.abort())
    window.asked.clear()
    for _ in range(5):
        window.page.clock.fast_forward(A_POLL)
        expect(region).to_be_visible()
    # It asks less and less often.
    assert 1 <= len(window.asked) <= 3
    window.page.clock.fast_forward(2 * 3_600_000)
    expect(region).to_have_count(0)
    # What the browser itself notes of a request that failed; nothing of ours.
    assert {text for text in window.problems if "net::ERR_FAILED" not in text} == set()
    assert site.reports == []


def test_it_goes_when_the_page_is_not_public_any_more(window: Window, site: Site, page: Page):
    outage(page)
    visit(window, site)
    expect(window.page.get_by_role("region")).to_be_visible()
    services.page_update(page=page, changes={"visibility": "restricted"}, by=BY)
    a_poll_later(window)
    expect(window.page.get_by_role("region")).to_have_count(0)


def test_it_needs_no_more_than_its_script_if_told_so(window: Window, site: Site, page: Page):
    site.policy["connect-src"] = "'none'"
    site.head = site.head.replace("async", 'async data-poll="off"')
    outage(page)
    visit(window, site)
    expect(window.page.get_by_role("region")).to_contain_text("Checkout fails")
    window.asked.clear()
    window.page.clock.fast_forward(10 * A_POLL)
    assert window.asked == []
    assert (window.problems, site.reports) == ([], [])
