"""The views of `/ping/`: any method is a ping, and `OK` means that it is committed."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from api.healthchecks.pings import known
from api.healthchecks.pings.answers import RETRY_SECONDS, Refused, answer, not_found
from api.healthchecks.pings.outages import outage_noted
from api.healthchecks.pings.reading import address_judge, query_of, signal_of, told
from apikeys.limits import ping_usage
from monitoring.selectors import heartbeat_codes, page_by_ping_key
from monitoring.services import ping_take
from statuspage.actor import Actor
from statuspage.exceptions import Conflict, Invalid, NotFound
from webhooks.services.heartbeats import AMBIGUOUS, heartbeat_ensure

BY = Actor.system("ping")


def _answers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Turn what is refused into its answer, and a database that is away into 503."""

    @csrf_exempt
    @wraps(view)
    def answering(*args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(*args, **kwargs)
        except Refused as refused:
            return answer(refused.words, refused.status, retry_after=refused.retry_after)
        except (OperationalError, InterfaceError) as error:
            outage_noted(error)
            return answer("the database is away, try again", 503, retry_after=RETRY_SECONDS)

    return answering


@_answers
def ping_by_code(request: HttpRequest, code: UUID, word: str = "") -> HttpResponse:
    """`/ping/<code>`, and after it `start`, `fail`, `log` or an exit status."""
    said = told(word, query_of(request).get("rid"))
    if not known.has(code):
        raise not_found()
    _take(request, code, said)
    return answer("OK", 200)


@_answers
def ping_by_slug(request: HttpRequest, ping_key: str, slug: str, word: str = "") -> HttpResponse:
    """`/ping/<ping key>/<slug>` and the same words after it; `?create=1` makes what is missing."""
    address_judge(ping_key, slug)
    query = query_of(request)
    said = told(word, query.get("rid"))
    codes, made = heartbeat_codes(ping_key, slug), False
    if not codes and query.get("create") == "1":
        codes, made = _make(ping_key, slug)
    if len(codes) > 1:
        raise Refused("ambiguous slug", 409)
    if not codes:
        raise not_found()
    _take(request, codes[0], said)
    return answer("Created", 201) if made else answer("OK", 200)


@csrf_exempt
def unknown(request: HttpRequest) -> HttpResponse:
    """Everything else below `/ping/`."""
    return answer("not found", 404)


def _make(ping_key: str, slug: str) -> tuple[list[UUID], bool]:
    page = page_by_ping_key(ping_key)
    if page is None:
        raise not_found()
    try:
        checks, made = heartbeat_ensure(page=page, slug=slug, by=BY)
    except Invalid as error:
        raise Refused("invalid url format", 400) from error
    except (Conflict, NotFound) as error:
        if error.code == AMBIGUOUS:
            raise Refused("ambiguous slug", 409) from error
        # Too many checks; or the page has just been deleted.
        raise not_found() from error
    return [check.code for check in checks], made


def _take(request: HttpRequest, code: UUID, said: dict[str, Any]) -> None:
    """Take a ping of a heartbeat that was there a moment ago."""
    usage = ping_usage(code)
    if usage.exceeded:
        raise Refused("too many pings of this check", 429, retry_after=usage.reset_seconds)
    if not ping_take(code=code, signal=signal_of(request, said)):
        known.forget(code)
        raise not_found()
