"""Badges of a page and its components, drawn by us or by Shields.io."""

from collections.abc import Callable

import pytest
from django.test import Client

from statuspage import services
from statuspage.models import Component, Page
from statuspage.publishing import publication_of
from tests.web.public.conftest import BY

Make = Callable[..., Component]


def _declare(component: Component, status: str) -> None:
    services.claim_set(component=component, source="manual", source_uid="", status=status, by=BY)


@pytest.mark.parametrize(
    ("status", "page_says", "component_says", "color", "is_error"),
    [
        ("operational", "All systems operational", "Operational", "#1a7f4b", False),
        ("under_maintenance", "Maintenance in progress", "Under maintenance", "#2f5fb3", False),
        ("degraded_performance", "Degraded performance", "Degraded performance", "#946200", False),
        ("partial_outage", "Partial outage", "Partial outage", "#b3470a", True),
        ("major_outage", "Major outage", "Major outage", "#b3261e", True),
        ("unavailable", "Services unavailable", "Unavailable", "#8c1d18", True),
    ],
)
def test_it_tells_shields_what_to_draw(
    client: Client,
    page: Page,
    component: Make,
    status: str,
    page_says: str,
    component_says: str,
    color: str,
    is_error: bool,
):
    _declare(component("Website"), status)
    common = {"schemaVersion": 1, "color": color, "isError": is_error}
    for prefix in ("", "/pages/status"):
        whole = client.get(f"{prefix}/badges/status.json")
        assert whole.json() == {**common, "label": page.name, "message": page_says}
        one = client.get(f"{prefix}/badges/website.json")
        assert one.json() == {**common, "label": "Website", "message": component_says}
        for answer in (whole, one):
            assert answer["Content-Type"] == "application/json"
            assert answer["Access-Control-Allow-Origin"] == "*"
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert publication_of(answer) is not None


@pytest.mark.parametrize("form", ["svg", "json"])
def test_it_hides_what_the_page_hides(client: Client, page: Page, component: Make, form: str):
    component("Website")
    hidden = component("Secret", visible=False)
    _declare(hidden, "major_outage")
    assert client.get(f"/badges/secret.{form}").status_code == 404
    assert client.get(f"/badges/{hidden.uid}.{form}").status_code == 404
    assert "All systems operational" in client.get(f"/badges/status.{form}").content.decode()


def test_scripts_can_read_that_there_is_none(client: Client, page: Page, component: Make):
    hidden = component("Secret", visible=False)
    for path in ("secret", hidden.uid, "nothing"):
        answer = client.get(f"/badges/{path}.json")
        assert (answer.status_code, answer.json()) == (404, {"error": "not_found"})
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Cache-Control"] == "no-store"
    Page.objects.filter(pk=page.pk).update(visibility="restricted")
    for address in ("/pages/status", "/pages/nowhere"):
        answer = client.get(f"{address}/badges/status.json")
        assert (answer.status_code, answer.json()) == (404, {"error": "not_found"})
        assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("form", ["svg", "json"])
def test_it_speaks_the_languages_of_the_page(client: Client, page: Page, component: Make, form: str):
    Page.objects.filter(pk=page.pk).update(languages=["en", "de"])
    made = component("Website")
    services.component_update(component=made, changes={"translations": {"de": {"name": "Webseite"}}}, by=BY)
    german = client.get(f"/badges/website.{form}?lang=de").content.decode()
    assert "Webseite" in german
    assert "Website" in client.get(f"/badges/website.{form}").content.decode()


def test_its_texts_are_cut_and_cleaned(client: Client, page: Page, component: Make):
    made = component("x")
    Component.objects.filter(pk=made.pk).update(name="a\u202eb</script>" + "y" * 200)
    label = client.get(f"/badges/{made.slug}.json").json()["label"]
    assert label.startswith("a b</script>yy")
    assert len(label) == 60
