"""The maintenance of a page: what runs or comes in the order of its start, then what is over."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from incidents.selectors import incidents_list
from incidents.vocabulary import IncidentKind
from statuspage.models import Page
from web.dashboard.access import PageRequest, of_a_page
from web.dashboard.screens import screen
from web.dashboard.stories import Story, sliced

MOST_COMING = 200
_KIND = IncidentKind.MAINTENANCE.value


@require_safe
@of_a_page()
def maintenances(request: PageRequest, page: Page) -> HttpResponse:
    """All that is not over, with drafts, and a slice (`?page=`) of the rest."""
    over = sliced(incidents_list(page, kind=_KIND, open=False, drafts=True), request.GET)
    coming: list[Story] = []
    if over.number == 1:
        found = incidents_list(page, kind=_KIND, open=True, drafts=True).order_by("scheduled_for", "pk")
        coming = [Story.of(row) for row in found[:MOST_COMING]]
    context = {"coming": coming, "over": over}
    return screen(request, page, "maintenance/list", section="maintenance", context=context, in_its_zone=True)
