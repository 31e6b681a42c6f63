"""The logo, and the icon of the tab, which follows the status."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from statuspage import services
from statuspage.models import Component, Page
from statuspage.publishing import publication_of
from tests.painted import png
from tests.web.public.conftest import BY


def _icon(client: Client) -> str:
    found = re.search(
        r'<link rel="icon" type="image/svg\+xml" href="([^"]+)"', client.get("/").content.decode()
    )
    assert found is not None
    return found[1]


def test_the_icon_follows_the_status_and_not_by_colour_alone(
    client: Client, page: Page, component: Callable[..., Component]
):
    made = component("Website")
    icons = {}
    for status in (
        "operational",
        "degraded_performance",
        "partial_outage",
        "major_outage",
        "under_maintenance",
    ):
        services.claim_set(component=made, source="manual", source_uid="", status=status, by=BY)
        address = _icon(client)
        drawn = client.get(address).content.decode()
        icons[address] = re.sub(r"#[0-9a-f]{3,6}", "", drawn)
    # Another address, so that a browser asks anew, and another drawing where nobody sees colours.
    assert len(icons) == len(set(icons.values())) == 5


def test_the_icon_has_the_page_s_own_colours(client: Client, page: Page, component: Callable[..., Component]):
    component("Website")
    services.page_update(page=page, changes={}, colors={"css_greens": "#0a7"}, by=BY)
    assert 'fill="#0a7"' in client.get("/favicon.svg").content.decode()


def test_a_favicon_wears_the_sign_while_not_all_is_well(
    client: Client, page: Page, component: Callable[..., Component]
):
    made = component("Website")
    services.page_update(page=page, changes={}, pictures={"favicon": png(32, 32)}, by=BY)
    calm = client.get("/favicon.svg").content.decode()
    assert 'href="data:image/png;base64,' in calm
    assert "<g" not in calm
    services.claim_set(component=made, source="manual", source_uid="", status="major_outage", by=BY)
    assert "<g transform" in client.get("/favicon.svg").content.decode()
    assert 'sizes="32x32" href="/favicon?v=' in client.get("/").content.decode()


def test_a_logo_stands_in_place_of_the_name(client: Client, page: Page):
    logo = png(300, 60)
    services.page_update(page=page, changes={}, pictures={"logo": logo}, by=BY)
    content = client.get("/").content.decode()
    found = re.search(r'<img class="logo" src="([^"]+)" alt="Acme status" width="300" height="60">', content)
    assert found is not None
    answer = client.get(found[1])
    assert (answer.content, answer["Content-Type"]) == (logo, "image/png")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert publication_of(answer) is not None
    services.page_update(page=page, changes={}, pictures={"logo": png(300, 61)}, by=BY)
    assert found[1] not in client.get("/").content.decode()


@pytest.mark.parametrize("path", ["/logo", "/favicon"])
def test_there_is_no_picture_that_nobody_uploaded(client: Client, page: Page, path: str):
    assert client.get(path).status_code == 404


def test_a_closed_page_shows_its_pictures_to_nobody_else(client: Client, page: Page):
    services.page_update(
        page=page,
        changes={"viewers_must_be_team_members": True},
        pictures={"logo": png(9, 9), "favicon": png(9, 9)},
        by=BY,
    )
    for path in ("/logo", "/favicon", "/favicon.svg"):
        assert client.get(path).status_code == 404
