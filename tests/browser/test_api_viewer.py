"""The viewer of the API works under a policy without inline scripts."""

import pytest

from statuspage.models import Page
from tests.browser.conftest import Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_it_shows_every_operation_and_breaks_no_rule(window: Window, page: Page) -> None:
    window.go("/api/docs/")
    window.page.wait_for_selector("text=List components", timeout=20_000)
    assert window.page.locator(".opblock").count() > 70
    window.page.click("text=List components")
    window.page.wait_for_selector("text=components:read")
    assert window.problems == []
    assert window.foreign == []


def test_the_errors_page_leads_to_each_code(window: Window, page: Page) -> None:
    window.go("/docs/errors/#validation")
    assert window.value("document.querySelector('#validation h2').textContent") == "validation"
    assert window.problems == []
