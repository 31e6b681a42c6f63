"""The screen where a page's dashboard begins."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.selectors import incidents_list, incidents_open, maintenances_active, maintenances_upcoming
from incidents.vocabulary import IncidentKind
from monitoring.vocabulary import CheckState
from statuspage.models import Component, Page
from statuspage.selectors import events_of_page
from web.dashboard.access import PageRequest, of_a_page
from web.dashboard.checks.listed import checks_worst_first
from web.dashboard.checks.words import STATES, named
from web.dashboard.journal.changes import Names
from web.dashboard.journal.rows import EventRow
from web.dashboard.overview.standing import checks_by_state, now_of, open_of, sent_of, steps_of
from web.dashboard.screens import screen

_OPEN, _DRAFTS, _WORK, _TROUBLED, _EVENTS = 3, 3, 4, 6, 8


@require_safe
@of_a_page()
def overview(request: PageRequest, page: Page) -> HttpResponse:
    """What is wrong, what comes, what happened last; each part is bounded and leads to the whole."""
    now = timezone.now()
    states = checks_by_state(page)
    troubled = checks_worst_first(page).filter(state__in=[CheckState.DOWN, CheckState.DEGRADED])[:_TROUBLED]
    work = [*maintenances_active(page)[:_WORK], *maintenances_upcoming(page)[:_WORK]][:_WORK]
    drafts = incidents_list(page, kind=IncidentKind.INCIDENT.value, drafts=True).filter(draft=True)
    events = list(events_of_page(page)[:_EVENTS]) if request.rights.runs_pages else []
    names = Names(page.organization, events)
    has_parts = Component.living.filter(page=page).exists()
    context = {
        "now": now_of(page),
        "open": [open_of(incident) for incident in incidents_open(page)[:_OPEN]],
        "drafts": list(drafts.order_by("-created_at", "-pk")[:_DRAFTS]),
        "states": states,
        "checks": [(check, named(check), *STATES[check.state]) for check in troubled],
        "work": work,
        "sent": sent_of(page, now=now),
        "events": [EventRow.of(event, page=page, names=names) for event in events],
        "steps": steps_of(page, request, is_checked=bool(states), has_parts=has_parts),
    }
    return screen(
        request,
        page,
        "overview/page",
        section="overview",
        context=context,
        in_its_zone=True,
        follows=["deliveries"],
    )
