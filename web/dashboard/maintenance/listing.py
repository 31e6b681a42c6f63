"""The maintenance of a page: what runs or comes in the order of its start, then what is over."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from incidents.vocabulary import IncidentKind
from statuspage.models import Page
from web.dashboard.access import PageRequest, of_a_page
from web.dashboard.screens import screen
from web.dashboard.stories import Story
from web.dashboard.story_lists import stories_listed, stories_of

_KIND = IncidentKind.MAINTENANCE


@require_safe
@of_a_page()
def maintenances(request: PageRequest, page: Page) -> HttpResponse:
    """All of them with drafts, narrowed and sorted as the address says."""
    found = stories_listed(page, _KIND).read(stories_of(page, _KIND), request.GET)
    context = {"list": found, "stories": [Story.of(row) for row in found.rows]}
    return screen(request, page, "maintenance/list", section="maintenance", context=context, in_its_zone=True)
