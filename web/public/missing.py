"""What visitors are shown at an address where nothing is, below a page that they may read."""

import re

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

from statuspage import links
from statuspage.languages import spoken
from statuspage.publishing import keep_private
from web.public.document import Sheet
from web.public.finding import base_of, language_for, visit_of
from web.public.preferring import preference_of
from web.public.rendering import html

_PAGE = re.compile(r"/pages/([-\w]+)(?:/.*)?", re.DOTALL)
# What asks for pictures, feeds and scripts is no person.
_FILE = re.compile(r"\.[a-z0-9]{1,5}$", re.ASCII)


def missing(request: HttpRequest) -> HttpResponse | None:
    """404 in the page's look; None where there is no page, none that lets the visitor in, or no database."""
    if _FILE.search(request.path_info):
        return None
    named = _PAGE.fullmatch(request.path_info)
    ref = named[1] if named else ""
    try:
        visit = visit_of(request, ref)
    except (Http404, DatabaseError):
        return None
    if visit is None:
        return None
    language = language_for(request, visit.page)
    with translation.override(spoken(language)):
        sheet = Sheet(
            visit.page,
            base=base_of(ref),
            language=language,
            sight=visit.sight,
            preference=preference_of(request, visit.page),
        )
        response = html("missing", sheet, canonical=links.page_url(visit.page), status=404, kept=False)
    response.headers["Content-Language"] = language
    keep_private(response)
    response.headers["Cache-Control"] = "no-store"
    return response
