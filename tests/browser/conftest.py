"""A real browser before the real application."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Chromium, started once."""
    # Playwright's calls run an event loop in this thread, in which Django would refuse its queries.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield started
        started.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@dataclass
class Window:
    """A tab that remembers everything that went wrong in it."""

    page: Page
    base: str
    problems: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(self.base + path, wait_until="load")

    def value(self, script: str) -> Any:
        return self.page.evaluate(script)

    @property
    def foreign(self) -> list[str]:
        """Addresses outside our own that were asked for."""
        return [url for url in self.asked if not url.startswith((self.base, "data:", "about:"))]


@pytest.fixture
def window(browser: Browser, live_server: Any, request: pytest.FixtureRequest) -> Iterator[Window]:
    """A tab on the running application; `indirect` parameters are options of its context."""
    options: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, **getattr(request, "param", {})}
    context = browser.new_context(**options)
    page = context.new_page()
    made = Window(page, live_server.url)
    page.on("console", lambda said: _note(made, said.type, said.text))
    page.on("pageerror", lambda error: made.problems.append(str(error)))
    page.on("dialog", lambda dialog: _refuse(made, dialog))
    page.on("request", lambda asked: made.asked.append(asked.url))
    yield made
    context.close()


def _refuse(window: Window, dialog: Dialog) -> None:
    window.problems.append(f"dialog: {dialog.message}")
    dialog.dismiss()


def _note(window: Window, kind: str, text: str) -> None:
    # Violations of the content security policy are told as errors.
    if kind in ("error", "warning"):
        window.problems.append(text)
