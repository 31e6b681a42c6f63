"""The page in one phrase."""

from api.pingpong.vocabulary import page_phrase
from incidents.selectors import incidents_under_way
from incidents.vocabulary import IncidentKind
from statuspage.models import Page
from statuspage.selectors import components_of_page


def phrase_of_page(page: Page) -> tuple[str, str]:
    """The phrase that sums up what a page shows, and its colour; two queries."""
    shown = components_of_page(page, visible_only=True).order_by()
    kinds = set(incidents_under_way(page).order_by().values_list("kind", flat=True))
    return page_phrase(
        list(shown.values_list("status", flat=True)),
        is_maintained=IncidentKind.MAINTENANCE in kinds,
        has_incident=IncidentKind.INCIDENT in kinds,
    )
