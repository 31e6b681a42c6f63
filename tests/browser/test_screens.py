"""Every screen of the dashboard: open to all who read and steer in other ways, in every light and width."""

import json
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from statuspage.models import Page, User
from tests.browser.conftest import Window
from tests.browser.screens import SCREENS, address_of, world
from tests.browser.signing import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"viewport": {"width": 320, "height": 640}}
DARK = {"color_scheme": "dark"}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = f"axe.run({json.dumps({'runOnly': TAGS, 'resultTypes': ['violations']})})"
FITS = "document.documentElement.scrollWidth <= innerWidth"
# What sticks to an edge covers whatever is below it for as long as one does not scroll.
UNSTUCK = """document.querySelectorAll('main *').forEach(node => {
    if (getComputedStyle(node).position === 'sticky') node.style.position = 'static' })"""
TWICE = """[...document.querySelectorAll('[id]')].map(node => node.id)
    .filter((id, at, all) => all.indexOf(id) !== at)"""


@pytest.mark.parametrize("window", [{}, PHONE | DARK], ids=["wide", "phone in the dark"], indirect=True)
def test_nothing_is_in_anybodys_way(window: Window, page: Page, owner: User, teammate: User):
    names = world(page, teammate)
    signed_in(window, owner)
    for row in SCREENS:
        path = address_of(row, names)
        answer = window.page.goto(window.base + path, wait_until="load")
        assert answer is not None
        assert answer.status == 200, path
        assert _violations(window) == [], path
        assert window.value(TWICE) == [], path
        assert window.value(FITS), path
        window.value("document.documentElement.dir = 'rtl'")
        assert window.value(FITS), f"{path} from right to left"
        # Errors of scripts and reports of the policy are among them.
        assert window.problems == [], path


@pytest.mark.parametrize("window", [PHONE], ids=["phone"], indirect=True)
def test_the_menu_of_a_phone_is_as_open_to_all(window: Window, page: Page, owner: User):
    signed_in(window, owner)
    window.go("/dashboard/pages/status/incidents/")
    window.page.get_by_role("button", name="Menu").click()
    assert _violations(window) == []
    window.page.keyboard.press("Escape")
    assert window.page.get_by_role("link", name="Deliveries").is_hidden()


def _violations(window: Window) -> list[dict[str, Any]]:
    window.page.evaluate(UNSTUCK)
    window.page.evaluate(AXE_SCRIPT)
    return [
        {"rule": rule["id"], "nodes": [node["html"][:200] for node in rule["nodes"]]}
        for rule in window.page.evaluate(AXE)["violations"]
    ]
