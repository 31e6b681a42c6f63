"""A page that moved reads as it did: its own documents, recorded and brought to where their ids are free."""

from collections.abc import Callable

from django.core.management import BaseCommand
from django.utils import timezone

from incidents.models import Incident
from incidents.vocabulary import Origin
from ops.management.commands.import_from import Command
from statuspage.catalogue import CATALOGUE
from statuspage.models import Component, Event, Page
from tests.api.statuspage.conftest import Story
from tests.ops.importers.statuspage.conftest import (
    DOCUMENTS,
    Recording,
    document_of,
    emptied,
    ids_of,
    lined,
)
from webhooks.models import Delivery

Bring = Callable[..., list[str]]


def test_every_document_reads_as_before(recording: Recording, bring: Bring, page: Page, story: Story) -> None:
    recording.record(page)
    emptied(page)
    assert "incident: 2 created, 0 changed, 0 unchanged, 0 left out." in bring()
    for name in DOCUMENTS:
        assert lined(document_of(page, name)) == lined(recording.documents[f"/api/v2/{name}.json"])
    assert set(Incident.objects.values_list("origin", flat=True)) == {Origin.IMPORT.value}


def test_a_second_time_changes_nothing(recording: Recording, bring: Bring, page: Page, story: Story) -> None:
    recording.record(page)
    emptied(page)
    bring()
    page.refresh_from_db()
    sequence = page.sequence
    assert bring() == [
        "group: 0 created, 0 changed, 1 unchanged, 0 left out.",
        "component: 0 created, 0 changed, 2 unchanged, 0 left out.",
        "incident: 0 created, 0 changed, 2 unchanged, 0 left out.",
        "maintenance: 0 created, 0 changed, 2 unchanged, 0 left out.",
        "history: 0 created, 0 changed, 2 unchanged, 0 left out.",
    ]
    page.refresh_from_db()
    assert page.sequence == sequence


def test_what_changes_at_the_source_comes_later(
    recording: Recording, bring: Bring, page: Page, story: Story
) -> None:
    recording.record(page)
    emptied(page)
    bring()
    later = timezone.now().isoformat()
    (errors,) = recording.each("incidents/unresolved")
    said = {**errors["incident_updates"][0], "id": "said00000001", "body": "Gone.\n\nFor good."}
    said |= dict.fromkeys(("created_at", "updated_at", "display_at"), later) | {"status": "resolved"}
    said["affected_components"] = [
        {
            "code": story.website.uid,
            "name": "Website",
            "old_status": "partial_outage",
            "new_status": "operational",
        }
    ]
    errors |= {"status": "resolved", "resolved_at": later, "updated_at": later}
    errors["incident_updates"].insert(0, said)
    recording.each("incidents").clear()
    for component in recording.each("components"):
        component["name"] = component["name"].replace("REST API", "API")
        component["status"] = "operational"
    lines = bring()
    assert "changed    component API: name" in lines
    assert any(line.startswith("changed    incident Errors: status, resolved_at") for line in lines)
    assert not any(line.startswith("created ") for line in lines)
    assert document_of(page, "incidents/unresolved")["incidents"] == []
    assert Incident.objects.get(uid=story.open.uid).updates.latest("displayed_at").uid == "said00000001"
    assert Component.objects.get(uid=story.website.uid).status == "operational"
    assert "incident: 0 created, 0 changed, 1 unchanged, 0 left out." in bring()


def test_another_status_alone_reaches_those_who_read(
    recording: Recording, bring: Bring, page: Page, story: Story
) -> None:
    recording.record(page)
    emptied(page)
    recording.each("incidents/unresolved").clear()
    recording.each("incidents").clear()
    bring()
    page.refresh_from_db()
    revision = page.revision
    (website,) = [one for one in recording.each("components") if one["name"] == "Website"]
    website["status"] = "major_outage"
    assert "changed    component Website: status" in bring()
    page.refresh_from_db()
    assert page.revision > revision


def test_nobody_is_told_of_the_past(recording: Recording, bring: Bring, page: Page, story: Story) -> None:
    recording.record(page)
    emptied(page)
    bring()
    assert not Delivery.objects.exists()
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert kinds == {
        *("group.created", "component.created", "component.brought"),
        *("incident.brought", "maintenance.brought"),
    }
    assert not [kind for kind in kinds if kind.endswith("brought") and CATALOGUE[kind].deliverable]


def test_ids_that_another_page_has_are_made_anew_and_known_again(
    recording: Recording, bring: Bring, page: Page, other_page: Page, story: Story
) -> None:
    recording.record(page)
    lines = bring("--page-id=take", page=other_page.slug)
    assert "incident: 2 created, 0 changed, 0 unchanged, 0 left out." in lines
    assert f"left out   page id {page.uid}: Another page has this id." in lines
    here, there = document_of(page, "summary"), document_of(other_page, "summary")
    assert ids_of(here).isdisjoint(ids_of(there))
    assert [one["name"] for one in here["components"]] == [one["name"] for one in there["components"]]
    again = bring(page=other_page.slug)
    assert "maintenance: 0 created, 0 changed, 2 unchanged, 0 left out." in again
    assert document_of(page, "summary") == here


def test_a_dry_run_judges_everything_and_writes_nothing(
    recording: Recording, bring: Bring, page: Page, story: Story
) -> None:
    recording.record(page)
    emptied(page)
    dry = bring("--dry-run")
    assert dry[-1] == "This was a dry run: nothing was written."
    assert not any(model.objects.exists() for model in (Component, Incident, Event))
    assert bring() == dry[:-1]


def test_what_a_person_touched_here_stays(
    recording: Recording, bring: Bring, page: Page, story: Story
) -> None:
    recording.record(page)
    emptied(page)
    bring()
    Incident.objects.filter(uid=story.open.uid).update(human_touched_at=story.open.created_at)
    for name in ("incidents", "incidents/unresolved"):
        recording.each(name)[0]["name"] = "Renamed there"
    lines = bring()
    assert "left out   incident Renamed there: A person has changed it here since." in lines
    assert Incident.objects.get(uid=story.open.uid).name == "Errors"


def test_its_options_are_not_those_of_every_command() -> None:
    parser = Command().create_parser("manage.py", "import_from")
    parsed = vars(parser.parse_args(["statuspage", "--page=status", "--page-settings"]))
    usual = vars(BaseCommand().create_parser("manage.py", "any").parse_args([]))
    assert {name: parsed[name] for name in usual} == usual


def test_a_time_zone_comes_by_its_iana_name(
    recording: Recording, bring: Bring, page: Page, story: Story
) -> None:
    recording.record(page)
    for told in recording.documents.values():
        told["page"]["time_zone"] = "Pacific Time (US & Canada)"
    bring("--page-settings")
    page.refresh_from_db()
    assert page.time_zone == "America/Los_Angeles"
    assert "settings of: 0 created, 0 changed, 1 unchanged, 0 left out." in bring("--page-settings")
