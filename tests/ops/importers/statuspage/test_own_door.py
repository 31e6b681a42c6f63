"""Our own server as the one to move away from, over real HTTP, with all of its ids taken by the old page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError
from pytest_django import Settings

from apikeys.services import IssuedKey
from monitoring.models import DataPoint, Metric
from monitoring.services.points import points_add
from statuspage.models import Component, Page
from statuspage.services import component_create
from tests.api.statuspage.conftest import BY, Story
from tests.api.statuspage.management import making
from tests.ops.importers.statuspage.conftest import document_of
from webhooks.models import Subscription

Bring = Callable[..., list[str]]
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_page_moves_by_its_public_documents(
    live_server: Any, bring: Bring, page: Page, other_page: Page, story: Story
) -> None:
    address = f"{live_server.url}/pages/status/"
    bring("--page-settings", url=address, page=other_page.slug)
    there, here = document_of(page, "incidents"), document_of(other_page, "incidents")
    assert [_said(one) for one in here["incidents"]] == [_said(one) for one in there["incidents"]]
    other_page.refresh_from_db()
    assert other_page.name == page.name
    again = bring("--page-settings", url=address, page=other_page.slug)
    assert not [line for line in again if line.startswith(("created", "changed", "left out"))]


def test_a_page_moves_with_a_key(
    live_server: Any, bring: Bring, page: Page, other_page: Page, full_key: IssuedKey, settings: Settings
) -> None:
    world = making.make(page)
    metric = Metric.objects.get(uid=world.ids["metric_id"])
    Metric.objects.filter(pk=metric.pk).update(display=True)
    points_add(page=page, points={metric.uid: [(world.now, 4.5)]}, by=BY)
    settings.CANDOR_IMPORT_KEY = full_key.secret
    options = ("--page-settings", f"--page-url={live_server.url}/pages/status")
    lines = bring(*options, url=live_server.url, page=other_page.slug)
    assert [line for line in lines if line.startswith("left out")] == [
        f"left out   page id {page.uid}: Another page has this id."
    ]
    counted = [model.objects.filter(page=other_page).count() for model in (Component, Metric)]
    assert counted == [model.objects.filter(page=page).count() for model in (Component, Metric)]
    kept = Subscription.objects.filter(page=page, audience="visitor", state="active", kind="email")
    brought = Subscription.objects.filter(page=other_page, audience="visitor", kind="email")
    assert set(brought.values_list("address", flat=True)) >= set(kept.values_list("address", flat=True))
    assert DataPoint.objects.get(metric__page=other_page, value=4.5)
    again = bring(*options, url=live_server.url, page=other_page.slug)
    assert not [line for line in again if line.startswith(("created", "changed", "left out"))]


def test_a_key_that_is_none_is_refused_in_a_line(
    live_server: Any, bring: Bring, page: Page, settings: Settings
) -> None:
    settings.CANDOR_IMPORT_KEY = "cdr_" + "x" * 28
    with pytest.raises(CommandError, match="does not accept the key") as refused:
        bring(url=live_server.url)
    assert "xxx" not in str(refused.value)


def _said(one: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(update["status"], update["body"], update["display_at"]) for update in one["incident_updates"]]


def test_what_the_page_there_does_not_show_comes_in_hidden(
    live_server: Any, bring: Bring, page: Page, other_page: Page, full_key: IssuedKey, settings: Settings
) -> None:
    component_create(page=page, name="Shown", by=BY)
    component_create(page=page, name="Secret", visible=False, by=BY)
    settings.CANDOR_IMPORT_KEY = full_key.secret
    lines = bring(f"--source-page={page.uid}", url=live_server.url, page=other_page.slug)
    assert "created    component Secret: hidden, as on the page there" in lines
    brought = dict(Component.objects.filter(page=other_page).values_list("name", "visible"))
    assert brought == {"Shown": True, "Secret": False}
    # Whether it is shown here is from now on said here.
    Component.objects.filter(page=other_page, name="Secret").update(visible=True)
    again = bring(f"--source-page={page.uid}", url=live_server.url, page=other_page.slug)
    assert not [line for line in again if line.startswith(("created", "changed"))]


@pytest.mark.parametrize(("visibility", "is_shown"), [("public", False), ("restricted", True)])
def test_of_a_page_that_cannot_be_read_nothing_is_shown_to_everybody(
    live_server: Any,
    bring: Bring,
    page: Page,
    other_page: Page,
    full_key: IssuedKey,
    settings: Settings,
    visibility: str,
    is_shown: bool,
) -> None:
    component_create(page=page, name="API", by=BY)
    Page.objects.filter(pk=page.pk).update(visibility="restricted")
    Page.objects.filter(pk=other_page.pk).update(visibility=visibility)
    settings.CANDOR_IMPORT_KEY = full_key.secret
    lines = bring(f"--source-page={page.uid}", url=live_server.url, page=other_page.slug)
    assert Component.objects.get(page=other_page).visible is is_shown
    why = "created    component API: hidden until you show it, since the page there is not open to everybody"
    assert (why in lines) is not is_shown


def test_the_address_of_another_page_is_refused(
    live_server: Any, bring: Bring, page: Page, other_page: Page, full_key: IssuedKey, settings: Settings
) -> None:
    settings.CANDOR_IMPORT_KEY = full_key.secret
    options = (f"--source-page={page.uid}", f"--page-url={live_server.url}/pages/{other_page.slug}")
    with pytest.raises(CommandError, match=r"is another page.*--page-url"):
        bring(*options, url=live_server.url, page=other_page.slug)
