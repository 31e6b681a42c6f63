"""What other sites show beside a link to a page: a title, a line, and a picture that tells how it is."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import BoundedSemaphore, Lock
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from incidents import selectors as incidents
from incidents.exceptions import IncidentNotFound
from incidents.models import Incident
from statuspage import links
from statuspage.branding import BACKGROUND, LIGHT_BACKGROUND, brand_colors
from statuspage.colors import six_digits
from statuspage.models import PagePicture
from web.public.cards import Card, card_png
from web.public.document import Sheet, StatusSheet
from web.public.framing import of_a_public_page, shared
from web.public.lettering import drawable, is_from_right
from web.public.signs import sign_color

KEPT = 64
"""So many pictures are kept in memory, of some 30 kB each."""
TOLD = 300
"""So many letters below the title are looked at; fewer are drawn."""
PATIENCE_SECONDS = 3
RETRY_SECONDS = 5
_GROUNDS = {BACKGROUND: "ground", "css_font_color": "ink"}
_INK = "#16191d"
# One at a time: what draws keeps a core busy for a tenth of a second, and visitors come first.
_drawing = Lock()
# One draws and one waits: whoever comes then is sent away, since the threads that wait serve pages too.
_places = BoundedSemaphore(2)
_Key = tuple[str | int, ...]
_kept: OrderedDict[_Key, bytes] = OrderedDict()


@of_a_public_page(StatusSheet)
def page_picture(request: HttpRequest, sheet: StatusSheet) -> HttpResponse:
    """How the page is, as a picture of 1200 by 630 pixels."""
    return _picture(sheet)


@of_a_public_page()
def incident_picture(request: HttpRequest, sheet: Sheet, uid: str, kind: str) -> HttpResponse:
    """An incident or a maintenance, as such a picture."""
    try:
        found = incidents.incident_get(sheet.page, uid, kind=kind, drafts=False, sight=sheet.sight)
    except IncidentNotFound:
        raise Http404 from None
    return _picture(sheet, found)


@dataclass(frozen=True, slots=True)
class _Words:
    """What a picture says. `title` is what it says where its own letters cannot be drawn."""

    name: str
    title: str
    told: str
    at: str
    otherwise: str = ""


def _picture(sheet: Sheet, incident: Incident | None = None) -> HttpResponse:
    key = _key(sheet, incident)
    data = _kept.get(key) or _drawn(key, sheet, incident)
    if data is None:
        response = HttpResponse(status=503)
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        response.headers["Cache-Control"] = "no-store"
        return response
    return shared(HttpResponse(data, content_type="image/png"))


def _key(sheet: Sheet, incident: Incident | None) -> _Key:
    """Of the picture of this revision of the page, anew each hour, since it tells its time."""
    page = sheet.page
    hour = int(sheet.now.timestamp() // 3600)
    return (page.uid, page.revision, hour, sheet.language, incident.uid if incident else "")


def _drawn(key: _Key, sheet: Sheet, incident: Incident | None) -> bytes | None:
    """None where too many are being drawn already."""
    if not _places.acquire(blocking=False):
        return None
    try:
        if not _drawing.acquire(timeout=PATIENCE_SECONDS):
            return None
        try:
            data = _kept.pop(key, None) or card_png(_card(sheet, incident))
            _kept[key] = data
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
            return data
        finally:
            _drawing.release()
    finally:
        _places.release()


def _card(sheet: Sheet, incident: Incident | None) -> Card:
    words, look = _words(sheet, incident)
    if not all(drawable(text) for text in (words.otherwise or words.title, words.at)):
        # What the page says of itself is there in ASCII too.
        with translation.override("en"):
            words, look = _words(sheet, incident)
    title = drawable(words.title) or drawable(words.otherwise)
    grounds = {"ground": LIGHT_BACKGROUND, "ink": _INK, **brand_colors(sheet.page, _GROUNDS)}
    logo = PagePicture.objects.filter(page=sheet.page, kind="logo").first()
    return Card(
        name=drawable(words.name),
        title=title,
        told=drawable(words.told[:TOLD]),
        host=urlsplit(links.page_url(sheet.page)).netloc,
        at=drawable(words.at),
        look=look,
        color=six_digits(sign_color(sheet.page, look)),
        ground=six_digits(grounds["ground"]),
        ink=six_digits(grounds["ink"]),
        logo=bytes(logo.data) if logo else None,
        from_right=is_from_right(title),
    )


def _words(sheet: Sheet, incident: Incident | None) -> tuple[_Words, str]:
    at = f"{_('as of')} {sheet.clock.full(sheet.now)}"
    if incident is None:
        if not isinstance(sheet, StatusSheet):
            raise TypeError("The picture of a page needs its status.")
        return _Words(sheet.title, sheet.headline, sheet.told, at), sheet.look
    story = sheet.story(incident)
    affected = ", ".join(str(name) for name in story.affected)
    told = " · ".join(part for part in (story.status, story.window, affected) if part)
    return _Words(sheet.title, str(story.name), told, at, otherwise=story.status), story.look
