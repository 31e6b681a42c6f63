"""Who is let in to a page, and what they see there."""

from django.http import HttpRequest

from statuspage.models import Page
from statuspage.sight import WHOLE, Sight


def admitted(request: HttpRequest, page: Page) -> Sight | None:
    """What whoever sends the request sees of the page; None for those who are not let in."""
    return WHOLE if page.is_open else None
