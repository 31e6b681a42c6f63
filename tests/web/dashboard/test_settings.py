"""What a page is called and says of itself, changed in the dashboard."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from statuspage import services
from statuspage.models import Page
from tests.rows import each
from tests.web.dashboard.conftest import BY, As

PATH = "/dashboard/pages/status/settings/"
FORM: dict[str, Any] = {
    "name": "Acme",
    "slug": "status",
    "headline": "How we are",
    "description": "One\r\nTwo",
    "website_url": "https://acme.example",
    "support_url": "",
    "time_zone": "Europe/Berlin",
    "language": "de",
    "languages": ["en", "de", "fr"],
}


def _text(answer: Any) -> str:
    return str(answer.content.decode())


def test_it_is_saved(as_: As, page: Page):
    client = as_("page_configuration")
    answer = client.post(PATH, FORM)
    assert (answer.status_code, answer["Location"]) == (302, PATH)
    page.refresh_from_db()
    assert (page.name, page.headline, page.description) == ("Acme", "How we are", "One\nTwo")
    assert (page.time_zone, page.languages) == ("Europe/Berlin", ["de", "en", "fr"])
    assert "Undo" in _text(client.get(PATH))


def test_a_new_slug_leads_on(as_: As, page: Page):
    answer = as_("page_configuration").post(PATH, {**FORM, "slug": "acme"})
    assert answer["Location"] == "/dashboard/pages/acme/settings/"


@each(
    ("sent", "place"),
    [
        ({"name": " "}, "name"),
        ({"slug": "No Slug"}, "slug"),
        ({"slug": "taken"}, "slug"),
        ({"website_url": "javascript:alert(1)"}, "website_url"),
        ({"time_zone": "Nowhere"}, "time_zone"),
        ({"languages": ["klingon"]}, "languages"),
        ({"language": ""}, "language"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(as_: As, page: Page, sent: dict[str, Any], place: str):
    services.page_create(organization=page.organization, name="Other", slug="taken", by=BY)
    answer = as_("page_configuration").post(PATH, {**FORM, **sent})
    assert answer.status_code == 422
    assert f'id="{place}-wrong"' in _text(answer)
    page.refresh_from_db()
    assert (page.name, page.languages) == ("Acme status", ["en"])


def test_it_is_held_back_when_somebody_else_acted(as_: As, page: Page):
    client = as_("page_configuration")
    was = client.get(PATH).context["was"]
    services.page_update(page=page, changes={"headline": "Theirs"}, by=BY)
    answer = client.post(PATH, {**FORM, "headline": "", "was": was})
    assert answer.status_code == 409
    content = _text(answer)
    assert 'value="Theirs"' in content
    assert 'value="Acme"' in content
    page.refresh_from_db()
    assert page.name == "Acme status"


def test_only_who_runs_the_pages_is_led_to_deleting_one(as_: As):
    parts = [label for label, _url, _here in as_("page_configuration").get(PATH).context["parts"]]
    assert parts[0] == "General"
    assert "Delete the page" not in parts


def test_it_asks_for_the_same_however_many_pages_there_are(as_: As, page: Page):
    client = as_("owner")
    client.get(PATH)
    with CaptureQueriesContext(connection) as few:
        client.get(PATH)
    for number in range(5):
        services.page_create(organization=page.organization, name="Other", slug=f"other-{number}", by=BY)
    with CaptureQueriesContext(connection) as many:
        client.get(PATH)
    assert len(few) == len(many)
