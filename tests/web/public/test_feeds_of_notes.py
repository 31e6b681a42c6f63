"""What was said about components, in the feeds of a page."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import feedparser
import pytest
from django.test import Client

from incidents import services as incidents
from statuspage import services
from statuspage.models import Component, Page, StatusNote
from tests.web.public.conftest import BY
from tests.web.public.noting import say

Make = Callable[..., Component]
BOTH = pytest.mark.parametrize("path", ["/history.atom", "/history.rss"])


def read(client: Client, path: str) -> Any:
    feed = feedparser.parse(client.get(path).content)
    assert not feed.bozo
    return feed


@BOTH
def test_a_note_is_an_entry_among_incidents(
    client: Client, page: Page, component: Make, now: datetime, path: str
):
    website = component("Website")
    label = services.label_create(page=page, name="Down & out", level="ERROR", by=BY)
    incidents.incident_open(page=page, name="Slow", body="x", by=BY, now=now - timedelta(hours=2))
    note = say(website, "Two <b>disks</b>.\nGone.", label=label, now=now - timedelta(hours=1))
    say(website, "Tea.", informational=True, now=now - timedelta(hours=3))
    newest, incident, oldest = read(client, path).entries
    assert (newest.title, incident.title, oldest.title) == ("Down & out: Website", "Slow", "Note: Website")
    assert newest.link == f"http://127.0.0.1:8000/components/website#note-{note.uid}"
    assert (
        "<strong>Down &amp; out</strong> - Two &lt;b&gt;disks&lt;/b&gt;.<br />Gone.</p>" in newest.description
    )
    assert newest.id == f"tag:127.0.0.1,2005:Note/{note.uid}"


@BOTH
def test_its_id_outlives_a_rename_and_it_goes_when_it_is_taken_back(
    client: Client, component: Make, path: str
):
    website = component("Website")
    note, other = say(website, "One."), say(website, "Two.")
    before = [entry.id for entry in read(client, path).entries]
    services.component_update(component=website, changes={"slug": "site", "name": "Site"}, by=BY)
    assert [entry.id for entry in read(client, path).entries] == before
    assert len(set(before)) == 2
    services.note_void(note=other, by=BY)
    [left] = read(client, path).entries
    assert left.id.endswith(note.uid)


@BOTH
def test_it_parses_whatever_a_row_holds(client: Client, component: Make, path: str):
    note = say(component("Website"), "x", informational=True)
    StatusNote.objects.filter(pk=note.pk).update(message="]]> & \x07\x1b <i>\ufffe ok")
    [entry] = read(client, path).entries
    assert entry.description.endswith("ok</p>")


@BOTH
def test_hidden_and_deleted_components_have_none(client: Client, component: Make, path: str):
    say(component("Secret", visible=False), "Of a secret.")
    gone = component("Gone")
    say(gone, "Of what is gone.")
    services.component_delete(component=gone, by=BY)
    assert read(client, path).entries == []
