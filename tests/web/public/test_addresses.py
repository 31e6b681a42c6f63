"""Which page answers where, and that everything public is marked for the edge and nothing else is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from incidents import services as incidents
from statuspage import services
from statuspage.models import Component, Page
from statuspage.publishing import publication_of
from tests.rows import each
from tests.web.public.conftest import BY

Make = Callable[..., Component]


@pytest.fixture
def uid(page: Page, component: Make) -> str:
    website = component("Website")
    opened = incidents.incident_open(
        page=page, name="Slow & <odd>", body="We *look*.", components={website: "partial_outage"}, by=BY
    )
    return opened.uid


PATHS = (
    "",
    "/history",
    "/history.atom",
    "/history.rss",
    "/maintenance.ics",
    "/incidents/{uid}",
    "/components/website",
    "/badges/status.svg",
    "/badges/website.svg",
    "/badges/status.json",
    "/badges/website.json",
    "/embed",
    "/embed/",
    "/embed.js",
    "/embed/script.js",
    "/embed.json",
    "/embed.css",
    "/brand.css",
    "/colors.css",
    "/favicon.svg",
    "/preview.png",
)


@each("path", PATHS)
def test_it_answers_at_the_root_and_below_the_slug(client: Client, page: Page, uid: str, path: str):
    for prefix in ("", "/pages/status"):
        response = client.get((prefix + path.format(uid=uid)) or "/")
        assert response.status_code == 200
        publication = publication_of(response)
        assert publication is not None
        assert publication.page_uid == page.uid
        assert not response.cookies


def test_it_answers_a_verified_domain_with_its_page_alone(client: Client, page: Page, other_page: Page):
    Page.objects.filter(pk=other_page.pk).update(domain="status.elsewhere.example")
    assert client.get("/", headers={"host": "status.elsewhere.example"}).status_code == 404
    Page.objects.filter(pk=other_page.pk).update(domain_verified_at=timezone.now())
    from_cache = client.get("/", headers={"host": "status.elsewhere.example"})
    if from_cache.status_code == 200:
        assert "Elsewhere status" in from_cache.content.decode()
    assert client.get("/pages/status", headers={"host": "status.elsewhere.example"}).status_code == 404
    assert "Elsewhere status" in client.get("/pages/elsewhere").content.decode()


def test_it_never_mixes_pages(client: Client, page: Page, other_page: Page, uid: str):
    assert client.get(f"/pages/elsewhere/incidents/{uid}").status_code == 404
    assert client.get("/pages/elsewhere/components/website").status_code == 404
    assert "Slow" not in client.get("/pages/elsewhere/history").content.decode()


@each(
    "path",
    [
        "/history?month=2026-13",
        "/history?month=9999-01",
        "/history?month=x",
        "/incidents/nope",
        "/maintenances/{uid}",
        "/components/nope",
        "/badges/nope.svg",
        "/badges/nope.json",
        "/pages/nope",
        "/history/x.css",
    ],
)
def test_it_says_404_without_a_mark(client: Client, page: Page, uid: str, path: str):
    response = client.get(path.format(uid=uid))
    assert response.status_code == 404
    assert publication_of(response) is None


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_can_only_be_read(client: Client, page: Page, method: str):
    assert getattr(client, method)("/").status_code == 405


def test_a_maintenance_is_found_among_the_incidents_too(client: Client, page: Page):
    now = timezone.now()
    planned = incidents.maintenance_schedule(
        page=page, name="Move", scheduled_for=now, scheduled_until=now + timedelta(hours=1), by=BY
    )
    for prefix in ("", "/pages/status"):
        moved = client.get(f"{prefix}/incidents/{planned.uid}")
        assert moved.status_code == 301
        assert moved["Location"].endswith(f"/maintenances/{planned.uid}")
        assert client.get(f"{prefix}/maintenances/{planned.uid}").status_code == 200


def test_it_dates_what_is_read_long_after_it_was_written(client: Client, page: Page, uid: str):
    today = date_format(timezone.now(), "j F Y")
    assert f"{today}, " in client.get(f"/incidents/{uid}").content.decode()


def test_it_follows_the_languages_of_the_page(client: Client, page: Page, component: Make):
    Page.objects.filter(pk=page.pk).update(languages=["en", "de"])
    services.component_update(
        component=component("Website"), changes={"translations": {"de": {"name": "Webseite"}}}, by=BY
    )
    german = client.get("/", headers={"accept-language": "de-CH,de;q=0.9"})
    assert "Webseite" in german.content.decode()
    assert german["Content-Language"] == "de"
    assert "Webseite" in client.get("/?lang=de").content.decode()
    assert "Webseite" not in client.get("/", headers={"accept-language": "fr"}).content.decode()


def test_its_colours_are_colours(client: Client, page: Page):
    colors = {"css_greens": "#0a0", "css_reds": "red;}body{display:none", "css_font_color": "112233"}
    Page.objects.filter(pk=page.pk).update(colors=colors)
    css = client.get("/brand.css").content.decode()
    assert "--ok:#0a0;" in css
    assert "--ink:#112233;" in css
    assert "display" not in css
    assert "brand.css" in client.get("/").content.decode()
