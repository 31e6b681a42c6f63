"""The incidents of a page: what is open first, then what is over."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from incidents.selectors import incidents_list
from statuspage.models import Page
from web.dashboard.access import PageRequest, of_a_page
from web.dashboard.screens import screen
from web.dashboard.stories import Story, sliced

MOST_OPEN = 200


@require_safe
@of_a_page()
def incidents(request: PageRequest, page: Page) -> HttpResponse:
    """All that is open with drafts, and a slice (`?page=`) of what is over."""
    over = sliced(incidents_list(page, open=False, drafts=True), request.GET)
    running = incidents_list(page, open=True, drafts=True)[:MOST_OPEN] if over.number == 1 else []
    context = {"running": [Story.of(row) for row in running], "over": over}
    return screen(request, page, "incidents/list", section="incidents", context=context, in_its_zone=True)
