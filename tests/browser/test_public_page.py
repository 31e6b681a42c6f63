"""The public page as visitors meet it: small screens, dark rooms, keyboards, no script."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from incidents import services as incidents
from monitoring import services as monitoring
from monitoring.models import CheckResult
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Component, Page
from tests.browser.conftest import Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BY = Actor.system()
CONTRAST = Path(__file__).with_name("contrast.js").read_text()
LONG = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft"
PHONE = {"viewport": {"width": 320, "height": 640}}
DARK = {"color_scheme": "dark"}


@dataclass
class Told:
    """A page in the middle of an outage."""

    page: Page
    api: Component
    paths: list[str]


@pytest.fixture
def told(transactional_db: None, page: Page) -> Told:
    now = timezone.now()
    group = services.group_create(page=page, name="Core services", by=BY)
    begun = now - timedelta(days=80)
    api = services.component_create(
        page=page, name="REST API", description="api.acme.example", group=group, by=BY, now=begun
    )
    services.component_create(page=page, name=LONG, by=BY, now=begun)
    services.component_create(page=page, name="Fresh", status=None, by=BY)
    for days, status in ((40, "degraded_performance"), (20, "major_outage"), (10, "under_maintenance")):
        at = now - timedelta(days=days)
        for word, then in ((status, at), ("operational", at + timedelta(hours=3))):
            services.claim_set(component=api, source="manual", source_uid="", status=word, by=BY, now=then)
    check = monitoring.check_create(
        page=page,
        kind="tcp",
        target={"host": "127.0.0.1", "port": 9},
        name="Shop",
        component=api,
        showcase="both",
        by=BY,
    )
    CheckResult.objects.bulk_create(
        CheckResult(check_row=check, slot=now - timedelta(minutes=10 * ago), ok=ago != 9, latency_ms=90 + ago)
        for ago in range(1, 120)
    )
    incident = incidents.incident_open(
        page=page,
        name=f"Errors of the {LONG}",
        body="We look at `" + "x" * 200 + "`.\n\n| a | b |\n|---|---|\n| 1 | 2 |",
        components={api: "partial_outage"},
        by=BY,
    )
    maintenance = incidents.maintenance_schedule(
        page=page,
        name="Move",
        body="We move.",
        scheduled_for=now + timedelta(days=3),
        scheduled_until=now + timedelta(days=4),
        components=[api],
        by=BY,
    )
    paths = [
        "/",
        "/history",
        f"/incidents/{incident.uid}",
        f"/maintenances/{maintenance.uid}",
        f"/components/{api.slug}",
        f"/components/{api.slug}?view=week&from={now - timedelta(days=20):%Y-%m-%d}",
        f"/components/{api.slug}?view=day&on={now - timedelta(days=20):%Y-%m-%d}",
        f"/history?view=calendar&on={now:%Y-%m-%d}",
        "/history?q=errors",
    ]
    return Told(page, api, paths)


@pytest.mark.parametrize("window", [{}, DARK, PHONE, PHONE | DARK], ids=str, indirect=True)
def test_it_stands_in_every_light_and_width(window: Window, told: Told):
    for path in told.paths:
        window.go(path)
        assert window.value("document.documentElement.scrollWidth <= innerWidth"), path
        assert window.value(CONTRAST) == [], path
    assert window.problems == []
    assert window.foreign == []


@pytest.mark.parametrize("window", [{"java_script_enabled": False}], ids=["no script"], indirect=True)
def test_it_works_without_script(window: Window, told: Told):
    window.go("/")
    assert window.page.get_by_role("heading", name="Partial outage").is_visible()
    window.page.get_by_role("link", name="Subscribe").click()
    assert window.page.get_by_role("link", name="Atom", exact=True).first.is_visible()
    window.go("/")
    window.page.get_by_role("heading", name="Core services").click()
    assert not window.page.get_by_role("link", name="REST API", exact=True).is_visible()
    window.page.get_by_role("link", name="Errors of the").first.click()
    assert "/incidents/" in window.page.url
    assert window.problems == []


def test_it_is_used_by_keyboard(window: Window, told: Told):
    window.go("/")
    window.page.keyboard.press("Tab")
    assert window.value("document.activeElement.className") == "skip"
    assert window.value("document.activeElement.getBoundingClientRect().top >= 0")
    window.page.keyboard.press("Enter")
    window.page.keyboard.press("Tab")
    assert window.value("!!document.activeElement.closest('main')")
    outline = window.value("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_it_says_in_words_what_it_shows(window: Window, told: Told):
    window.go("/")
    bars = window.page.get_by_role("img").first.get_attribute("aria-label") or ""
    for word in ("last 90 days", "days operational", "day major outage", "no data"):
        assert word in bars
    titles = window.value("[...document.querySelectorAll('.bars title')].map(title => title.textContent)")
    assert any("Major outage 3 h" in title for title in titles)
    assert window.value("[...document.querySelectorAll('main *')].every(node => !node.hasAttribute('style'))")


@pytest.mark.parametrize("window", [{}, PHONE], ids=str, indirect=True)
def test_it_does_not_jump_while_it_loads(window: Window, told: Told):
    """On a line of 200 kB a second, with a script that comes late."""
    window.page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach(entry => "
        "{ window.shift += entry.value })).observe({type: 'layout-shift', buffered: true})"
    )
    line = window.page.context.new_cdp_session(window.page)
    line.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 200_000},
    )
    for path in told.paths:
        window.go(path)
        window.page.wait_for_function("document.querySelector('[data-ago-note]')")
        window.value("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert window.value("window.shift") == 0, path


def test_it_can_be_seen_with_high_contrast_and_stays_still(window: Window, told: Told):
    tab = window.page
    tab.emulate_media(contrast="more", reduced_motion="reduce")
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        for path in told.paths:
            window.go(path)
            assert window.value(CONTRAST.replace("4.5", "7")) == [], (scheme, path)
            assert window.value("getComputedStyle(document.querySelector('.state, .chip, h1')).color") == (
                window.value("getComputedStyle(document.body).color")
            )
            moving = (
                "[...document.querySelectorAll('*')].filter(node => { const style ="
                " getComputedStyle(node); return parseFloat(style.transitionDuration)"
                " || parseFloat(style.animationDuration); }).length"
            )
            assert window.value(moving) == 0, path
    tab.emulate_media(contrast="no-preference", forced_colors="active")
    window.go("/")
    bars = "new Set([...document.querySelectorAll('.bars rect')].map(bar => getComputedStyle(bar).fill)).size"
    assert window.value(bars) > 2, "states keep their colours"
    window.go("/history")
    here = "getComputedStyle(document.querySelector('nav [aria-current]')).textDecorationLine"
    assert window.value(here) == "underline"


def test_it_is_printed_black_on_white_with_its_address_and_time(window: Window, told: Told):
    tab = window.page
    tab.emulate_media(media="print", color_scheme="dark")
    for path in told.paths:
        window.go(path)
        assert window.value("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert window.value("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
        assert window.value("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"
        for gone in ("nav", "footer", "form", ".skip"):
            assert not any(one.is_visible() for one in tab.locator(gone).all()), (path, gone)
        line = tab.locator(".printed").inner_text()
        assert path.partition("?")[0].rstrip("/") in line
        assert "as of" in line
        assert "now" in line, "the age"
    window.go("/")
    tab.emulate_media(media="screen")
    tab.locator(".group > summary").first.click()
    tab.emulate_media(media="print")
    assert tab.get_by_role("link", name="REST API", exact=True).is_visible(), "what was folded too"
    assert tab.pdf(format="A4").startswith(b"%PDF")
    assert window.problems == []


def test_it_keeps_an_open_page_true(window: Window, told: Told):
    window.go("/")
    incidents.component_declare_status(component=told.api, status="major_outage", by=BY)
    window.value("document.dispatchEvent(new Event('visibilitychange'))")
    window.page.get_by_role("heading", name="Major outage").wait_for(timeout=5000)
    assert window.value("document.querySelector('[data-live-said]').textContent") == "Major outage"
    assert window.problems == []
