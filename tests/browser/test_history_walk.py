"""A visitor walks from ninety days to a minute, through the calendar, and finds a word: without script."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from incidents import services as incidents
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Page
from tests.browser.conftest import Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BY = Actor.system()
WINDOWS = [
    {"java_script_enabled": False},
    {"java_script_enabled": False, "viewport": {"width": 320, "height": 640}, "locale": "ar"},
]


@pytest.mark.parametrize("window", WINDOWS, ids=["desk", "right to left phone"], indirect=True)
def test_a_visitor_walks_through_the_past(window: Window, page: Page, transactional_db: None):
    services.page_update(page=page, changes={"languages": ["en", "ar"]}, by=BY)
    now = timezone.now()
    noon = datetime.combine((now - timedelta(days=9)).date(), datetime.min.time(), UTC).replace(hour=12)
    api = services.component_create(page=page, name="API", slug="api", by=BY, now=now - timedelta(days=80))
    for word, at in (("major_outage", noon), ("operational", noon + timedelta(minutes=31))):
        services.claim_set(
            component=api, source="manual", source_uid="", status=word, by=BY, now=at, message="Disk."
        )
    incidents.incident_open(
        page=page, name="Slow disks", body="We look.", components={api: "major_outage"}, by=BY
    )
    here = window.page

    def fits() -> bool:
        # Without script in the page, and asked from outside.
        box = here.locator("html").bounding_box()
        main = here.locator("main").bounding_box()
        return bool(box and main and main["width"] <= box["width"])

    window.go("/components/api")
    day = here.locator(f'.days a[href*="{noon:%Y-%m-%d}"]')
    assert "31" in (day.get_attribute("title") or "")
    day.focus()
    here.keyboard.press("Enter")
    here.wait_for_url("**view=day&on=*")
    assert here.locator(".dayline .major").count() == 1
    assert "Disk." in here.locator(".periods").inner_text()
    assert fits()
    here.locator(".tabs a").nth(1).click()
    here.wait_for_url("**view=week&from=*")
    assert here.locator(".week .hours").count() == 7
    assert fits()
    here.locator("[rel=next]").click()
    window.go("/history")
    here.locator(".tabs a").nth(1).click()
    here.wait_for_url("**view=calendar*")
    assert here.locator(".months table").count() == 3
    cell = here.locator(".months a.major").last
    cell.focus()
    here.keyboard.press("Enter")
    here.wait_for_url("**#day")
    assert "Slow disks" in here.locator("#day").inner_text()
    assert fits()
    here.locator("#q").fill("DISKS")
    here.keyboard.press("Enter")
    here.wait_for_url("**q=DISKS*")
    assert here.locator("mark").first.inner_text() == "disks"
    assert fits()
    assert window.problems == []
