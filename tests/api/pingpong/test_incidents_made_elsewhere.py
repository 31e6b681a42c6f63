"""Incidents that were not made here: by people, by checks, in other words than this door has."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from apikeys.services import IssuedKey
from incidents import services
from statuspage.actor import Actor
from statuspage.models import User
from tests.api.pingpong.conftest import BY, Acme, PingPongClient
from tests.api.pingpong.stories import opened, said, status_of

pytestmark = pytest.mark.django_db


def test_tells_the_name_of_who_made_it(pp: PingPongClient, acme: Acme, owner: User):
    person = Actor.for_user(owner)
    incident = services.incident_open(page=acme.page, name="Errors", status="identified", by=person)
    told = pp.get(f"/incidents/{incident.uid}").json()
    assert (told["reported_by"], told["status"]) == ("Olive", "In progress")
    services.incident_post_update(incident=incident, body="News.", by=person)
    told = pp.get(f"/incidents/{incident.uid}").json()
    assert (told["updates"][0]["reported_by"], told["status"]) == ("Olive", "Identified")
    assert said(pp, told)["reported_by"] == "deploy bot"


def test_names_the_project_where_nobody_may_be_named(
    acme: Acme, issue: Callable[..., IssuedKey], owner: User
):
    """An address is no name: answers of this door end up on pages."""
    pp = PingPongClient(issue(name="ops@acme.example").secret)
    assert opened(pp, acme)["reported_by"] == "ACME"
    owner.first_name = ""
    owner.save()
    incident = services.incident_open(page=acme.page, name="Errors", by=Actor.for_user(owner))
    assert pp.get(f"/incidents/{incident.uid}").json()["reported_by"] == "ACME"


def test_what_a_check_opened_and_resolved_reads_like_any_other(pp: PingPongClient, acme: Acme):
    check = Actor.for_check(uid="chk000000000", label="Ping of the API")
    start = timezone.now() - timedelta(minutes=5)
    incident = services.incident_open(
        page=acme.page,
        name="API is down",
        components={acme.api: "major_outage"},
        origin="check",
        by=check,
        now=start,
    )
    told = pp.get("/incidents/live").json()[0]
    assert (told["reported_by"], told["status"], told["title"]) == (
        "Ping of the API",
        "In progress",
        "API is down",
    )
    services.incident_auto_resolve(incident=incident, by=check)
    told = pp.get(f"/incidents/{incident.uid}").json()
    assert (told["status"], told["updates"][0]["reported_by"]) == ("Resolved", "Ping of the API")
    assert status_of(pp, acme) == "Operational"


def test_what_a_key_touched_no_check_closes(pp: PingPongClient, acme: Acme):
    check = Actor.for_check(uid="chk000000000", label="Ping")
    incident = services.incident_open(page=acme.page, name="API is down", origin="check", by=check)
    pp.put(f"/incidents/{incident.uid}", {"title": "The API is down"})
    incident.refresh_from_db()
    assert incident.human_touched_at is not None


def test_a_longer_title_is_cut_and_sent_back_is_no_change(pp: PingPongClient, acme: Acme):
    incident = services.incident_open(page=acme.page, name="x" * 200, by=BY)
    told = pp.get(f"/incidents/{incident.uid}").json()
    assert (len(told["title"]), told["title"][-1]) == (100, "…")
    assert pp.put(f"/incidents/{incident.uid}", told).json() == told
    incident.refresh_from_db()
    assert incident.name == "x" * 200
