"""A restricted page with much to hide: each thing has a word of its own, and readers who may know of it."""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from incidents import services as incidents
from incidents.models import Incident
from monitoring import services as monitoring
from monitoring.models import CheckResult, MetricAudience
from statuspage import services
from statuspage.actor import Actor
from statuspage.admission import admit
from statuspage.models import AudienceGroup, AudienceMember, Membership, Page, User
from statuspage.vocabulary import MembershipRole

BY = Actor.system()
TEAM, ANN, GUS, NIL = "team", "ann", "gus", "nil"
READERS = (TEAM, ANN, GUS, NIL)
"""The team sees all; Ann has components of her own, Gus those of a group, Nil none."""

EVERYBODY = frozenset(READERS)
NOBODY: frozenset[str] = frozenset()
OF_ANN, OF_GUS, OF_BOTH = frozenset({TEAM, ANN}), frozenset({TEAM, GUS}), frozenset({TEAM, ANN, GUS})
OF_THE_TEAM = frozenset({TEAM})


@dataclass(frozen=True, slots=True)
class Thing:
    """Something on the page, the word that stands in all its texts, and who may know of it."""

    key: str
    word: str
    uid: str
    readers: frozenset[str]
    row: Any

    def is_told_in(self, text: str) -> bool:
        """Whether a text, in lower case, tells of it."""
        return self.word in text or self.uid in text


@dataclass(slots=True)
class World:
    """The page with its things, and a browser of every reader."""

    page: Page
    now: datetime
    things: dict[str, Thing] = field(default_factory=dict)
    members: dict[str, AudienceMember] = field(default_factory=dict)
    browsers: dict[str, Client] = field(default_factory=dict)

    @property
    def past(self) -> datetime:
        """When what is over began."""
        return self.now - timedelta(days=2)

    def row(self, key: str) -> Any:
        """The object behind a thing."""
        return self.things[key].row

    def seen(self, reader: str, *keys: str) -> list[Thing]:
        """Those of these things that the reader may know."""
        return [self.things[key] for key in keys if reader in self.things[key].readers]

    def unseen(self, reader: str) -> list[Thing]:
        """All that the reader must never hear of."""
        return [thing for thing in self.things.values() if reader not in thing.readers]

    def word(self, key: str) -> str:
        """The word of a thing that is to be made: no word is part of another."""
        return f"quux{len(self.things):02d}{key.replace('_', '')}"

    def keep(self, key: str, word: str, readers: frozenset[str], row: Any) -> None:
        """Remember what was made, and who may know of it."""
        self.things[key] = Thing(key, word, row.uid, readers, row)


def lay_restricted(page: Page) -> World:
    """Everything that a page may tell, on a page that tells its readers different things."""
    world = World(page, timezone.now())
    _components(world)
    _audience(world)
    _incidents(world)
    _maintenance(world)
    _notes(world)
    _figures(world)
    Page.objects.filter(pk=page.pk).update(visibility="restricted")
    page.refresh_from_db()
    return world


def read_by_all(world: World) -> World:
    """A copy of the world in which every reader has a browser."""
    world = deepcopy(world)
    person = User.objects.create_user("teammate@acme.example", first_name="Tariq")
    teammate = Membership.objects.create(
        organization=world.page.organization, user=person, role=MembershipRole.MEMBER
    )
    services.page_roles_set(membership=teammate, page=world.page, roles=[], by=BY)
    for reader in READERS:
        world.browsers[reader] = _browser(world, reader, person)
    return world


def _components(world: World) -> None:
    began = world.now - timedelta(days=30)
    for key, readers in (("first", OF_ANN), ("second", OF_GUS), ("third", OF_THE_TEAM)):
        word = world.word(f"{key}_group")
        made = services.group_create(page=world.page, name=word, description=f"About {word}", by=BY)
        world.keep(f"{key}_group", word, readers, made)
    for key, group, readers in (
        ("unseen", "first_group", OF_THE_TEAM),
        ("own", "first_group", OF_ANN),
        ("grouped", "second_group", OF_GUS),
        ("alone", "third_group", OF_THE_TEAM),
        ("shared", "", OF_BOTH),
        ("hidden", "", NOBODY),
    ):
        word = world.word(key)
        component = services.component_create(
            page=world.page,
            name=word,
            description=f"About {word}",
            group=world.row(group) if group else None,
            visible=key != "hidden",
            by=BY,
            now=began,
        )
        world.keep(key, word, readers, component)


def _audience(world: World) -> None:
    group = AudienceGroup.objects.create(page=world.page, name="Customers of the north")
    group.components.set([world.row("grouped"), world.row("shared")])
    for reader in (ANN, GUS, NIL):
        member = AudienceMember.objects.create(page=world.page, email=f"{reader}@customer.example")
        world.members[reader] = member
    world.members[ANN].components.set([world.row("own"), world.row("shared"), world.row("hidden")])
    world.members[GUS].groups.add(group)


