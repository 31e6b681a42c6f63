"""Who would be told, before anything is told."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from incidents.selectors import incidents_open, maintenances_active, maintenances_upcoming
from statuspage.models import Page
from statuspage.selectors import components_of_page
from web.dashboard.access import PageRequest, of_a_page
from web.dashboard.audience.counting import kinds_told
from web.dashboard.screens import screen
from webhooks.selectors.audience import components_audience
from webhooks.selectors.matching import incident_audience

MOST_STORIES = 10
_STORIES = (incidents_open, maintenances_active, maintenances_upcoming)


@require_safe
@of_a_page()
def audience(request: PageRequest, page: Page) -> HttpResponse:
    """How many visitors an incident with some components (`?component=`) would be told to, by kind."""
    components = list(components_of_page(page))
    chosen = set(request.GET.getlist("component"))
    touched = [component for component in components if component.uid in chosen]
    counted = components_audience(page, touched)
    listed = (found(page)[:MOST_STORIES] for found in _STORIES)
    stories = [story for found in listed for story in found][:MOST_STORIES]
    context = {
        "components": components,
        "chosen": chosen,
        "total": sum(counted.values()),
        "kinds": kinds_told(counted),
        "incidents": [
            {
                "name": story.name,
                "status": story.get_status_display(),
                "total": sum(incident_audience(story).values()),
                "silent": not story.notify,
            }
            for story in stories
        ],
    }
    return screen(request, page, "audience/count", section="audience", context=context)
