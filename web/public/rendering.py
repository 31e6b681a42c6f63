"""Fills the templates of a page with what all of them share."""

from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from statuspage.admission import asks_who
from statuspage.models import Page
from statuspage.publishing import AGE, stale_slot
from web.public.branding import is_branded
from web.public.document import Sheet
from web.public.ways import ways_of


def html(name: str, sheet: Sheet, *, status: int = 200, kept: bool = True, **context: Any) -> HttpResponse:
    """The template `public/<name>.html` for a page; `canonical` belongs into the context.

    `kept` false leaves out what only the edge reads. With `sealed`, for what is between one visitor and the
    page, it has the page's colours, and no style of its own that could cover a form or read from it.
    """
    page = sheet.page
    shared = {
        "sheet": sheet,
        "page": page,
        "base": sheet.base,
        "branded": is_branded(page),
        "languages": [(code, language_name(code)) for code in page.languages],
        "right_to_left": translation.get_language_bidi(),
        "stale": _stale(sheet) if kept else "",
        "made": sheet.clock.time(sheet.now),
        "feeds_offered": feeds_offered(page),
        "subscribable": page.allow_page_subscribers and bool(ways_of(page, sheet.sight)),
    }
    # Without the request: nothing of the visitor's may reach what everyone gets.
    return HttpResponse(render_to_string(f"public/{name}.html", {**shared, **context}), status=status)


def feeds_offered(page: Page) -> bool:
    """Whether the page names its feeds: what reads them could not sign in."""
    return page.allow_feeds and not asks_who(page)


def language_name(code: str) -> str:
    """A language as those who speak it call it."""
    try:
        return str(translation.get_language_info(code)["name_local"])
    except KeyError:
        return code


def _stale(sheet: Sheet) -> SafeString:
    notice = _(
        "We cannot reach our own database right now. This page was last updated on %(time)s, %(age)s ago; "
        "what it says may have changed since."
    ) % {"time": sheet.clock.full(sheet.now), "age": AGE}
    return stale_slot(render_to_string("public/stale.html", {"notice": notice}))
