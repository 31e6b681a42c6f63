"""The screen where a page's dashboard begins."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.selectors import incidents_list, incidents_open, maintenances_active, maintenances_upcoming
from incidents.vocabulary import IncidentKind
from statuspage.models import Page
from statuspage.selectors import events_of_page
from web.dashboard.access import PageRequest, of_a_page
from web.dashboard.checks.listed import checks_worst_first
from web.dashboard.checks.rows import rows_of
from web.dashboard.filled import Filled
from web.dashboard.journal.changes import Names
from web.dashboard.journal.rows import EventRow
from web.dashboard.overview.standing import now_of, tally_of
from web.dashboard.overview.telling import sent_of, told_of_incidents
from web.dashboard.screens import screen
from web.dashboard.start.lines import values_fresh
from web.dashboard.start.steps import start_of

_OPEN, _DRAFTS, _WORK, _CHECKS, _EVENTS = 3, 3, 4, 7, 8


@require_safe
@of_a_page()
def overview(request: PageRequest, page: Page) -> HttpResponse:
    """What is wrong, what comes, what happened last; each part is bounded and leads to the whole."""
    now = timezone.now()
    opened = incidents_open(page)
    shown = list(opened[:_OPEN])
    drafts = incidents_list(page, kind=IncidentKind.INCIDENT.value, drafts=True).filter(draft=True)
    work = [*maintenances_active(page)[:_WORK], *maintenances_upcoming(page)[:_WORK]][:_WORK]
    events = list(events_of_page(page)[:_EVENTS]) if request.rights.runs_pages else []
    names = Names(page.organization, events)
    context = {
        "now": now_of(page),
        "open": told_of_incidents(page, shown),
        "more_open": opened.count() - len(shown) if len(shown) == _OPEN else 0,
        "drafts": told_of_incidents(page, list(drafts.order_by("-created_at", "-pk")[:_DRAFTS])),
        "tally": tally_of(page),
        "checks": rows_of(page, list(checks_worst_first(page)[:_CHECKS]), now=now),
        "work": work,
        "sent": sent_of(page, now=now),
        "events": [EventRow.of(event, page=page, names=names) for event in events],
        "start": start_of(page, request.rights),
        "form": Filled(values_fresh()),
    }
    return screen(
        request,
        page,
        "overview/page",
        section="overview",
        context=context,
        in_its_zone=True,
        follows=["checks", "deliveries"],
    )
