"""Tells an open screen whether anything has changed. Most questions are answered from memory.

Whoever looks on asks every two seconds. The database is asked for a page's revision at most once a second in
each process, and whether somebody may know it every ten seconds; a revision alone tells nothing else.
"""

import re
import threading
import time
from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from apikeys.models import AccessLog
from monitoring.models import Check, Metric
from statuspage.models import Event, Page
from web.dashboard.access import PageRequest, of_a_page
from webhooks.models import Delivery, SubscriberImport

ASKED_EVERY = 1.0
LET_IN_FOR = 10.0
_MOST_REMEMBERED = 4096
_NEWEST = 200
CHECKS_EVERY = 15.0
"""What all checks of a page found lately is new once in so many seconds."""

_UID = re.compile(r"[a-z0-9]{12}")

V = TypeVar("V")


def _sequence(page_id: int) -> str:
    return str(Page.objects.values_list("sequence", flat=True).get(pk=page_id))


def _deliveries(page_id: int) -> str:
    """Tries are in no journal, so this is when the last of the newest deliveries moved."""
    newest = Delivery.objects.filter(page=page_id).order_by("-pk")[:_NEWEST]
    moved = Delivery.objects.filter(pk__in=newest.values("pk")).aggregate(at=Max("updated_at"))["at"]
    return moved.isoformat() if moved else ""


def _requests(page_id: int) -> str:
    """The last request that was made with a key of the page's organization."""
    organization = Page.objects.filter(pk=page_id).values("organization")
    found = AccessLog.objects.filter(organization__in=organization).order_by("-pk")
    return str(found.values_list("pk", flat=True).first() or "")


def _checks(page_id: int) -> str:
    """Results and pings are in no journal. With many checks they never rest, so every so often is enough."""
    found = Check.living.filter(page=page_id).aggregate(
        slot=Max("region_rows__last_slot"), ping=Max("heartbeat__last_ping_at")
    )
    moments = [moment.timestamp() for moment in found.values() if moment is not None]
    return str(int(max(moments) // CHECKS_EVERY)) if moments else ""


def _metrics(page_id: int) -> str:
    """Points are in no journal: the newest of any metric, and what was fetched last."""
    found = Metric.living.filter(page=page_id).aggregate(
        point=Max("last_point_at"), fetched=Max("last_fetched_at"), tried=Max("provider__updated_at")
    )
    return "/".join(moment.isoformat() for moment in found.values() if moment is not None)


def _imports(page_id: int) -> str:
    """Batches of a list are in no journal: when the last of the page's imports moved."""
    found = SubscriberImport.objects.filter(page=page_id).order_by("-created_at", "-pk")
    moved = found.values_list("updated_at", flat=True).first()
    return moved.isoformat() if moved else ""


def _organization(page_id: int) -> str:
    """The last event of the page's organization, which may be of none of its pages."""
    organization = Page.objects.filter(pk=page_id).values("organization")
    found = Event.objects.filter(organization__in=organization).order_by("-pk")
    return str(found.values_list("pk", flat=True).first() or "")


SOURCES: Mapping[str, Callable[[int], str]] = {
    "journal": _sequence,
    "deliveries": _deliveries,
    "requests": _requests,
    "checks": _checks,
    "metrics": _metrics,
    "organization": _organization,
    "imports": _imports,
}
"""What a screen can follow, by name: each says, by the key of a page, something that is new after a change.

Every screen follows the journal, which has all that people and checks do to a page.
"""


def _check(page_id: int, uid: str) -> str:
    """When each region of a check was heard of last, or how often it was pinged."""
    rows = Check.living.filter(page=page_id, uid=uid).order_by("region_rows__region")
    found = rows.values_list("region_rows__last_slot", "heartbeat__ping_count")
    return ",".join(str(slot.timestamp() if slot else pings) for slot, pings in found)


OF_ONE: Mapping[str, Callable[[int, str], str]] = {"check": _check}
"""The same for one thing of a page: a screen follows `name:uid`."""


class _Memory(Generic[V]):
    """Values that are good for some seconds; the oldest make room for new ones."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._kept: dict[object, tuple[float, V]] = {}

    def get(self, key: object) -> V | None:
        with self._lock:
            at, value = self._kept.get(key, (0.0, None))
        return value if value is not None and time.monotonic() - at < self._seconds else None

    def keep(self, key: object, value: V, at: float) -> V:
        """`at`: when the value was asked for, by the steady clock."""
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = (at, value)
            while len(self._kept) > _MOST_REMEMBERED:
                del self._kept[next(iter(self._kept))]
        return value

    def forget(self) -> None:
        with self._lock:
            self._kept.clear()


_revisions: _Memory[str] = _Memory(ASKED_EVERY)
_let_in: _Memory[tuple[int, str]] = _Memory(LET_IN_FOR)


@require_safe
def revision(request: HttpRequest, ref: str) -> HttpResponse:
    """The revision of a page, with what else the screen follows (`?of=`); 304 for whoever knows it."""
    # Only somebody who was let in with this very cookie is remembered.
    known = _let_in.get((request.COOKIES.get(settings.SESSION_COOKIE_NAME), ref))
    return _answer(request, *known) if known else _judged(request, ref)


def forget() -> None:
    """Ask anew for everything."""
    _revisions.forget()
    _let_in.forget()


@of_a_page()
def _judged(request: PageRequest, page: Page) -> HttpResponse:
    cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    return _answer(request, *_let_in.keep((cookie, page.slug), (page.pk, page.uid), time.monotonic()))


def _answer(request: HttpRequest, page_id: int, uid: str) -> HttpResponse:
    names = [
        "journal",
        *sorted({name for name in request.GET.getlist("of") if _is_source(name)} - {"journal"}),
    ]
    told = "/".join(_told(name, page_id, uid) for name in names)
    etag = f'"{told}"'
    response: HttpResponse = (
        HttpResponse(status=304)
        if request.headers.get("If-None-Match") == etag
        else JsonResponse({"revision": told})
    )
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _told(name: str, page_id: int, uid: str) -> str:
    kept = _revisions.get((name, uid))
    if kept is not None:
        return kept
    asked_at = time.monotonic()
    kind, _colon, of = name.partition(":")
    found = OF_ONE[kind](page_id, of) if of else SOURCES[name](page_id)
    return _revisions.keep((name, uid), found, asked_at)


def _is_source(name: str) -> bool:
    kind, _colon, of = name.partition(":")
    return name in SOURCES or (kind in OF_ONE and _UID.fullmatch(of) is not None)
