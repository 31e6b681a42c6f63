"""The public page and its addresses. Every view marks what it makes, so that it is served without Django."""

from collections.abc import Callable
from functools import wraps
from html import unescape
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from incidents import selectors as incidents
from incidents.exceptions import IncidentNotFound
from statuspage import links
from statuspage.languages import spoken
from statuspage.publishing import keep_private, mark, unmark
from web.public import calendar, feeds
from web.public.admitting import asks_to_sign_in
from web.public.branding import brand_css
from web.public.charts import figures_of
from web.public.component import ComponentSheet
from web.public.document import Sheet, StatusSheet
from web.public.finding import base_of, language_for, visit_of
from web.public.guarding import asked_too_often
from web.public.metric_charts import metric_figures
from web.public.past import HistorySheet
from web.public.plot import REACHES, reach_of
from web.public.preferring import preference_of
from web.public.rendering import Share, html
from web.public.searching import Search
from web.public.ways import ways_of

SEARCHES = (30, 60)
"""So many searches a network may make in so many seconds."""
TOLD = 200
"""So many letters of the latest update are told where a link to an incident is shared."""


def of_a_page(
    kind: type[Sheet] = Sheet, *, whole: bool = True
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Finds the page, gives the view a sheet of this kind in the visitor's language, and marks the answer.

    `whole` false is for what is the same in all languages.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        # Who writes here is told that nothing can be written, and not that a form is too old.
        @csrf_exempt
        @require_safe
        @wraps(view)
        def answer(request: HttpRequest, ref: str = "", **arguments: Any) -> HttpResponse:
            visit = visit_of(request, ref)
            if visit is None:
                return _nothing_yet(request)
            page, sight = visit.page, visit.sight
            language = language_for(request, page)
            with translation.override(spoken(language)):
                preference = preference_of(request, page)
                sheet = kind(page, base=base_of(ref), language=language, sight=sight, preference=preference)
                response = view(request, sheet, **arguments)
            response.headers["Content-Language"] = language
            asked = (language,) if request.GET.get("lang") == language else tuple(page.languages)
            mark(response, page=page, sight=sight, languages=asked if whole else ())
            if not sheet.kept:
                unmark(response)
            return response

        return answer

    return decorate


@asks_to_sign_in
@of_a_page(StatusSheet)
def status(request: HttpRequest, sheet: StatusSheet) -> HttpResponse:
    """How everything is, now and in the last two weeks."""
    address = f"{links.page_url(sheet.page)}/"
    reach = reach_of(request.GET.get("span", ""))
    figures = [*figures_of(sheet, reach), *metric_figures(sheet, reach.word)]
    charted = any(figure.charted for figure in figures)
    return html(
        "status",
        sheet,
        canonical=address,
        share=Share(sheet.title, " · ".join(part for part in (sheet.headline, sheet.told) if part)),
        figures=figures,
        reach=reach,
        own={} if reach is REACHES[0] else {"span": reach.word},
        reaches=REACHES,
        charted=charted,
    )


@asks_to_sign_in
@of_a_page(HistorySheet)
def history(request: HttpRequest, sheet: HistorySheet) -> HttpResponse:
    """What happened in a month (`?month=2026-11`; the current one by default).

    `?view=calendar` shows three of them by days, `?component=` one component alone, and `?q=` what was found.
    """
    sheet.choose(request.GET.dict())
    if request.GET.get("q", "").strip():
        return _found(request, sheet)
    month = sheet.month
    if month is None:
        raise Http404
    if sheet.is_calendar:
        return html(
            "history_calendar", sheet, canonical=month.address(sheet.page), month=month, own=sheet.own
        )
    return html(
        "history",
        sheet,
        canonical=month.address(sheet.page),
        month=month,
        own=sheet.own,
        days=sheet.told(month),
    )


def _found(request: HttpRequest, sheet: HistorySheet) -> HttpResponse:
    """What was found, which nobody keeps: everybody may look for anything."""
    sheet.kept = False
    wait = asked_too_often(request.META["REMOTE_ADDR"], group="public.search", rate=SEARCHES)
    q = "" if wait else request.GET["q"]
    search = Search(sheet, q, request.GET.get("page", ""))
    own = {"q": search.q} if search.q else {}
    if sheet.component is not None:
        own["component"] = sheet.component.slug
    response = html(
        "history_found",
        sheet,
        canonical=links.history_url(sheet.page),
        status=429 if wait else 200,
        own=own,
        search=search,
        wait=wait,
        unlisted=True,
    )
    keep_private(response)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


@asks_to_sign_in
@of_a_page()
def incident(request: HttpRequest, sheet: Sheet, uid: str, kind: str) -> HttpResponse:
    """An incident or a maintenance, at the address that never changes."""
    page = sheet.page
    try:
        # What knows Statuspage looks for maintenance among the incidents.
        wanted = None if kind == "incident" else kind
        found = incidents.incident_get(page, uid, kind=wanted, drafts=False, sight=sheet.sight)
    except IncidentNotFound:
        raise Http404 from None
    if found.kind != kind:
        return HttpResponsePermanentRedirect(incidents.incident_url(found))
    postmortem = getattr(found, "postmortem", None)
    told = postmortem.html if postmortem is not None and postmortem.published_at is not None else ""
    story = sheet.story(found, dated=True)
    return html(
        "incident",
        sheet,
        canonical=incidents.incident_url(found),
        share=Share(
            f"{story.name} · {page.name}",
            f"{story.status}: {_plain(story.latest.html)}" if story.latest else story.status,
            f"/{'incidents' if kind == 'incident' else 'maintenances'}/{found.uid}/preview.png",
        ),
        story=story,
        followable=found.resolved_at is None
        and page.allow_incident_subscribers
        and bool(ways_of(page, sheet.sight)),
        uid=found.uid,
        # Sanitised when it was written, by the one sanitiser.
        postmortem=mark_safe(told),  # noqa: S308
    )


@asks_to_sign_in
@of_a_page(ComponentSheet)
def component(request: HttpRequest, sheet: ComponentSheet, slug: str) -> HttpResponse:
    """One component in ninety days, a week (`?view=week&from=`) or a day (`?view=day&on=`)."""
    sheet.show(slug, request.GET.dict())
    sheet.kept = sheet.shown.exact
    return html(
        "component",
        sheet,
        canonical=links.component_url(sheet.page, sheet.component),
        share=Share(f"{sheet.name} · {sheet.page.name}", sheet.status),
        own=sheet.shown.own,
    )


@of_a_page()
def atom(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Incidents and maintenance as an Atom feed."""
    return feeds.atom(sheet)


@of_a_page()
def rss(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Incidents and maintenance as an RSS feed."""
    return feeds.rss(sheet)


@of_a_page()
def maintenance_calendar(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Maintenance as a calendar."""
    return calendar.maintenance(sheet)


@of_a_page(whole=False)
def brand(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """The page's colours as a style sheet."""
    return HttpResponse(brand_css(sheet.page), content_type="text/css; charset=utf-8")


@of_a_page(whole=False)
def colors(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """The colours alone, for pages with forms that no style of somebody's own may cover or read."""
    return HttpResponse(brand_css(sheet.page, custom=False), content_type="text/css; charset=utf-8")


def _plain(message: str) -> str:
    """The beginning of a message without its markup."""
    return Truncator(" ".join(unescape(strip_tags(message)).split())).chars(TOLD)


def _nothing_yet(request: HttpRequest) -> HttpResponse:
    if request.path_info != "/":
        raise Http404
    response = HttpResponse(render_to_string("public/nothing.html"))
    response.headers["Cache-Control"] = "no-store"
    return response
