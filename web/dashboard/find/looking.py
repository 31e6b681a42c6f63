"""What has a text in its name, of all that somebody reaches: bounded, what is nearest first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from incidents.models import Incident
from incidents.vocabulary import IncidentKind
from monitoring.models import Check
from monitoring.selectors import mentioning
from statuspage.models import Component, Page
from statuspage.selectors import pages_reached
from statuspage.status import Status
from web.dashboard.access import PageRequest, user_of
from web.dashboard.checks.words import STATES, looks_at, named
from web.dashboard.looks import STATUS_LOOKS, incident_look
from web.dashboard.naming import address_of
from web.dashboard.sections import sections_for
from web.dashboard.settings.parts import PARTS
from webhooks.selectors.subscriber_search import subscribers_search

M = TypeVar("M", Component, Check, Incident)

LONGEST = 100
"""So many characters are looked for at most."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found, with what tells it from others of its name; `look` and `word` are its state."""

    name: str
    url: str
    detail: str = ""
    look: str = ""
    word: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found of a kind; `more` leads to the list of all of it."""

    label: str
    hits: list[Hit]
    more: str = ""


@dataclass(frozen=True, slots=True)
class _Asked:
    """For whom, from where, for what and how many of each kind."""

    request: PageRequest
    page: Page
    text: str
    most: int

    @property
    def reached(self) -> QuerySet[Page]:
        return pages_reached(user_of(self.request))

    def url(self, route: str, *names: str) -> str:
        return reverse(f"dashboard:{route}", args=names)

    def listed(self, route: str, found: list[Hit]) -> str:
        if len(found) <= self.most:
            return ""
        return f"{self.url(route, self.page.slug)}?{urlencode({'q': self.text})}"


def looked_for(request: PageRequest, page: Page, text: str, *, most: int) -> list[Hits]:
    """At most `most` of each kind, in no more queries than there are kinds; nothing for an empty text."""
    clean = " ".join(text.replace("\0", "").split())[:LONGEST]
    if not clean:
        return []
    asked = _Asked(request, page, clean, most)
    return [found for kind in _KINDS if (found := kind(asked)).hits]


def _places(asked: _Asked) -> Hits:
    wanted, slug = asked.text.casefold(), asked.page.slug
    rights = asked.request.rights
    found = [
        Hit(str(section.label), asked.url(section.route, slug))
        for section in sections_for(rights)
        if wanted in str(section.label).casefold()
    ]
    known = {hit.url for hit in found}
    for part in PARTS:
        hit = Hit(str(part.label), asked.url(part.route, slug), _("Settings"))
        if part.needs(rights) and wanted in str(part.label).casefold() and hit.url not in known:
            found.append(hit)
    return Hits(_("Go to"), found[: asked.most])


def _pages(asked: _Asked) -> Hits:
    named_so = asked.reached.filter(Q(name__icontains=asked.text) | Q(slug__icontains=asked.text))
    found = named_so.exclude(pk=asked.page.pk).order_by(Lower("name"), "pk")[: asked.most]
    return Hits(_("Pages"), [Hit(page.name, asked.url("overview", page.slug), page.slug) for page in found])


def _components(asked: _Asked) -> Hits:
    rows = Component.living.filter(page__in=asked.reached, name__icontains=asked.text)
    found = [
        Hit(
            row.name,
            asked.url("component", row.page.slug, row.uid),
            _where(asked, row.page),
            STATUS_LOOKS[row.status],
            Status(row.status).label,
        )
        for row in _nearest(asked, rows.select_related("page"))
    ]
    return Hits(_("Components"), found[: asked.most], asked.listed("components", found))


def _checks(asked: _Asked) -> Hits:
    rows = Check.living.filter(mentioning(asked.text), page__in=asked.reached).select_related("page")
    found = [
        Hit(
            named(row),
            asked.url("check", row.page.slug, row.uid),
            _where(asked, row.page) or looks_at(row),
            *STATES[row.state],
        )
        for row in _nearest(asked, rows)
    ]
    return Hits(_("Checks"), found[: asked.most], asked.listed("checks", found))


def _incidents(asked: _Asked) -> Hits:
    return _stories(asked, IncidentKind.INCIDENT.value, _("Incidents"), "incidents")


def _maintenances(asked: _Asked) -> Hits:
    return _stories(asked, IncidentKind.MAINTENANCE.value, _("Maintenance"), "maintenances")


def _stories(asked: _Asked, kind: str, label: str, route: str) -> Hits:
    rows = Incident.living.filter(page__in=asked.reached, kind=kind, name__icontains=asked.text)
    found = [
        Hit(
            row.name,
            asked.url(kind, row.page.slug, row.uid),
            _where(asked, row.page),
            incident_look(row),
            _("Draft") if row.draft else row.get_status_display(),
        )
        for row in _nearest(asked, rows.select_related("page"), "-started_at")
    ]
    return Hits(label, found[: asked.most], asked.listed(route, found))


def _subscribers(asked: _Asked) -> Hits:
    rows = subscribers_search(asked.page, q=asked.text, sort="relevance").prefetch_related(None)
    found = [
        Hit(address_of(row), asked.url("subscriber", asked.page.slug, row.uid), row.get_state_display())
        for row in rows[: asked.most + 1]
    ]
    return Hits(_("Subscribers"), found[: asked.most], asked.listed("subscribers", found))


def _nearest(asked: _Asked, rows: QuerySet[M], *then: str) -> QuerySet[M]:
    """One more than is shown, so that it is known whether there is more: of this page first."""
    near = Case(When(page=asked.page, then=Value(0)), default=Value(1), output_field=IntegerField())
    begins = Case(
        When(name__istartswith=asked.text, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    ordered: QuerySet[M] = rows.alias(near=near, begins=begins).order_by(
        "near", "begins", *(then or (Lower("name"),)), "pk"
    )
    return ordered[: asked.most + 1]


def _where(asked: _Asked, page: Page) -> str:
    return "" if page == asked.page else page.name


_KINDS: tuple[Callable[[_Asked], Hits], ...] = (
    _places,
    _pages,
    _components,
    _checks,
    _incidents,
    _maintenances,
    _subscribers,
)
