"""The frame on somebody else's site: the one page of ours that may be framed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, expect

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


@pytest.fixture
def site(live_server: Any, page: Page) -> Iterator[Site]:
    """A site that frames us."""
    made = Site(live_server.url)
    made.policy = {"default-src": "'none'", "frame-src": live_server.url, "report-uri": "/reports"}
    made.body = _frame(live_server.url + "/embed/?lang=en")
    yield made
    made.stop()


def _frame(address: str, more: str = "") -> str:
    return f'<iframe src="{address}" title="Acme status" width="300" height="200" {more}></iframe>'


def framed(window: Window, site: Site) -> FrameLocator:
    window.page.clock.install()
    window.page.goto(site.url, wait_until="load")
    return window.page.frame_locator("iframe")


@pytest.mark.parametrize("window", [{}, DARK, PHONE, PHONE | DARK], ids=str, indirect=True)
def test_it_says_how_all_is_and_what_goes_on(window: Window, site: Site, page: Page):
    component = services.component_create(page=page, name="Shop", by=BY)
    frame = framed(window, site)
    expect(frame.get_by_role("heading")).to_have_text("Acme status: All systems operational")
    opened = [
        incidents.incident_open(
            page=page, name=f"Trouble {number}", body="b", components={component: "major_outage"}, by=BY
        )
        for number in range(5)
    ]
    window.page.clock.fast_forward(31_000)
    expect(frame.get_by_role("heading")).to_have_text("Acme status: Major outage")
    expect(frame.get_by_role("listitem")).to_have_count(3)
    expect(frame.get_by_role("listitem").first).to_have_text("Trouble 4 Incident · Investigating")
    expect(frame.get_by_role("link", name="and 2 more")).to_be_visible()
    link = frame.get_by_role("link", name="Trouble 4")
    assert (link.get_attribute("href") or "").endswith(f"/incidents/{opened[4].uid}")
    assert link.get_attribute("target") == "_blank"
    inside = window.page.frames[1]
    assert inside.evaluate(CONTRAST) == []
    assert inside.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert window.page.context.cookies() == []
    assert (window.problems, site.reports) == ([], [])


@pytest.mark.parametrize("window", [{"java_script_enabled": False}], ids=["no script"], indirect=True)
def test_it_works_without_script(window: Window, site: Site, page: Page):
    incidents.incident_open(page=page, name="Trouble", body="b", by=BY)
    window.page.goto(site.url, wait_until="load")
    frame = window.page.frame_locator("iframe")
    expect(frame.get_by_role("link", name="Trouble")).to_be_visible()
    assert window.problems == []


def test_it_works_in_a_sandbox(window: Window, site: Site, page: Page):
    site.body = _frame(window.base + "/embed/", 'sandbox="allow-scripts allow-popups"')
    frame = framed(window, site)
    incidents.incident_open(page=page, name="Trouble", body="b", by=BY)
    window.page.clock.fast_forward(31_000)
    expect(frame.get_by_role("link", name="Trouble")).to_be_visible()
    assert window.problems == []


@pytest.mark.parametrize("path", ["/", "/history", "/subscribe", "/accounts/login/"])
def test_nothing_else_of_ours_is_framed(window: Window, site: Site, page: Page, path: str):
    site.body = _frame(window.base + path)
    window.page.goto(site.url, wait_until="load")
    assert not window.page.frames[1].url.startswith(window.base)
    assert any("frame-ancestors" in text or "X-Frame-Options" in text for text in window.problems)


def test_it_runs_nothing_of_what_others_write(window: Window, site: Site, page: Page):
    names = list(PAYLOADS.values())
    for chosen in (names[:3], names[3:6], names[6:9], names[9:12], names[12:]):
        made = [incidents.incident_open(page=page, name="x", body="b", by=BY) for _ in chosen[:3]]
        for incident, name in zip(made, chosen, strict=False):
            Incident.objects.filter(pk=incident.pk).update(name=name)
        Page.objects.filter(pk=page.pk).update(name=chosen[0][:250])
        window.page.goto(site.url, wait_until="load")
        inside = window.page.frames[1]
        said = inside.evaluate("[...document.querySelectorAll('li a')].map(link => link.textContent)")
        assert sorted(said) == sorted(chosen[:3])
        assert inside.evaluate("window.pwned") is None
        assert inside.evaluate("document.querySelectorAll('main :is(script, iframe, form, img)').length") == 0
        for incident in made:
            incidents.incident_resolve(incident=incident, body="b", by=BY)
    assert (window.problems, site.reports) == ([], [])


def test_a_low_frame_names_one_and_how_many_more(window: Window, site: Site, page: Page):
    component = services.component_create(page=page, name="Shop", by=BY)
    for number in range(5):
        incidents.incident_open(
            page=page, name=f"Trouble {number}", body="b", components={component: "major_outage"}, by=BY
        )
    frame = framed(window, site)
    expect(frame.get_by_text("and 2 more")).to_be_visible()
    window.value("document.querySelector('iframe').height = 140")
    expect(frame.get_by_text("and 4 more")).to_be_visible()
    expect(frame.get_by_text("and 2 more")).to_be_hidden()
    expect(frame.get_by_role("listitem")).to_have_count(1)
