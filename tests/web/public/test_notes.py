"""What was said about components, where visitors read it."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import DjangoAssertNumQueries

from incidents import services as incidents
from statuspage import services
from statuspage.models import Component, Page
from tests.web.public.conftest import BY
from tests.web.public.noting import say

Make = Callable[..., Component]
MARKUP = "Two disks <b>failed</b> & burn.\nWe *replace* them."
AS_TEXT = "Two disks &lt;b&gt;failed&lt;/b&gt; &amp; burn.<br>We *replace* them."


def text_of(client: Client, path: str = "/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def parts_of(client: Client) -> tuple[str, str]:
    """What stands above the past, and the past."""
    above, _, past = text_of(client).partition('<section class="past">')
    return above, past


def test_the_last_words_stand_under_a_component_that_is_not_well(
    client: Client, page: Page, component: Make, now: datetime
):
    website = component("Website")
    label = services.label_create(page=page, name="Down", level="ERROR", by=BY)
    say(website, "It is slow.", "degraded_performance", now=now - timedelta(hours=3))
    say(website, MARKUP, label=label, now=now - timedelta(hours=2))
    above, past = parts_of(client)
    assert AS_TEXT in above
    assert '<div class="said note partial">' in above
    assert '<b>Down</b><span class="unseen"> (Partial outage)</span>' in above
    assert "It is slow." not in above
    assert "It is slow." in past
    assert "<b>Degraded performance</b>" in past
    assert AS_TEXT not in past


def test_a_component_that_is_well_again_has_all_words_in_the_past(
    client: Client, component: Make, now: datetime
):
    website = component("Website")
    say(website, MARKUP, now=now - timedelta(days=2))
    say(website, "All is well.", "operational", now=now - timedelta(days=2, minutes=-20))
    above, past = parts_of(client)
    assert "All is well." not in above
    assert past.index("All is well.") < past.index(AS_TEXT)
    assert past.count('<a href="/components/website">Website</a>') == 2


def test_what_only_informs_has_no_colour_and_changes_nothing(client: Client, component: Make):
    website = component("Website")
    say(website, "We move on Sunday.", "major_outage", informational=True)
    above, past = parts_of(client)
    assert "All systems operational" in above
    assert "We move on Sunday." not in above
    assert "We move on Sunday." in past
    assert '<div class="said note ">' in past
    assert "<b>Note</b>" in past
    assert "Major outage" not in past


def test_further_words_about_a_trouble_stand_above_although_they_only_inform(
    client: Client, component: Make, now: datetime
):
    website = component("Website")
    say(website, "Disks burn.", now=now - timedelta(hours=2))
    say(website, "Still at it.", informational=True, now=now - timedelta(hours=1))
    above, past = parts_of(client)
    assert "Still at it." in above
    assert "Disks burn." not in above
    assert "Disks burn." in past


def test_words_from_before_the_trouble_do_not_explain_it(client: Client, component: Make, now: datetime):
    website = component("Website")
    say(website, "All is well.", "operational", now=now - timedelta(hours=2))
    services.claim_set(
        component=website, source="check", source_uid="c", status="major_outage", by=BY, now=now
    )
    above, past = parts_of(client)
    assert "Major outage" in above
    assert "All is well." not in above
    assert "All is well." in past


def test_words_about_a_trouble_that_a_check_found_worse_still_stand(
    client: Client, component: Make, now: datetime
):
    website = component("Website")
    say(website, "We are slow.", "degraded_performance", now=now - timedelta(hours=2))
    services.claim_set(
        component=website, source="check", source_uid="c", status="major_outage", by=BY, now=now
    )
    assert "We are slow." in parts_of(client)[0]


def test_a_trouble_that_is_older_than_the_days_of_the_past_keeps_its_words(
    client: Client, component: Make, now: datetime
):
    say(component("Website"), "Disks burn.", now=now - timedelta(days=19))
    above, past = parts_of(client)
    assert "Disks burn." in above
    assert "Disks burn." not in past


def test_a_day_tells_incidents_and_notes_in_their_order(
    client: Client, page: Page, component: Make, now: datetime
):
    website, at = component("Website"), now - timedelta(days=3)
    incident = incidents.incident_open(page=page, name="Outage", body="x", by=BY, now=at)
    incidents.incident_resolve(incident=incident, body="y", by=BY, now=at + timedelta(seconds=5))
    say(website, "Earlier words.", informational=True, now=at - timedelta(seconds=1))
    say(website, "Later words.", informational=True, now=at + timedelta(seconds=1))
    for path in ("/", f"/history?month={at:%Y-%m}"):
        text = text_of(client, path)
        assert text.index("Later words.") < text.index("Outage") < text.index("Earlier words."), path


def test_a_month_tells_what_was_said_in_it(client: Client, component: Make, now: datetime):
    website = component("Website")
    say(website, "Of now.", informational=True)
    before = (now.replace(day=1) - timedelta(days=40)).replace(day=15)
    say(website, "Of then.", informational=True, now=before)
    here, there = text_of(client, "/history"), text_of(client, f"/history?month={before:%Y-%m}")
    assert ("Of now." in here, "Of then." in here) == (True, False)
    assert ("Of now." in there, "Of then." in there) == (False, True)


def test_the_page_of_the_component_tells_each_once(client: Client, component: Make, now: datetime):
    website = component("Website")
    note = say(website, MARKUP, now=now - timedelta(hours=2))
    say(component("Other"), "Of another.", informational=True)
    text = text_of(client, "/components/website")
    assert text.count(AS_TEXT) == 1
    assert text.count("Two disks") == 1
    assert f'id="note-{note.uid}"' in text
    assert "Of another." not in text


def test_what_was_taken_back_is_nowhere(client: Client, component: Make, now: datetime):
    website = component("Website")
    for informational in (False, True):
        note = say(website, "A wrong word.", informational=informational)
        assert "A wrong word." in text_of(client)
        services.note_void(note=note, by=BY)
    for path in ("/", "/history", "/components/website", "/history.atom", "/history.rss"):
        assert "A wrong word." not in text_of(client, path), path


def test_of_very_many_the_newest_are_told_and_it_is_said(client: Client, component: Make, now: datetime):
    website, burning = component("Website"), component("Burning")
    component("Silent", status="major_outage")
    say(burning, "Disks burn.", now=now - timedelta(days=3))
    note = say(website, "Word 0.", informational=True, now=now - timedelta(days=2))
    copies = [
        type(note)(component=website, at=note.at, status=note.status, informational=True) for _ in range(200)
    ]
    for number, copy in enumerate(copies, 1):
        copy.at, copy.message = note.at + timedelta(minutes=number), f"Word {number}."
    type(note).objects.bulk_create(copies)
    text = text_of(client)
    assert "Word 200." in text
    assert "Disks burn." in text
    assert "Word 0." not in text
    assert "Older notes are in the history." in text


def test_it_reads_them_with_a_constant_number_of_queries(
    client: Client, page: Page, component: Make, django_assert_num_queries: DjangoAssertNumQueries
):
    label = services.label_create(page=page, name="Down", by=BY)
    made = [component(f"Service {number}") for number in range(10)]
    paths = ("/", "/history", "/components/service-0", "/history.atom", "/history.rss")

    def count(path: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        return len(asked)

    bare = count("/")
    say(made[0], "x", label=label)
    few = {path: count(path) for path in paths}
    for number in range(29):
        say(made[number % 10], f"Word {number}", label=label, informational=number % 2 == 0)
    for path in paths:
        with django_assert_num_queries(few[path]):
            client.get(path)
    assert few["/"] == bare


def test_its_words_are_marked_where_they_are_in_another_language(client: Client, page: Page, component: Make):
    services.page_update(page=page, changes={"languages": ["en", "de"]}, by=BY)
    label = services.label_create(page=page, name="Kaput", level="ERROR", by=BY)
    website = component("Website", translations={"de": {"name": "Netzseite"}})
    say(website, "Disks burn.", label=label)
    for _time in range(2):
        own, german = text_of(client), text_of(client, "/?lang=de")
        assert "<b>Kaput</b>" in own
        assert '<b lang="en">Kaput</b>' in german
        assert '<div class="text" lang="en"><p>Disks burn.</p></div>' in german
    assert ">Netzseite</a></h3>" in text_of(client, "/history?lang=de")
