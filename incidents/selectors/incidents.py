"""Which incidents and maintenance there are, each list with a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from incidents.exceptions import (
    IncidentNotFound,
    PostmortemNotFound,
    TemplateNotFound,
    UpdateNotFound,
)
from incidents.models import AffectedComponent, Incident, IncidentTemplate, IncidentUpdate, Postmortem
from incidents.selectors.searching import mentioning
from incidents.transitions import RUNNING_STATUSES
from incidents.vocabulary import ENDED_STATUSES, IncidentKind, IncidentStatus
from statuspage.clock import day_begins
from statuspage.models import Component, Page
from statuspage.sight import WHOLE, Sight

_OPEN = ~Q(status__in=ENDED_STATUSES)
BEGUN = Q(draft=False) & ~Q(status=IncidentStatus.SCHEDULED)
"""What visitors may see of the past: everything published but maintenance that has not begun."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day in the zone of its page and what began on it, newest first."""

    date: date
    incidents: list[Incident] = field(default_factory=list)


def incidents_list(
    page: Page,
    *,
    kind: str | None = IncidentKind.INCIDENT.value,
    status: str | None = None,
    impact: str | None = None,
    open: bool | None = None,
    component: Component | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    q: str = "",
    drafts: bool = False,
    sight: Sight = WHOLE,
) -> QuerySet[Incident]:
    """The living incidents (or maintenance; `kind` None: both) of a page, newest first, with their timelines.

    `start` and `end` pick what touches that span; `q` is looked for in names and texts.
    """
    found = Incident.living.filter(page=page)
    if kind is not None:
        found = found.filter(kind=kind)
    if status is not None:
        found = found.filter(status=status)
    if impact is not None:
        found = found.filter(impact=impact)
    if open is not None:
        found = found.filter(_OPEN if open else ~_OPEN)
    if component is not None:
        found = found.filter(affected__component=component)
    if start is not None:
        found = found.filter(Q(resolved_at__isnull=True) | Q(resolved_at__gte=start))
    if end is not None:
        found = found.filter(started_at__lt=end)
    if q.strip():
        found = found.filter(mentioning(q))
    if not drafts:
        found = found.filter(draft=False)
    return with_timelines(incidents_seen(found, sight)).order_by("-started_at", "-pk")


def incidents_told(page: Page, *, kind: str | None = None, q: str = "") -> QuerySet[Incident]:
    """What was published on a page, both kinds unless one is asked for, by when it was told, newest first.

    Maintenance was told when it was made, whenever it will be; what was dated back, when it began. `q` is
    looked for in statuses and postmortems too.
    """
    found = Incident.living.filter(page=page, draft=False)
    if kind is not None:
        found = found.filter(kind=kind)
    if q.strip():
        found = found.filter(mentioning(q, everywhere=True))
    return with_timelines(found).order_by(Least("created_at", "started_at").desc(), "-pk")


def incidents_seen(found: QuerySet[Incident], sight: Sight) -> QuerySet[Incident]:
    """Those that a reader may know of: what touches no component at all, or at least one that they see."""
    if sight.components is None:
        return found
    touched = AffectedComponent.objects.filter(incident=OuterRef("pk"))
    theirs = touched.filter(component__in=sight.components, component__visible=True)
    return found.filter(Q(Exists(theirs)) | ~Q(Exists(touched)))


