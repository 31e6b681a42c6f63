"""One component in the dashboard: its uptime explained, its history corrected, notes about it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents import services as incidents
from monitoring.models import Check
from statuspage import services
from statuspage.models import Component, Event, Page, StatusNote
from tests.web.dashboard.conftest import BY, As

LIST = "/dashboard/pages/status/components/"
NOW = datetime.now(UTC).replace(microsecond=0)


def _text(answer: Any) -> str:
    return " ".join(str(answer.content.decode()).split())


@pytest.fixture
def client(as_: As) -> Client:
    return as_("incident_manager")


@pytest.fixture
def component(page: Page) -> Component:
    """Up for ten days, but for an hour and a half of it down for good, and an hour of work."""
    page.time_zone = "Europe/Berlin"
    page.save(update_fields=["time_zone"])
    start = NOW - timedelta(days=10)
    made = services.component_create(page=page, name="REST API", by=BY, now=start)
    for hours, length, status in ((24, 1.5, "major_outage"), (48, 1, "under_maintenance")):
        since = start + timedelta(hours=hours)
        services.history_correct(
            component=made,
            start=since,
            end=since + timedelta(hours=length),
            status=status,
            reason=f"Told later: {status}",
            by=BY,
        )
    return made


def test_the_figure_is_explained_by_what_it_adds_up_from(client: Client, component: Component):
    content = _text(client.get(f"{LIST}{component.uid}/"))
    report = client.get(f"{LIST}{component.uid}/").context
    words = {str(share.word): (share.time, share.counts) for share in report["shares"]}
    assert words["Major outage"] == ("1 h 30 min", "100 % counts as down")
    assert words["Under maintenance"] == ("1 h", "left out")
    assert words["Operational"][1] == "counts as up"
    assert words["No data"][1] == "left out"
    assert report["figure"] == "99.37 %"
    assert [str(period.word) for period in report["periods"]] == [
        "Operational",
        "Under maintenance",
        "Operational",
        "Major outage",
        "Operational",
    ]
    assert "Told later: major_outage" in content
    day = client.get(f"{LIST}{component.uid}/?window=24h").context
    assert (day["figure"], len(day["periods"])) == ("100 %", 1)
    assert client.get(f"{LIST}{component.uid}/?window=century").context["window"] == "90d"


def test_a_correction_is_looked_at_before_it_is_made(client: Client, component: Component):
    path = f"{LIST}{component.uid}/correct/"
    down = client.get(f"{LIST}{component.uid}/").context["periods"][3]
    local = down.since.astimezone(ZoneInfo("Europe/Berlin"))
    opened = client.get(f"{path}?{down.query}").context["form"].values
    assert opened["from"] == local.strftime("%Y-%m-%dT%H:%M:%S")
    sent = {**opened, "status": "operational", "reason": "The probe was down.", "do": "look"}
    claims = component.claims.count()
    looked = client.post(path, sent).context["outlook"]
    assert ("90 days", "99.37 %", "100 %") in looked.figures
    assert [str(period.word) for period in looked.after] == ["Operational"]
    assert component.claims.count() == claims
    assert not Event.objects.filter(
        kind="component.history_corrected", after__reason__startswith="The"
    ).exists()
    answer = client.post(path, {**sent, "do": "correct"})
    assert answer["Location"] == f"{LIST}{component.uid}/"
    content = _text(client.get(answer["Location"]))
    assert client.get(answer["Location"]).context["figure"] == "100 %"
    assert "The probe was down." in content.partition('id="corrections"')[2]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"from": "yesterday"}, "from"),
        ({"to": ""}, "to"),
        ({"to": "2001-01-01T00:00"}, "to"),
        ({"to": "2900-01-01T00:00"}, "to"),
        ({"status": ""}, "status"),
        ({"status": "on fire"}, "status"),
        ({"reason": " "}, "reason"),
    ],
    ids=str,
)
@pytest.mark.parametrize("act", ["look", "correct"])
def test_what_is_wrong_stands_beside_its_field(
    client: Client, component: Component, wrong: dict[str, str], field: str, act: str
):
    since = (NOW - timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    until = (NOW - timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    sent = {"from": since, "to": until, "status": "nothing", "reason": "Why not", "do": act, **wrong}
    answer = client.post(f"{LIST}{component.uid}/correct/", sent)
    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in _text(answer)


def test_a_note_is_said_and_taken_back(client: Client, page: Page, component: Component):
    path = f"{LIST}{component.uid}/notes/"
    label = services.label_create(page=page, name="Down", level="CRITICAL", by=BY)
    answer = client.post(path, {"label": label.uid, "message": "It\r\nis down."}, follow=True)
    note = StatusNote.objects.get()
    assert (note.message, note.label, note.status, note.informational) == (
        "It\nis down.",
        label,
        "major_outage",
        False,
    )
    assert "<h3>Down</h3>" in _text(answer)
    component.refresh_from_db()
    assert component.status == "major_outage"
    back = f"{LIST}notes/{note.uid}/take-back/"
    assert "It is taken back." in _text(client.post(back, follow=True))
    assert "taken back already" in _text(client.post(back, follow=True))
    component.refresh_from_db()
    assert component.status == "operational"
    client.post(path, {"label": label.uid, "message": "FYI", "informational": "on"})
    component.refresh_from_db()
    assert component.status == "operational"
    assert StatusNote.objects.filter(informational=True).count() == 1


@pytest.mark.parametrize("sent", [{}, {"message": "x"}, {"label": "down", "message": " "}], ids=str)
def test_an_empty_note_says_nothing(client: Client, component: Component, sent: dict[str, str]):
    assert 'class="done error"' in _text(client.post(f"{LIST}{component.uid}/notes/", sent, follow=True))
    assert not StatusNote.objects.exists()


def test_whoever_only_reads_is_offered_nothing(as_: As, component: Component):
    content = _text(as_("reader").get(f"{LIST}{component.uid}/"))
    for act in ("/correct/", "/notes/", "/edit/", 'class="say"'):
        assert act not in content


def test_it_takes_as_many_queries_for_any_story(client: Client, page: Page, component: Component):
    counts = []
    for number in range(2):
        for part in range(1 + number * 6):
            check = Check.objects.create(page=page, kind="http", name=f"{number}{part}", component=component)
            services.claim_set(
                component=component, source="check", source_uid=check.uid, status="partial_outage", by=BY
            )
            incidents.incident_open(page=page, name="E", components={component: "major_outage"}, by=BY)
            services.note_post(component=component, message="x", status="major_outage", by=BY)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"{LIST}{component.uid}/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 28
