"""What the lists of incidents and of maintenance can be narrowed and sorted by."""

from django.db.models import Case, DateTimeField, IntegerField, QuerySet, Value, When
from django.db.models.functions import Lower
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from incidents.models import Incident
from incidents.selectors import incidents_list
from incidents.selectors.searching import mentioning
from incidents.vocabulary import ENDED_STATUSES, Impact, IncidentKind
from statuspage.models import Page
from statuspage.selectors import components_of_page
from web.dashboard.lists import Choice, Column, ListOf, Search

_IMPACTS = [impact for impact in Impact if impact != Impact.MAINTENANCE]
_OVER = When(status__in=ENDED_STATUSES, then=Value(1))


def stories_of(page: Page, kind: IncidentKind) -> QuerySet[Incident]:
    """What is open first, then what is over, newest first; of maintenance what comes next is the first."""
    found = incidents_list(page, kind=kind.value, drafts=True)
    found = found.annotate(is_over=Case(_OVER, default=Value(0), output_field=IntegerField()))
    if kind == IncidentKind.INCIDENT:
        return found.order_by("is_over", "-started_at", "-pk")
    coming = Case(
        When(status__in=ENDED_STATUSES, then=None), default="scheduled_for", output_field=DateTimeField()
    )
    return found.annotate(coming=coming).order_by("is_over", "coming", "-scheduled_for", "-pk")


def stories_listed(page: Page, kind: IncidentKind) -> ListOf[Incident]:
    """How a person narrows and sorts them."""
    is_incident = kind == IncidentKind.INCIDENT
    states: list[tuple[str, str | Promise]] = [
        ("open", _("Open") if is_incident else _("Now and coming")),
        ("drafts", _("Drafts")),
        ("past", _("Past")),
    ]
    parts = [*components_of_page(page).values_list("uid", "name")]
    impacts = [(impact.value, impact.label) for impact in _IMPACTS]
    filters: list[Choice[Incident] | Search[Incident]] = [
        Choice("state", _("State"), states, _in_state, everything=_("All"), tabs=True),
        Search(_("Search in names and texts"), lambda found, text: found.filter(mentioning(text))),
        Choice("component", _("Component"), parts, _touching, everything=_("All components")),
    ]
    if is_incident:
        filters.append(Choice("impact", _("Impact"), impacts, _of_impact, everything=_("Any impact")))
    return ListOf(
        columns=(
            Column("status", _("Status")),
            Column("name", _("Name"), by=(Lower("name"),)),
            Column("components", _("Components")),
            Column(
                "started",
                _("Started"),
                by=("started_at",) if is_incident else ("scheduled_for",),
                falling=True,
            ),
            Column("ended", _("Ended"), by=("resolved_at",), falling=True),
        ),
        filters=tuple(filters),
        size=25,
    )


def _in_state(found: QuerySet[Incident], state: str) -> QuerySet[Incident]:
    if state == "drafts":
        return found.filter(draft=True)
    over = found.filter(status__in=ENDED_STATUSES)
    return over if state == "past" else found.exclude(status__in=ENDED_STATUSES).filter(draft=False)


def _touching(found: QuerySet[Incident], uid: str) -> QuerySet[Incident]:
    return found.filter(affected__component__uid=uid)


def _of_impact(found: QuerySet[Incident], impact: str) -> QuerySet[Incident]:
    return found.filter(impact=impact)