def with_timelines(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    """The same rows with all that is told of each, in a constant number of queries."""
    return incidents.select_related("template", "series", "postmortem").prefetch_related(
        # One page object for all rows, so that what is looked up for its links is looked up once.
        "page",
        Prefetch("updates", queryset=IncidentUpdate.objects.order_by("-displayed_at", "-pk")),
        Prefetch(
            "affected",
            queryset=AffectedComponent.objects.select_related("component").order_by(
                "component__position", "component_id"
            ),
        ),
    )


def incident_get(
    page: Page, uid: str, *, kind: str | None = None, drafts: bool = True, sight: Sight = WHOLE
) -> Incident:
    """A living incident or maintenance of a page within a sight; raises `IncidentNotFound`."""
    found = Incident.living.filter(page=page, uid=uid)
    if kind is not None:
        found = found.filter(kind=kind)
    if not drafts:
        found = found.filter(draft=False)
    incident = with_timelines(incidents_seen(found, sight)).first()
    if incident is None:
        raise IncidentNotFound(
            _("There is no such maintenance.") if kind == "maintenance" else _("There is no such incident.")
        )
    return incident


def update_get(incident: Incident, uid: str) -> IncidentUpdate:
    """An entry of a timeline; raises `UpdateNotFound`."""
    update = incident.updates.filter(uid=uid).first()
    if update is None:
        raise UpdateNotFound(_("There is no such update."))
    update.incident = incident
    return update


def postmortem_get(incident: Incident) -> Postmortem:
    """What was written after an incident, published or not; raises `PostmortemNotFound`."""
    found = Postmortem.objects.filter(incident=incident).first()
    if found is None:
        raise PostmortemNotFound(_("The incident has no postmortem."))
    found.incident = incident
    return found


def incidents_open(page: Page, *, sight: Sight = WHOLE) -> QuerySet[Incident]:
    """Published incidents that are not over, newest first."""
    return incidents_list(page, open=True, sight=sight)


def maintenances_active(page: Page, *, sight: Sight = WHOLE) -> QuerySet[Incident]:
    """Maintenance that runs, in the order of its end."""
    found = Incident.living.filter(
        page=page, kind=IncidentKind.MAINTENANCE, status__in=RUNNING_STATUSES, draft=False
    )
    return with_timelines(incidents_seen(found, sight)).order_by("scheduled_until", "pk")


def maintenances_upcoming(page: Page, *, sight: Sight = WHOLE) -> QuerySet[Incident]:
    """Published maintenance that has not begun, the next one first."""
    found = Incident.living.filter(
        page=page, kind=IncidentKind.MAINTENANCE, status=IncidentStatus.SCHEDULED, draft=False
    )
    return with_timelines(incidents_seen(found, sight)).order_by("scheduled_for", "pk")


def maintenances_calendar(page: Page, *, since: datetime, sight: Sight = WHOLE) -> QuerySet[Incident]:
    """What a calendar of maintenance tells, the latest first: all published that was not over by then.

    What was called off since then is among it (`deleted_at` is set), for calendars that hold it already; what
    was deleted after its end was a mistake and is not.
    """
    called_off = Q(deleted_at__gte=since) & ~Q(status__in=ENDED_STATUSES)
    kept = Q(deleted_at__isnull=True, scheduled_until__gte=since) | called_off
    found = Incident.objects.filter(kept, page=page, kind=IncidentKind.MAINTENANCE, draft=False)
    return with_timelines(incidents_seen(found, sight)).order_by("-scheduled_for", "-pk")


def incidents_shown(page: Page, *, since: datetime, sight: Sight = WHOLE) -> QuerySet[Incident]:
    """All that a status page tells at once: what is not over yet, and what began since then. Newest first."""
    found = Incident.living.filter(Q(started_at__gte=since) | _OPEN, page=page, draft=False)
    return with_timelines(incidents_seen(found, sight)).order_by("-started_at", "-pk")


def incidents_changed_at(page: Page, *, sight: Sight = WHOLE) -> datetime | None:
    """When something about the published incidents and maintenance of a page last changed, deletions too."""
    found = incidents_seen(Incident.objects.filter(page=page, draft=False), sight)
    # Both, since what is dated back was changed before it was made.
    moments = found.aggregate(Max("created_at"), Max("updated_at")).values()
    return max((moment for moment in moments if moment is not None), default=None)


def incidents_under_way(page: Page, *, sight: Sight = WHOLE) -> QuerySet[Incident]:
    """What goes on now: open incidents, newest first, then maintenance that runs. Without timelines."""
    found = Incident.living.filter(_OPEN, BEGUN, page=page)
    return incidents_seen(found, sight).order_by("kind", "-started_at", "-pk")


def incidents_by_day(
    page: Page, days: int = 14, now: datetime | None = None, *, sight: Sight = WHOLE
) -> list[Day]:
    """The latest days of a page, today first, each with the incidents and maintenance that began on it."""
    zone = ZoneInfo(page.time_zone)
    today = (now or timezone.now()).astimezone(zone).date()
    dates = [today - timedelta(days=number) for number in range(days)]
    return _by_day(page, dates, zone, sight)


def incidents_of_month(
    page: Page,
    year: int,
    month: int,
    *,
    sight: Sight = WHOLE,
    zone: ZoneInfo | None = None,
    component: Component | None = None,
) -> list[Day]:
    """The days of a month on which something began, newest first; days without anything are left out.

    They are those of the page's zone, or of another `zone`. `component` picks what touches that.
    """
    first = date(year, month, 1)
    following = (first + timedelta(days=31)).replace(day=1)
    dates = [following - timedelta(days=number) for number in range(1, (following - first).days + 1)]
    zone = zone or ZoneInfo(page.time_zone)
    return [day for day in _by_day(page, dates, zone, sight, component) if day.incidents]


def incidents_of_day(
    page: Page, day: date, *, zone: ZoneInfo, sight: Sight = WHOLE, component: Component | None = None
) -> list[Incident]:
    """What began on one day of a zone, newest first, with timelines."""
    return _by_day(page, [day], zone, sight, component)[0].incidents


def templates_of_page(page: Page) -> QuerySet[IncidentTemplate]:
    """The templates of a page by name, with their components."""
    living = Component.living.order_by("position", "pk")
    return (
        IncidentTemplate.objects.filter(page=page)
        .select_related("group")
        .prefetch_related(Prefetch("components", queryset=living))
        .order_by("name", "pk")
    )


def template_get(page: Page, uid: str) -> IncidentTemplate:
    """A template of a page; raises `TemplateNotFound`."""
    template = templates_of_page(page).filter(uid=uid).first()
    if template is None:
        raise TemplateNotFound(_("There is no such template."))
    return template


def _by_day(
    page: Page, dates: Iterable[date], zone: ZoneInfo, sight: Sight, component: Component | None = None
) -> list[Day]:
    days = {day: Day(day) for day in dates}
    if not days:
        return []
    start = day_begins(min(days), zone)
    end = day_begins(max(days) + timedelta(days=1), zone)
    found = Incident.living.filter(BEGUN, page=page, started_at__gte=start, started_at__lt=end)
    if component is not None:
        found = found.filter(affected__component=component)
    for incident in with_timelines(incidents_seen(found, sight)).order_by("-started_at", "-pk"):
        days[incident.started_at.astimezone(zone).date()].incidents.append(incident)
    return list(days.values())
