"""Widgets: what badges on other sites read, in the words that Shields.io knows."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils import timezone

from statuspage import links
from statuspage.models import Component, Page
from statuspage.services import claim_set, component_create, component_delete
from statuspage.widget_keys import widget_key
from tests.api.pingpong.conftest import BY, Acme
from tests.rows import each

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def ask(what: str, page: Page, shown: Page | Component) -> Any:
    """The answer of a widget; without any key of the API."""
    return Client().get(f"/widget/{what}/{widget_key(page.badge_key, shown.uid)}")


@each(
    ("status", "word", "message", "color"),
    [
        ("operational", "Operational", "up", "brightgreen"),
        ("degraded_performance", "Major issues", "issues", "orange"),
        ("partial_outage", "Major issues", "issues", "orange"),
        ("major_outage", "Critical state", "down", "red"),
        ("unavailable", "Critical state", "down", "red"),
        ("under_maintenance", "Maintenance mode", "maintenance", "lightgrey"),
        ("unknown", "Unknown", "unknown", "lightgrey"),
    ],
)
def test_a_component_says_one_word(acme: Acme, status: str, word: str, message: str, color: str):
    claim_set(component=acme.api, source="manual", status=status, by=BY)
    assert ask("shields/status", acme.page, acme.api).json() == {"status": word}
    assert ask("badge/status", acme.page, acme.api).json() == {"message": message, "color": color}


@pytest.mark.parametrize(
    ("statuses", "word", "color"),
    [
        (["operational", "operational"], "Operational", "brightgreen"),
        (["operational", "major_outage"], "Major issues", "orange"),
        (["unavailable", "major_outage"], "Critical state", "red"),
        (["operational", "under_maintenance"], "Maintenance mode", "lightgrey"),
    ],
)
def test_a_page_says_what_its_phrase_says(acme: Acme, statuses: list[str], word: str, color: str):
    component_create(page=acme.page, name="Web", status=statuses[1], by=BY)
    claim_set(component=acme.api, source="manual", status=statuses[0], by=BY)
    assert ask("shields/status", acme.page, acme.page).json() == {"status": word}
    assert ask("badge/status", acme.page, acme.page).json()["color"] == color


def test_tells_the_uptime_of_thirty_days(acme: Acme):
    now = timezone.now()
    web = component_create(page=acme.page, name="Web", status=None, by=BY)
    for component, status in ((acme.api, "operational"), (web, "major_outage")):
        component.claims.all().delete()
        claim_set(component=component, source="manual", status=status, at=now - 60 * DAY, by=BY)
    assert ask("shields/uptime", acme.page, acme.api).json() == {"uptime": 100.0}
    assert ask("badge/uptime", acme.page, acme.api).json() == {"message": "100%", "color": "brightgreen"}
    assert ask("badge/uptime", acme.page, web).json() == {"message": "0%", "color": "red"}
    # Of all that the page shows, taken together: one was up all the time and one never.
    assert ask("badge/uptime", acme.page, acme.page).json() == {"message": "50%", "color": "red"}
    claim_set(component=web, source="manual", status="operational", at=now - 3 * DAY, by=BY)
    shown = ask("shields/uptime", acme.page, web).json()["uptime"]
    assert shown == pytest.approx(10, abs=0.01)


def test_where_nothing_was_measured_there_is_no_figure(acme: Acme):
    fresh = component_create(page=acme.page, name="Fresh", status=None, by=BY)
    assert ask("shields/uptime", acme.page, fresh).json() == {"uptime": None}
    assert ask("badge/uptime", acme.page, fresh).json() == {"message": "no data", "color": "lightgrey"}


def test_anybody_may_read_and_keep_it_for_a_minute(acme: Acme):
    for what in ("shields/status", "shields/uptime", "badge/status", "badge/uptime"):
        answer = ask(what, acme.page, acme.page)
        assert (answer.status_code, answer["Cache-Control"]) == (200, "public, max-age=60")
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in answer


def test_the_key_is_the_permission(acme: Acme):
    """Neither a page that is not open nor a component that it does not show keeps its key from reading."""
    Page.objects.filter(pk=acme.page.pk).update(visibility="restricted")
    assert ask("badge/status", acme.page, acme.page).status_code == 200
    assert ask("badge/status", acme.page, acme.db).json() == {"message": "issues", "color": "orange"}


def test_no_key_can_be_made_up(acme: Acme, other_page: Page):
    right = widget_key(acme.page.badge_key, acme.page.uid)
    last = "0" if right[-1] != "0" else "1"
    wrong = (
        right[:-1] + last,
        right.upper(),
        right.removeprefix("sp_"),
        right + "0",
        "sp_" + "f" * 32,
        "sp_" + "0" * 32,
        widget_key(acme.page.badge_key, acme.api.uid)[:19] + right[19:],
        widget_key(other_page.badge_key, acme.page.uid),
        "sp_%00",
    )
    for key in wrong:
        answer = Client().get(f"/widget/badge/status/{key}")
        assert (answer.status_code, answer.json()) == (404, {"detail": "Not found."}), key
        assert "no-store" in answer["Cache-Control"]


def test_a_key_ends_with_what_it_shows_and_outlives_a_new_server_secret(acme: Acme):
    old = links.widget_url(acme.page, acme.api).removeprefix(settings.CANDOR_PUBLIC_URL)
    with override_settings(SECRET_KEY="new" * 20, SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert Client().get(old).status_code == 200
        assert links.widget_url(acme.page, acme.api).endswith(old) is False
    with override_settings(SECRET_KEY="new" * 20):
        assert Client().get(old).status_code == 404
    component_delete(component=acme.api, by=BY)
    assert Client().get(old).status_code == 404


def test_only_reading_is_possible(acme: Acme):
    path = f"/widget/badge/status/{widget_key(acme.page.badge_key, acme.page.uid)}"
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = Client().generic(method, path, "{")
        assert (answer.status_code, answer.json()) == (405, {"detail": f'Method "{method}" not allowed.'})
    assert Client().options(path).status_code == 204
