"""Every screen of the dashboard: open to all who read and steer in other ways, in every light and width."""

import json
import time
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from statuspage.models import Page, User
from tests.browser.conftest import Window
from tests.browser.screens import PUBLIC, SCREENS, SIGNING, address_of, world
from tests.browser.signing import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"viewport": {"width": 320, "height": 640}}
DARK = {"color_scheme": "dark"}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = f"axe.run({json.dumps({'runOnly': TAGS, 'resultTypes': ['violations'], 'iframes': False})})"
FITS = "document.documentElement.scrollWidth <= innerWidth"
# What sticks to an edge covers whatever is below it for as long as one does not scroll.
UNSTUCK = """document.querySelectorAll('main *').forEach(node => {
    if (getComputedStyle(node).position === 'sticky') node.style.position = 'static' })"""
TWICE = """[...document.querySelectorAll('[id]')].map(node => node.id)
    .filter((id, at, all) => all.indexOf(id) !== at)"""


@pytest.mark.parametrize("window", [{}, PHONE | DARK], ids=["wide", "phone in the dark"], indirect=True)
def test_nothing_is_in_anybodys_way(
    window: Window, page: Page, owner: User, teammate: User, monkeypatch: pytest.MonkeyPatch
):
    names = world(page, teammate)
    stops = []
    signed_in(window, owner)
    for row in SCREENS:
        stops += _stops(window, address_of(row, names))
    _just_signed_in(owner)
    for path in SIGNING:
        stops += _stops(window, path)
    window.page.context.clear_cookies()
    stops += _stops(window, SIGNING[0])
    for row, status in PUBLIC:
        stops += _stops(window, row.format_map(names), status)
    monkeypatch.setattr("web.public.views.SEARCHES", (0, 60))
    stops += _stops(window, "/history?q=Over", 429)
    assert stops == []


@pytest.mark.parametrize("window", [PHONE], ids=["phone"], indirect=True)
def test_the_menu_of_a_phone_is_as_open_to_all(window: Window, page: Page, owner: User):
    signed_in(window, owner)
    window.go("/dashboard/pages/status/incidents/")
    window.page.get_by_role("button", name="Menu").click()
    assert _violations(window) == []
    window.page.keyboard.press("Escape")
    assert window.page.get_by_role("link", name="Deliveries").is_hidden()


def _stops(window: Window, path: str, status: int = 200) -> list[tuple[str, Any]]:
    """What is in somebody's way on a screen."""
    window.problems.clear()
    answer = window.page.goto(window.base + path, wait_until="load")
    assert answer is not None
    found: dict[str, Any] = {
        "status": answer.status != status and answer.status,
        "axe": _violations(window),
        "twice": window.value(TWICE),
        "wide": not window.value(FITS),
    }
    window.value("document.documentElement.dir = 'rtl'")
    found["wide from right to left"] = not window.value(FITS)
    # Errors of scripts and reports of the policy are among them; the browser tells of the status as well.
    found["said"] = [text for text in window.problems if f"status of {status}" not in text]
    return [(path, {name: what}) for name, what in found.items() if what]


def _just_signed_in(user: User) -> None:
    """Nobody is asked once more who it is."""
    session = SessionStore(Session.objects.get().session_key)
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "email": user.email}
    ]
    session.save()


def _violations(window: Window) -> list[dict[str, Any]]:
    window.page.evaluate(UNSTUCK)
    window.page.evaluate(AXE_SCRIPT)
    return [
        {"rule": rule["id"], "nodes": [node["html"][:200] for node in rule["nodes"]]}
        for rule in window.page.evaluate(AXE)["violations"]
    ]
