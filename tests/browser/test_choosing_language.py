"""Languages and time zones as visitors choose them, and a page that is read from right to left."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from incidents import services as incidents
from monitoring import services as monitoring
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Page
from tests.browser.conftest import Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BY = Actor.system()
LANGUAGES = [code for code, _name in settings.LANGUAGES]
PHONE = {"viewport": {"width": 340, "height": 700}}


@pytest.fixture
def paths(transactional_db: None, page: Page) -> list[str]:
    """The addresses of a page that speaks everything, in the middle of an outage."""
    now = timezone.now()
    services.page_update(page=page, changes={"languages": LANGUAGES, "time_zone": "Europe/Berlin"}, by=BY)
    group = services.group_create(page=page, name="Core services", by=BY)
    api = services.component_create(
        page=page, name="REST API", group=group, by=BY, now=now - timedelta(days=80)
    )
    services.component_create(page=page, name="Uploads", group=group, by=BY)
    incident = incidents.incident_open(
        page=page,
        name="Slow answers",
        body="We look into it.",
        components={api: "major_outage"},
        translations={"ar": {"name": "استجابات بطيئة", "body": "نحن نتحقق من الأمر."}},
        by=BY,
    )
    incidents.incident_post_update(incident=incident, body="The cause is found.", status="identified", by=BY)
    incidents.maintenance_schedule(
        page=page,
        name="Database upgrade",
        body="Writing pauses.",
        components=[api],
        scheduled_for=now + timedelta(days=2),
        scheduled_until=now + timedelta(days=2, hours=3),
        by=BY,
    )
    metric = monitoring.metric_create(page=page, name="Orders", suffix="per minute", by=BY)
    points = [(now - timedelta(minutes=5 * ago), 38.0 + ago % 9) for ago in range(280)]
    monitoring.points_add(page=page, points={metric.uid: points}, by=BY)
    base = f"/pages/{page.slug}"
    others = (
        "/",
        "/history",
        f"/incidents/{incident.uid}",
        f"/components/{api.slug}",
        "/subscribe",
        "/embed",
    )
    return [base + path for path in others]


@pytest.mark.parametrize("window", [PHONE], ids=str, indirect=True)
def test_it_reads_from_right_to_left_on_a_phone(window: Window, paths: list[str]):
    for path in paths:
        window.go(f"{path}?lang=ar")
        assert window.value("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
        assert window.value("document.documentElement.scrollWidth") <= 340, path
    window.go(f"{paths[0]}?lang=ar")
    first, last = (
        window.page.locator(f".bars rect:not(.mark) >> nth={place}").first.bounding_box() for place in (0, 89)
    )
    assert first is not None
    assert last is not None
    assert first["x"] > last["x"], "today stands at the left end"
    said, told = window.page.locator(".card .updates li").all()
    assert said.locator(".only").inner_text() == "بالإنجليزية فقط"
    assert said.locator(".text").get_attribute("lang") == "en"
    assert said.locator(".text").get_attribute("dir") == "ltr", "or its full stop stands before it"
    assert not told.locator(".only").count()
    assert not window.problems


@pytest.mark.parametrize("window", [{"java_script_enabled": False}], ids=str, indirect=True)
def test_it_keeps_a_choice_from_page_to_page_without_script(window: Window, paths: list[str]):
    tab = window.page
    window.go(paths[0])
    tab.get_by_role("link", name="日本語").click()
    tab.select_option("#zone", "Asia/Tokyo")
    tab.locator(".zones button").click()
    tab.locator('a[href*="/history"]').first.click()
    assert "/history?lang=ja&zone=Asia" in tab.url
    assert tab.locator("html").get_attribute("lang") == "ja"
    assert "Asia/Tokyo" in tab.locator("footer").inner_text()
    assert "JST" in tab.locator("main").inner_text()
    assert not window.problems


def test_it_remembers_a_choice_with_script(window: Window, paths: list[str]):
    tab = window.page
    window.go(f"{paths[0]}?lang=fr&zone=Asia/Tokyo")
    window.go(paths[1])
    tab.wait_for_url("**/history?lang=fr&zone=Asia*")
    assert tab.locator("html").get_attribute("lang") == "fr"
    window.go(f"{paths[0]}?lang=fr&zone=Europe/Berlin")
    window.go(f"{paths[1]}?lang=fr")
    assert "zone" not in tab.url, "the page's own zone is no choice"
    assert not window.problems
