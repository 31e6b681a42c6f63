"""Fills the templates of a page with what all of them share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from statuspage import links
from statuspage.admission import asks_who
from statuspage.languages import name_of, written
from statuspage.models import Page
from statuspage.publishing import AGE, stale_slot
from web.public.analytics import analytics_of
from web.public.branding import is_branded
from web.public.document import Sheet
from web.public.preferring import zones_offered
from web.public.ways import ways_of


@dataclass(frozen=True, slots=True)
class Share:
    """What other sites show beside a link: a title, a line, and a picture at a path of the page."""

    title: str
    line: str = ""
    picture: str = "/preview.png"


def html(
    name: str,
    sheet: Sheet,
    *,
    canonical: str,
    status: int = 200,
    kept: bool = True,
    sealed: bool = False,
    filled: bool = False,
    own: Mapping[str, str] | None = None,
    share: Share | None = None,
    **context: Any,
) -> HttpResponse:
    """The template `public/<name>.html` for a page, whose lasting address is `canonical`.

    `own` is what the address asks for beside language and time zone, which stays when these are changed.

    `kept` false leaves out what only the edge reads. `filled` is for what visitors fill in, and `sealed` for
    what is between one of them and the page: both have the page's colours, and no style of its own, which
    could cover a form or read from it.
    """
    page = sheet.page
    share = share or Share(sheet.title)
    shared = {
        "sheet": sheet,
        "page": page,
        "base": sheet.base,
        "style": _style(page, sealed=sealed, filled=filled),
        "share": share,
        "share_picture": _share_picture(sheet, share),
        "logo": picture_path(sheet, "logo") if page.is_open or not sealed else "",
        "own": own or {},
        "query": urlencode(own) + "&" if own else "",
        "preference": sheet.preference,
        "canonical": canonical,
        "address": at_language(canonical, sheet.preference.language),
        "languages": [
            (code, name_of(code), at_language(canonical, code) if kept else "") for code in page.languages
        ],
        "zones": zones_offered(page=page.time_zone, shown=sheet.zone.key) if kept else [],
        "right_to_left": translation.get_language_bidi(),
        "stale": _stale(sheet) if kept else "",
        "made": sheet.clock.time(sheet.now),
        "made_on": sheet.clock.full(sheet.now),
        "feeds_offered": feeds_offered(page),
        "subscribable": page.allow_page_subscribers and bool(ways_of(page, sheet.sight)),
    }
    # Not beside forms: what somebody fills in there is nobody else's business.
    analytics = analytics_of(page) if kept and not sealed else None
    shared["analytics"] = analytics
    # Without the request: nothing of the visitor's may reach what everyone gets.
    body = render_to_string(f"public/{name}.html", {**shared, "sealed": sealed, **context})
    response = HttpResponse(body, status=status)
    if analytics is not None:
        response.headers["Content-Security-Policy"] = analytics.policy
    return response


def picture_path(sheet: Sheet, kind: str) -> str:
    """Where a picture of the page is, on this very host; empty without one."""
    told = sheet.page.pictures.get(kind)
    return f"{sheet.base}/{kind}?v={told['digest']}" if told else ""


def at_language(address: str, language: str) -> str:
    """An address in one of the page's languages, or as it is."""
    return f"{address}{'&' if '?' in address else '?'}lang={language}" if language else address


def feeds_offered(page: Page) -> bool:
    """Whether the page names its feeds: what reads them could not sign in."""
    return page.allow_feeds and not asks_who(page)


def _share_picture(sheet: Sheet, share: Share) -> str:
    # Who fetches it asks for no language, and keeps it by its address for long.
    address = f"{links.page_url(sheet.page)}{share.picture}?v={sheet.page.revision}"
    return at_language(address, "" if sheet.language == written(sheet.page) else sheet.language)


def _style(page: Page, *, sealed: bool, filled: bool) -> str:
    """The style sheet of the page's own; none where not even its colours are for whoever looks."""
    if sealed and not page.is_open:
        return ""
    if sealed or filled:
        return "colors" if page.colors else ""
    return "brand" if is_branded(page) else ""


def _stale(sheet: Sheet) -> SafeString:
    notice = _(
        "We cannot reach our own database right now. This page was last updated on %(time)s, %(age)s ago; "
        "what it says may have changed since."
    ) % {"time": sheet.clock.full(sheet.now), "age": AGE}
    return stale_slot(render_to_string("public/stale.html", {"notice": notice}))
