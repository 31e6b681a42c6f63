"""The journal in the dashboard: who did what, and what was there before."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from monitoring import services as monitoring
from statuspage import journal, services
from statuspage.actor import Actor
from statuspage.catalogue import CATALOGUE
from statuspage.models import Component, Event, Page, User
from tests.web.dashboard.conftest import BY, As
from web.dashboard.journal.groups import GROUPS, kinds_in

ROOT = "/dashboard/pages/status/journal/"


@pytest.fixture
def told(page: Page, owner: User, component: Component) -> Event:
    """Olive changed a component from her office, after the installation had made it."""
    olive = Actor.for_user(owner, "192.0.2.7")
    services.component_update(
        component=component, changes={"name": "API", "description": "What <b>customers</b> call."}, by=olive
    )
    return Event.objects.get(kind="component.updated")


def _plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def _count(html: str) -> int:
    return html.count("<tr data-key=")


def test_it_tells_in_words_who_changed_what_from_where(as_: As, told: Event):
    html = as_("owner").get(ROOT).content.decode()
    text = _plain(html)
    assert "A component&#x27;s settings changed API" in text
    assert "Olive People · 192.0.2.7" in text
    assert "<del>REST API</del>" in html
    assert "<ins>What &lt;b&gt;customers&lt;/b&gt; call.</ins>" in html
    one = as_("owner").get(f"{ROOT}{told.uid}/").content.decode()
    assert "<code>component.updated</code>" in one
    # Only what differs; and what else happened to the component.
    assert one.count('class="long changed whole"') == 2
    assert "A component was created" in one


def test_it_is_narrowed_by_all_that_one_looks_for(as_: As, told: Event, owner: User, page: Page):
    Event.objects.exclude(pk=told.pk).update(at=timezone.now() - timedelta(days=3))
    client, everything = as_("owner"), Event.objects.filter(page_uid=page.uid).count()
    for query, number in (
        ("", everything),
        ("of=components", everything),
        ("of=checks", 0),
        ("by=user", 1),
        (f"by=user:{owner.uid}", 1),
        ("by=system", everything - 1),
        ("within=day", 1),
        ("q=olive", 1),
        ("q=192.0.2", 1),
        (f"subject=component:{told.subject_uid}", everything),
        ("of=x&by=y&within=z&subject=component:nothing", everything),
    ):
        assert _count(client.get(f"{ROOT}?{query}").content.decode()) == number, query


def test_only_owners_see_what_is_of_the_organization(as_: As, told: Event, page: Page, other_page: Page):
    services.page_update(page=other_page, changes={"headline": "Theirs"}, by=BY)
    with journal.transaction() as now:
        journal.record(
            kind="user.logged_in",
            by=BY,
            at=now,
            subject_kind="user",
            subject_uid="u" * 12,
            subject_label="Somebody",
            organization=page.organization,
        )
    signed_in = Event.objects.get(kind="user.logged_in")
    theirs = Event.objects.get(kind="page.updated")
    owner, admin = as_("owner"), as_("admin")
    assert _count(owner.get(f"{ROOT}?where=organization").content.decode()) == 1
    assert "Somebody" in owner.get(f"{ROOT}?where=all").content.decode()
    assert "Somebody" not in admin.get(f"{ROOT}?where=organization").content.decode()
    assert owner.get(f"{ROOT}{signed_in.uid}/").status_code == 200
    assert admin.get(f"{ROOT}{signed_in.uid}/").status_code == 404
    assert owner.get(f"{ROOT}{theirs.uid}/").status_code == 404


def test_secrets_are_never_shown(as_: As, page: Page, component: Component):
    check = monitoring.check_create(
        page=page,
        kind="http",
        name="Shop",
        target={"url": "https://shop.example/?token=hidden-1", "headers": {"Authorization": "hidden-2"}},
        by=BY,
    )
    event = Event.objects.get(subject_uid=check.uid)
    # As an older installation might have kept it.
    assert event.after is not None
    event.after |= {
        "api_key": "hidden-3",
        "target": {"url": "https://shop.example/?token=hidden-4", "body": "hidden-5"},
    }
    event.save(update_fields=["after"])
    client = as_("owner")
    days = f"since={event.at:%Y-%m-%d}&until={event.at:%Y-%m-%d}"
    for path in (ROOT, f"{ROOT}{event.uid}/", f"{ROOT}export/?{days}"):
        answer = client.get(path)
        assert "Shop" in answer.content.decode()
        assert "hidden-" not in answer.content.decode(), path


def test_the_export_is_filtered_and_harmless(as_: As, told: Event, component: Component):
    services.component_update(component=component, changes={"name": "=cmd|' /C calc'!A0"}, by=BY)
    day = f"{told.at:%Y-%m-%d}"
    answer = as_("owner").get(f"{ROOT}export/?since={day}&until={day}&of=components&q=calc")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="journal-status-')
    (line,) = csv.DictReader(io.StringIO(answer.content.decode()))
    assert line["subject"] == "'=cmd|' /C calc'!A0"
    assert (line["kind"], line["page"]) == ("component.updated", "Acme status")
    assert as_("admin").get(f"{ROOT}export/?since=2&until=1").status_code == 302
    exported = Event.objects.get(kind="journal.exported")
    assert (exported.actor_label, exported.after) == ("Olive", {"since": day, "until": day, "rows": 1})


def test_it_asks_as_often_for_many_events(as_: As, told: Event, component: Component, page: Page):
    client = as_("owner")
    client.get(ROOT)
    with CaptureQueriesContext(connection) as few:
        client.get(ROOT)
    for number in range(30):
        services.component_create(page=page, name=f"Part {number}", by=BY)
    with CaptureQueriesContext(connection) as many:
        assert _count(client.get(ROOT).content.decode()) > 30
    assert len(many) == len(few)


def test_every_kind_is_in_one_group():
    grouped = [kind for name, _label in GROUPS for kind in kinds_in(name)]
    assert sorted(grouped) == sorted(CATALOGUE)
