"""The operators' admin in a laptop's window."""

import pytest
from django.conf import settings
from django.test import Client

from incidents.models import Incident
from monitoring.services import check_create
from statuspage.actor import Actor
from statuspage.models import Page, User
from statuspage.services import component_create
from tests.browser.conftest import Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def signed_in(window: Window, operator: User) -> Window:
    client = Client()
    client.force_login(operator)
    name = settings.SESSION_COOKIE_NAME
    window.page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": window.base}])
    return window


def test_it_shows_a_list_of_checks_whole(signed_in: Window, page: Page) -> None:
    component = component_create(page=page, name="Search and discovery", by=Actor.system())
    check_create(
        page=page,
        component=component,
        kind="http",
        name="Search answers",
        target={"url": "https://acme.example/"},
        by=Actor.system(),
    )
    signed_in.go("/admin/monitoring/check/")
    assert signed_in.value("getComputedStyle(document.querySelector('#changelist-filter')).display") != "none"
    hidden = signed_in.value(
        "(e => e.scrollWidth - e.clientWidth)(document.querySelector('#changelist .results'))"
    )
    assert hidden == 0
    assert signed_in.problems == []


def test_it_opens_an_incident_with_a_component_found_by_typing(signed_in: Window, page: Page) -> None:
    component = component_create(page=page, name="Search", by=Actor.system())
    signed_in.go(f"/admin/incidents/incident/add/?page={page.pk}")
    tab = signed_in.page
    tab.fill("#id_name", "Slow search")
    tab.click(".field-components .select2-selection")
    tab.keyboard.type("sear")
    tab.click(".select2-results__option:has-text('Search')")
    tab.select_option("#id_component_status", "partial_outage")
    tab.click("input[name=_save]")
    tab.wait_for_selector(".messagelist .success")
    incident = Incident.objects.get()
    assert [(row.component, row.status) for row in incident.affected.all()] == [(component, "partial_outage")]
    assert signed_in.problems == []
