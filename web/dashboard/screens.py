"""Writing out a screen of a page, with the rail that fits its reader."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from statuspage import links
from statuspage.models import Page
from web.dashboard.access import PageRequest
from web.dashboard.once import form_token


def screen(
    request: PageRequest,
    page: Page,
    name: str,
    *,
    section: str,
    context: Mapping[str, object],
    status: int = 200,
    in_its_zone: bool = False,
) -> HttpResponse:
    """The template `dashboard/<name>.html`; times are in UTC, or `in_its_zone` in the page's."""
    shared = {
        "page": page,
        "page_url": links.page_url(page),
        "section": section,
        "rights": request.rights,
        "once": form_token(),
    }
    with timezone.override(ZoneInfo(page.time_zone) if in_its_zone else None):
        return render(request, f"dashboard/{name}.html", {**shared, **context}, status=status)
