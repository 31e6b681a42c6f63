"""Where visitors ask to be told."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from incidents import selectors as incidents
from incidents.exceptions import IncidentNotFound
from incidents.models import Incident
from statuspage import links
from statuspage.actor import Actor
from statuspage.admission import person_of
from statuspage.exceptions import Invalid
from statuspage.models import AudienceMember, Page, User
from statuspage.selectors.audience import audience_member_get
from statuspage.sight import Sight
from web.public.admitting import asks_to_sign_in
from web.public.choosing import Ask
from web.public.document import Sheet
from web.public.guarding import asked_too_often, is_foreign
from web.public.rendering import feeds_offered, html
from web.public.visiting import of_a_visitor
from web.public.ways import Way, ways_of
from webhooks.eligibility import is_for_team, own_address
from webhooks.exceptions import NotOffered
from webhooks.services import subscribers
from webhooks.vocabulary import Scope


class Feed(NamedTuple):
    """An address to read along at, without giving one."""

    name: str
    told: str
    address: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks: a member of a restricted page, a person of the team on a page for it alone, or anybody.

    `own` is the only address by e-mail that the page takes from them, empty for none; None for any.
    """

    member: AudienceMember | None = None
    person: User | None = None
    own: str | None = None

    def ways(self, page: Page, sight: Sight) -> list[Way]:
        """The ways to be told that the page has for them."""
        ways = ways_of(page, sight)
        return [way for way in ways if self.own != "" or way.kind != "email"]


@asks_to_sign_in
@of_a_visitor
def subscribe(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """The ways to be told and the form of one (`?kind=slack`), about the page or an `?incident=`."""
    page = sheet.page
    if request.method == "POST" and is_foreign(request):
        return _said(sheet, "subscribe_foreign", 403)
    reader = _reader(request, sheet)
    given = request.POST if request.method == "POST" else request.GET
    incident = _incident(sheet, given.get("incident", ""))
    if incident is not None and incident.resolved_at is not None:
        return HttpResponseRedirect(f"{sheet.base}/subscribe")
    offered = page.allow_incident_subscribers if incident else page.allow_page_subscribers
    ways = reader.ways(page, sheet.sight) if offered else []
    way = next((way for way in ways if way.kind == given.get("kind", "")), ways[0] if ways else None)
    if request.method == "POST":
        if way is None or way.kind != given.get("kind", way.kind):
            raise Http404
        return _ask(request, sheet, reader, way, ways, incident)
    if way is None and (incident is not None or not feeds_offered(page)):
        raise Http404
    form = Ask(None, sheet=sheet, way=way, whole=incident is None, own=reader.own or "") if way else None
    return _page(sheet, form, way, ways, incident)


def _reader(request: HttpRequest, sheet: Sheet) -> Reader:
    page = sheet.page
    uid = sheet.sight.member_uid
    member = audience_member_get(page, uid) if uid else None
    person = person_of(request) if is_for_team(page) else None
    return Reader(member, person, own_address(page, member=member, person=person))


def _ask(
    request: HttpRequest,
    sheet: Sheet,
    reader: Reader,
    way: Way,
    ways: list[Way],
    incident: Incident | None,
) -> HttpResponse:
    address = request.META.get("REMOTE_ADDR", "")
    wait = asked_too_often(address)
    if wait:
        response = _said(sheet, "subscribe_wait", 429, minutes=-(-wait // 60))
        response.headers["Retry-After"] = str(wait)
        return response
    form = Ask(request.POST, sheet=sheet, way=way, whole=incident is None, own=reader.own or "")
    if form.is_valid() and not form.is_filled_by_a_program:
        scope = {"scope": Scope.INCIDENT.value, "incident": incident} if incident else {}
        try:
            subscribers.subscriber_ask(
                page=sheet.page,
                kind=way.kind,
                audience_member=reader.member,
                person=reader.person,
                by=Actor.for_visitor(address),
                **{**form.wish(), **scope},
            )
        except Invalid as error:
            form.refuse(error)
        except NotOffered:
            raise Http404 from None
    if form.errors:
        return _page(sheet, form, way, ways, incident, status=422)
    return _said(sheet, "subscribe_sent", 200, way=way)


def _page(
    sheet: Sheet,
    form: Ask | None,
    way: Way | None,
    ways: list[Way],
    incident: Incident | None,
    *,
    status: int = 200,
) -> HttpResponse:
    page = sheet.page
    asked = {"incident": incident.uid if incident else "", "kind": way.kind if way else ""}
    return html(
        "subscribe",
        sheet,
        status=status,
        kept=False,
        filled=True,
        canonical=links.subscribe_url(page),
        own={name: value for name, value in asked.items() if value},
        spoken=f"&lang={sheet.language}" if len(page.languages) > 1 else "",
        form=form,
        way=way,
        ways=ways,
        incident=incident,
        story=sheet.story(incident) if incident else None,
        feeds=_feeds(sheet) if feeds_offered(page) and incident is None else [],
    )


def _feeds(sheet: Sheet) -> list[Feed]:
    page = sheet.page
    return [
        Feed("Atom", _("for feed readers"), links.atom_url(page) + sheet.feed_query),
        Feed("RSS", _("for feed readers and chats"), links.rss_url(page) + sheet.feed_query),
        Feed(
            "iCal",
            _("maintenance; add the address to your calendar"),
            links.calendar_url(page) + sheet.feed_query,
        ),
    ]


def _said(sheet: Sheet, name: str, status: int, **context: Any) -> HttpResponse:
    canonical = links.subscribe_url(sheet.page)
    return html(name, sheet, status=status, kept=False, filled=True, canonical=canonical, **context)


def _incident(sheet: Sheet, uid: str) -> Incident | None:
    if not uid:
        return None
    try:
        return incidents.incident_get(sheet.page, uid, drafts=False, sight=sheet.sight)
    except IncidentNotFound:
        raise Http404 from None
