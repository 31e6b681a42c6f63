"""Writing out a screen, in the frame that fits its reader."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise

from statuspage import links
from statuspage.models import Page
from web.dashboard.access import PageRequest
from web.dashboard.once import form_token
from web.dashboard.rail import rail_of
from web.dashboard.sections import section_named

Crumb = tuple[str | Promise, str]
"""What a step on the way here is called, and its address."""


def screen(
    request: PageRequest,
    page: Page,
    name: str,
    *,
    section: str,
    context: Mapping[str, object],
    title: str = "",
    crumbs: Sequence[Crumb] = (),
    status: int = 200,
    in_its_zone: bool = False,
    follows: Sequence[str] = (),
) -> HttpResponse:
    """The template `dashboard/<name>.html` of a page; times are in UTC, or `in_its_zone` in the page's.

    It is headed by its section's name; a screen below that has its own `title`, and leads back to the section
    and then to what `crumbs` hold. Its live regions are made anew when anything changes on the page, or in
    what it `follows` of `web.dashboard.fresh.SOURCES`.
    """
    found = section_named(section)
    label = found.label if found else ""
    back: list[Crumb] = (
        [(label, reverse(f"dashboard:{found.route}", args=[page.slug]))] if found and title else []
    )
    shared = {
        "page": page,
        "page_url": links.page_url(page),
        "section": section,
        "title": title or label,
        "crumbs": [*back, *crumbs],
        "rights": request.rights,
        "live": _live(request, page, follows),
        "rail": rail_of(request, page, request.rights, section),
        "once": form_token(),
    }
    with timezone.override(ZoneInfo(page.time_zone) if in_its_zone else None):
        return render(request, f"dashboard/{name}.html", {**shared, **context}, status=status)


def _live(request: PageRequest, page: Page, follows: Sequence[str]) -> dict[str, str] | None:
    """Where to ask for changes, and the revision that is shown; None for what was made of something sent.

    The page was read before anything else on the screen, so nothing can slip in between. What else is
    followed was not, so its first answer counts as a change.
    """
    if request.method not in ("GET", "HEAD"):
        return None
    url = reverse("dashboard:revision", args=[page.slug])
    query = urlencode({"of": follows}, doseq=True)
    return {
        "url": f"{url}?{query}" if query else url,
        "revision": "" if follows else str(page.sequence),
    }


def screen_beside(
    request: HttpRequest,
    name: str,
    *,
    title: str,
    context: Mapping[str, object],
    section: str = "",
    crumbs: Sequence[Crumb] = (),
) -> HttpResponse:
    """The template `dashboard/<name>.html` of no page."""
    shared = {
        "title": title,
        "section": section,
        "crumbs": crumbs,
        "rail": rail_of(request, None, None, section),
    }
    return render(request, f"dashboard/{name}.html", {**shared, **context})
