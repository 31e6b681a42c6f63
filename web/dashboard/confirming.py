"""Asking once more before what cannot be undone: a screen that says what it breaks."""

from collections.abc import Sequence

from django.http import HttpResponse

from statuspage.models import Page
from web.dashboard.access import PageRequest
from web.dashboard.screens import Crumb, screen


def confirmation(
    request: PageRequest,
    page: Page,
    *,
    section: str,
    title: str,
    says: Sequence[str],
    act: str,
    crumbs: Sequence[Crumb] = (),
    back: str,
) -> HttpResponse:
    """A form that posts to the address that was asked for; `act` stands on its button, `back` leads out."""
    context = {"says": says, "act": act, "back": back}
    return screen(request, page, "confirm", section=section, title=title, crumbs=crumbs, context=context)
