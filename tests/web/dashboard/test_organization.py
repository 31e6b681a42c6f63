"""The organization in the dashboard, and a page more in it."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from statuspage import services
from statuspage.models import Organization, Page
from tests.web.dashboard.conftest import BY, As

PATH = "/dashboard/pages/status/organization/"
NEW = "/dashboard/new-page/"


def _text(answer: Any) -> str:
    return str(answer.content.decode())


def test_it_is_called_something_else(as_: As, organization: Organization):
    client = as_("admin")
    assert client.post(PATH, {"name": "Acme Industries"}).status_code == 302
    organization.refresh_from_db()
    assert organization.name == "Acme Industries"
    assert "Undo" in _text(client.get(PATH))
    refused = client.post(PATH, {"name": " "})
    assert refused.status_code == 422
    assert 'id="name-wrong"' in _text(refused)


def test_it_shows_its_own_pages_with_as_many_questions_as_for_one(as_: As, page: Page, other_page: Page):
    client = as_("owner")
    client.get(PATH)
    with CaptureQueriesContext(connection) as few:
        client.get(PATH)
    for number in range(4):
        services.page_create(organization=page.organization, name=f"Page {number}", slug=f"p-{number}", by=BY)
    with CaptureQueriesContext(connection) as many:
        content = _text(client.get(PATH))
    assert len(few) == len(many)
    assert "Page 3" in content
    assert other_page.name not in content


def test_a_page_more_is_made(as_: As, organization: Organization):
    client = as_("admin")
    sent = {"name": "Acme Labs", "slug": "", "time_zone": "Europe/Paris", "language": "fr"}
    answer = client.post(NEW, sent)
    assert answer["Location"] == "/dashboard/pages/acme-labs/"
    made = Page.objects.get(slug="acme-labs")
    assert (made.organization, made.time_zone, made.languages) == (organization, "Europe/Paris", ["fr"])
    assert "New page" in _text(client.get("/dashboard/?all"))


@pytest.mark.parametrize(
    ("sent", "place"),
    [({"name": ""}, "name"), ({"slug": "status"}, "slug"), ({"time_zone": "Mars"}, "time_zone")],
)
def test_a_page_that_cannot_be_is_not_made(as_: As, page: Page, sent: dict[str, str], place: str):
    answer = as_("admin").post(NEW, {"name": "Labs", "time_zone": "UTC", "language": "en", **sent})
    assert answer.status_code == 422
    assert f'id="{place}-wrong"' in _text(answer)
    assert Page.objects.count() == 1


def test_a_page_is_made_in_ones_own_organization_alone(as_: As, page: Page, other_organization: Organization):
    sent = {"name": "Labs", "time_zone": "UTC", "language": "en", "organization": other_organization.uid}
    assert as_("owner").post(NEW, sent).status_code == 422
    assert not other_organization.pages.exists()


@pytest.mark.parametrize("person", ["reader", "page_configuration", "unopened"])
def test_who_runs_nothing_makes_no_page(as_: As, page: Page, person: str):
    client = as_(person)
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, {"name": "Labs"}).status_code == 403
    assert "new-page" not in _text(client.get("/dashboard/?all"))
    assert Page.objects.count() == 1


def test_a_stranger_is_asked_to_sign_in(as_: As):
    assert as_("anonymous").get(NEW)["Location"].startswith("/accounts/login/")