def _incidents(world: World) -> None:
    for key, touched, readers in (
        ("on_own", ["own"], OF_ANN),
        ("on_grouped", ["grouped"], OF_GUS),
        ("on_unseen", ["unseen"], OF_THE_TEAM),
        ("on_some", ["own", "alone"], OF_ANN),
        ("on_none", [], EVERYBODY),
        ("on_hidden", ["hidden"], OF_THE_TEAM),
    ):
        make_incident(world, key, touched, readers)
    make_incident(world, "drafted", ["own"], NOBODY, draft=True)
    for key, touched, readers in (("over_own", ["own"], OF_ANN), ("over_unseen", ["unseen"], OF_THE_TEAM)):
        made = make_incident(world, key, touched, readers, now=world.past)
        incidents.incident_resolve(incident=made, by=BY, now=world.now - timedelta(days=1))
        draft = incidents.postmortem_save_draft(incident=made, body=f"Why {world.things[key].word}", by=BY)
        incidents.postmortem_publish(postmortem=draft, by=BY)


def make_incident(
    world: World,
    key: str,
    touched: list[str],
    readers: frozenset[str],
    *,
    draft: bool = False,
    now: datetime | None = None,
) -> Incident:
    """An incident with two entries in its timeline."""
    word = world.word(key)
    now = now or world.now - timedelta(hours=1)
    statuses = {world.row(name): "partial_outage" for name in touched}
    made = incidents.incident_open(
        page=world.page, name=word, body=f"Of {word}.", components=statuses, draft=draft, by=BY, now=now
    )
    if not draft:
        incidents.incident_post_update(
            incident=made,
            body=f"More of {word}.",
            components=dict.fromkeys(statuses, "major_outage"),
            by=BY,
            now=now + timedelta(minutes=5),
        )
    world.keep(key, word, readers, made)
    return made


def _notes(world: World) -> None:
    for key, touched, readers in (
        ("note_own", "own", OF_ANN),
        ("note_grouped", "grouped", OF_GUS),
        ("note_unseen", "unseen", OF_THE_TEAM),
        ("note_hidden", "hidden", NOBODY),
        ("note_taken_back", "own", NOBODY),
    ):
        label = services.label_create(page=world.page, name=f"Says {world.word(key)}", by=BY)
        made = services.note_post(
            component=world.row(touched),
            message=f"Of {world.word(key)}.",
            status="partial_outage",
            label=label,
            informational=key != "note_taken_back",
            by=BY,
            now=world.now - timedelta(minutes=30),
        )
        if key == "note_taken_back":
            services.note_void(note=made, by=BY)
        world.keep(key, world.word(key), readers, made)


def _maintenance(world: World) -> None:
    for key, touched, readers, hours in (
        ("planned_own", ["own"], OF_ANN, 24),
        ("planned_unseen", ["unseen"], OF_THE_TEAM, 48),
        ("running_grouped", ["grouped"], OF_GUS, -1),
        ("running_unseen", ["alone"], OF_THE_TEAM, -1),
        ("canceled_own", ["own"], OF_ANN, 72),
        ("canceled_unseen", ["unseen"], OF_THE_TEAM, 72),
    ):
        word = world.word(key)
        start = world.now + timedelta(hours=hours)
        made = incidents.maintenance_schedule(
            page=world.page,
            name=word,
            body=f"For {word}.",
            components=[world.row(name) for name in touched],
            scheduled_for=start,
            scheduled_until=start + timedelta(hours=4),
            by=BY,
            now=world.now - timedelta(hours=2),
        )
        if hours < 0:
            incidents.maintenance_start(maintenance=made, by=BY)
        if key.startswith("canceled"):
            incidents.maintenance_cancel(maintenance=made, by=BY)
        world.keep(key, word, readers, made)


def _figures(world: World) -> None:
    for key, component, readers in (
        ("metric_of_ann", None, OF_ANN),
        ("metric_of_group", None, OF_GUS),
        ("metric_ungranted", "own", OF_THE_TEAM),
        ("metric_hidden", "hidden", NOBODY),
    ):
        word = world.word(key)
        owner = world.row(component) if component else None
        made = monitoring.metric_create(
            page=world.page, name=word, description=f"About {word}", component=owner, by=BY
        )
        moments = [(world.now - timedelta(minutes=ago), float(ago)) for ago in range(1, 30)]
        monitoring.points_add(page=world.page, points={made.uid: moments}, by=BY)
        world.keep(key, word, readers, made)
    MetricAudience.objects.create(metric=world.row("metric_of_ann"), member=world.members[ANN])
    MetricAudience.objects.create(metric=world.row("metric_hidden"), member=world.members[ANN])
    group = AudienceGroup.objects.get(page=world.page)
    MetricAudience.objects.create(metric=world.row("metric_of_group"), group=group)
    for key, component, readers in (
        ("check_of_own", "own", OF_ANN),
        ("check_of_unseen", "unseen", OF_THE_TEAM),
        ("check_of_page", None, OF_THE_TEAM),
    ):
        word = world.word(key)
        owner = world.row(component) if component else None
        check = monitoring.check_create(
            page=world.page,
            kind="tcp",
            target={"host": "db.internal.example", "port": 5432},
            name=word,
            component=owner,
            showcase="both",
            by=BY,
        )
        CheckResult.objects.bulk_create(
            CheckResult(check_row=check, slot=world.now - timedelta(minutes=ago), ok=True, latency_ms=ago)
            for ago in range(1, 30)
        )
        world.keep(key, word, readers, check)


def _browser(world: World, reader: str, person: User) -> Client:
    browser = Client()
    if reader == TEAM:
        browser.force_login(person)
        return browser
    response = HttpResponse()
    request = RequestFactory().get("/")
    admit(response, request, world.page, base="", member=world.members[reader])
    browser.cookies.update(response.cookies)
    return browser
