"""Postmortems: a draft for the team, published for visitors once the incident is over."""

import pytest

from incidents import services
from incidents.exceptions import IncidentNotEnded, NotPublished
from incidents.models import Incident, Postmortem
from statuspage.exceptions import Invalid
from statuspage.models import Page
from tests.incidents.making import BY, kinds, make_page, minutes, open_incident


@pytest.fixture
def incident(db: None) -> Incident:
    incident = open_incident(make_page())
    return services.incident_resolve(incident=incident, by=BY, now=minutes(5))


def test_it_is_drafted_published_reverted_and_deleted(incident: Incident) -> None:
    draft = services.postmortem_save_draft(incident=incident, body="**Why**", by=BY, now=minutes(6))
    assert (draft.body, draft.html, draft.published_at) == ("", "", None)
    revision = Page.objects.get().revision
    published = services.postmortem_publish(postmortem=draft, notify=True, by=BY, now=minutes(7))
    assert (published.html, published.published_at) == ("<p><strong>Why</strong></p>", minutes(7))
    assert Page.objects.get().revision == revision + 1
    services.postmortem_save_draft(incident=incident, body="Better", by=BY, now=minutes(8))
    published.refresh_from_db()
    assert published.body == "**Why**"
    services.postmortem_publish(postmortem=published, by=BY, now=minutes(9))
    assert (published.body, published.published_at) == ("Better", minutes(7))
    services.postmortem_revert(postmortem=published, by=BY, now=minutes(10))
    assert (published.html, published.draft) == ("", "Better")
    services.postmortem_delete(postmortem=published, by=BY, now=minutes(11))
    assert not Postmortem.objects.exists()
    assert kinds(incident)[2:] == [
        "incident.postmortem_saved",
        "incident.postmortem_published",
        "incident.postmortem_saved",
        "incident.postmortem_published",
        "incident.postmortem_withdrawn",
        "incident.postmortem_saved",
    ]


def test_it_is_published_only_after_the_end_and_with_words(incident: Incident) -> None:
    running = open_incident(incident.page)
    early = services.postmortem_save_draft(incident=running, body="Why", by=BY, now=minutes(6))
    with pytest.raises(IncidentNotEnded):
        services.postmortem_publish(postmortem=early, by=BY, now=minutes(7))
    empty = services.postmortem_save_draft(incident=incident, body="  ", by=BY, now=minutes(6))
    with pytest.raises(Invalid):
        services.postmortem_publish(postmortem=empty, by=BY, now=minutes(7))
    with pytest.raises(NotPublished):
        services.postmortem_revert(postmortem=empty, by=BY, now=minutes(7))


def test_a_draft_that_cannot_be_stored_is_refused(incident: Incident) -> None:
    with pytest.raises(Invalid) as refused:
        services.postmortem_save_draft(incident=incident, body="\x00", body_format="x", by=BY)
    assert [error.pointer for error in refused.value.errors] == ["/draft", "/format"]
    assert not Postmortem.objects.exists()
