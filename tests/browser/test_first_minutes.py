"""From an empty installation to a page with two live checks and a form to subscribe, by what stands on it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from monitoring.models import Check
from monitoring.probes import ProbeSpec, run_batch
from monitoring.services import checks_dispatch, results_record
from statuspage.models import Organization, Page, User
from tests.browser.conftest import Window
from tests.browser.signing import sign_in
from tests.target import Target

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"java_script_enabled": False, "viewport": {"width": 320, "height": 640}, "color_scheme": "dark"}


@pytest.fixture
def target() -> Iterator[Target]:
    target = Target()
    target.start()
    yield target
    target.stop()


def _checks_pass() -> None:
    """What the worker does: what is due is probed, and what was found is recorded."""
    now = timezone.now() + timedelta(seconds=1)
    specs = [ProbeSpec.from_json(one) for batch in checks_dispatch(now=now) for one in batch]
    results_record(outcomes=run_batch(specs), now=now)


@pytest.mark.parametrize("window", [{}, PHONE], ids=["with script", "without"], indirect=True)
def test_the_first_minutes_lead_to_a_page_that_watches_and_can_be_subscribed_to(
    window: Window, organization: Organization, owner: User, target: Target
):
    tab = window.page
    sign_in(window, owner)
    # Nobody reads anything first: with no page there is one thing to do.
    expect(tab.get_by_role("heading", name="New page")).to_be_visible()
    tab.get_by_role("textbox", name="Name", exact=True).fill("Acme")
    tab.get_by_role("button", name="Make the page").click()
    expect(tab.get_by_role("heading", name="Set up “Acme”")).to_be_visible()
    expect(tab.locator(".start")).to_contain_text("0 of 5 steps are done.")
    field = tab.get_by_label("What should be watched?")
    field.fill(f"{target.url}/health\n127.0.0.1:{target.port}\nnot this one")
    tab.get_by_role("button", name="Try them").click()
    expect(tab.locator(".lines .state")).to_have_text(["It would be up"] * 2, timeout=20_000)
    expect(tab.locator(".lines .wrong")).to_contain_text("“not this one” is no address")
    field.fill(f"{target.url}/health\n127.0.0.1:{target.port}")
    tab.get_by_role("textbox", name=f"Name of {target.url}/health").fill("Shop")
    tab.get_by_role("button", name="Watch these").click()
    expect(tab.get_by_role("status").first).to_contain_text("2 checks watch from now on.")
    assert [check.name for check in Check.living.order_by("pk")] == ["Shop", f"127.0.0.1:{target.port}"]
    _checks_pass()
    window.go("/dashboard/")
    expect(tab.locator(".tally")).to_contain_text("2 Up")
    expect(tab.locator(".start")).to_contain_text("1 of 5 steps are done.")
    expect(tab.locator(".start")).to_contain_text("/subscribe")
    window.go(f"/pages/{Page.living.get().slug}/")
    expect(tab.get_by_text("All systems operational").first).to_be_visible()
    expect(tab.locator("main")).to_contain_text("Shop")
    expect(
        tab.get_by_role("link", name="Subscribe").or_(tab.get_by_role("button", name="Subscribe")).first
    ).to_be_visible()
    window.go(f"/pages/{Page.living.get().slug}/subscribe")
    expect(tab.locator("input[type=email]").first).to_be_visible()
    window.go("/dashboard/")
    tab.get_by_role("button", name="Put this away").click()
    expect(tab.locator(".start")).to_have_count(0)
    assert window.problems == []
