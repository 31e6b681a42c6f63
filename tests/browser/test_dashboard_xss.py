"""Hardening b: whatever stands in the fields of the dashboard, a browser runs none and shows all of it.

What people may type is typed as they would; names are laid down past the services, which refuse some.
"""

import pytest
from django.core.cache import caches
from playwright.sync_api import expect

from incidents import services as incidents
from incidents.models import Incident
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import AudienceGroup, AudienceMember, Component, ComponentGroup, Page, User
from tests.browser.conftest import Window
from tests.browser.signing import sign_in
from tests.browser.test_public_xss import PAYLOADS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BY = Actor.system()
ROOT = "/dashboard/pages/status/"
NAMES = ("X01", "X02", "X03", "X04", "X05", "X06", "X09", "X10", "X24", "X26")
ELEMENTS = "main :is(script, iframe, img, [onerror], [onmouseover], [onload], svg, a[href^='javascript' i])"


@pytest.fixture
def inside(window: Window, transactional_db: None, page: Page, owner: User) -> Window:
    """The window of somebody who does everything."""
    caches["limits"].clear()
    sign_in(window, owner)
    return window


def _harmless(window: Window, path: str) -> None:
    window.value(
        "document.querySelectorAll('*').forEach(node => "
        "['mouseover', 'focus', 'error', 'load'].forEach(kind => node.dispatchEvent(new Event(kind))))"
    )
    assert window.value("window.pwned") is None, path
    assert window.value(f'document.querySelectorAll("{ELEMENTS}").length') == 0, path


def test_names_are_text_on_every_screen(inside: Window, page: Page, teammate: User):
    everything = " ".join(PAYLOADS[name] for name in NAMES)[:250]
    Page.objects.filter(pk=page.pk).update(name=everything)
    User.objects.filter(pk=teammate.pk).update(first_name=everything[:150], last_name=everything[50:150])
    page.refresh_from_db()
    group = ComponentGroup.objects.create(page=page, name=everything, slug="group")
    parts = [
        Component.objects.create(page=page, name=PAYLOADS[name], slug=f"p{at}", group=group, position=at)
        for at, name in enumerate(NAMES)
    ]
    said = dict.fromkeys(parts, "major_outage")
    incident = incidents.incident_open(page=page, name="x", body=everything, components=said, by=BY)
    maintenance = incidents.maintenance_schedule(
        page=page,
        name="x",
        body=everything,
        scheduled_for=incident.started_at.replace(year=2100),
        scheduled_until=incident.started_at.replace(year=2101),
        components=parts,
        by=BY,
    )
    Incident.objects.update(name=everything)
    template = incidents.template_create(page=page, name=everything, title=everything, body=everything, by=BY)
    services.audience_group_create(page=page, name="x", components=parts, by=BY)
    AudienceGroup.objects.update(name=everything)
    services.audience_member_create(page=page, email="a@b.example", components=parts, by=BY)
    AudienceMember.objects.update(external_login=everything[:100], email="")
    for path in (
        "incidents/",
        "incidents/new/",
        f"incidents/new/?template={template.uid}",
        f"incidents/{incident.uid}/",
        "maintenance/",
        "maintenance/new/",
        f"maintenance/{maintenance.uid}/",
        f"maintenance/{maintenance.uid}/edit/",
        "audience/",
        "viewers/",
        "team/",
        f"team/{teammate.uid}/",
    ):
        inside.go(f"{ROOT}{path}")
        _harmless(inside, path)
        assert inside.page.url == f"{inside.base}{ROOT}{path}"
    inside.go(f"{ROOT}incidents/{incident.uid}/")
    assert inside.value("document.querySelector('h1').textContent") == everything
    names = "[...document.querySelectorAll('.facts > :not(.permanent) dt')]"
    shown = inside.value(f"{names}.slice(1).map(name => name.textContent)")
    assert shown == [PAYLOADS[name] for name in NAMES]
    assert inside.problems == []
    assert inside.foreign == []


@pytest.mark.parametrize("name", NAMES)
def test_what_is_typed_comes_back_as_text(inside: Window, page: Page, name: str):
    payload = PAYLOADS[name]
    tab = inside.page
    inside.go(f"{ROOT}incidents/new/")
    tab.fill("#name", payload)
    tab.fill("#body", payload)
    tab.wait_for_selector("#look h3")
    expect(tab.locator("#look h3").first).to_have_text(" ".join(payload.split()))
    _harmless(inside, "look")
    assert (tab.input_value("#name"), tab.input_value("#body")) == (payload, payload)
    assert inside.value("document.querySelector('#look h3').textContent") == payload
    tab.get_by_role("button", name="Publish").click()
    tab.wait_for_selector(".timeline")
    _harmless(inside, "incident")
    assert inside.value("document.querySelector('h1').textContent") == payload
    inside.go(f"{ROOT}maintenance/new/")
    tab.fill("#name", payload)
    tab.fill("#end", "2001-01-01T00:00")
    tab.get_by_role("button", name="Schedule").click()
    tab.wait_for_selector("#end-wrong")
    _harmless(inside, "maintenance")
    assert tab.input_value("#name") == payload
    inside.go(f"{ROOT}viewers/")
    tab.fill("#ip_restrictions", payload)
    tab.get_by_role("button", name="Save").click()
    tab.wait_for_selector("#ip_restrictions-wrong")
    assert tab.input_value("#ip_restrictions") == payload
    inside.go(f"{ROOT}viewers/")
    tab.get_by_text("Add a group").click()
    tab.fill("#groups ~ * [name=name], [name=name]", payload)
    tab.locator("form[action$='/groups/'] button").click()
    tab.wait_for_selector("[role=status]")
    _harmless(inside, "group")
    assert AudienceGroup.objects.get().name == payload
    inside.go(f"{ROOT}team/")
    tab.fill("#email", "somebody@acme.example")
    tab.fill("#first_name", payload)
    tab.get_by_role("button", name="Take in").click()
    tab.wait_for_url("**/team/*/")
    _harmless(inside, "team")
    assert inside.value("document.querySelector('h1').textContent") == payload
    assert [text for text in inside.problems if "422" not in text] == []
    assert inside.foreign == []
