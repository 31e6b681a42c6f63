"""What was sent, to whom and how it went; and sending it again."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from statuspage.exceptions import DomainError
from statuspage.models import Page
from web.dashboard.access import CONFIGURING, PageRequest, actor_of, of_a_page
from web.dashboard.deliveries.listed import AUDIENCES, LISTED
from web.dashboard.deliveries.rows import DeliveryRow
from web.dashboard.lists import picked
from web.dashboard.screens import screen
from webhooks.exceptions import DeliveryNotFound
from webhooks.messages import Message
from webhooks.messages.plain import message_text
from webhooks.models import Delivery
from webhooks.selectors.deliveries import Blots, deliveries_of, delivery_get
from webhooks.services.redelivery import deliveries_redeliver, delivery_redeliver
from webhooks.vocabulary import Audience, DeliveryKind, DeliveryState

_FINISHED = (DeliveryState.PARKED, DeliveryState.DELIVERED, DeliveryState.CANCELED)
_CONTENT = 20_000


@require_safe
@of_a_page()
def deliveries(request: PageRequest, page: Page) -> HttpResponse:
    """All of them, newest first, narrowed and sorted as the address says."""
    found = LISTED.read(deliveries_of(page), request.GET)
    blots, now = Blots(), timezone.now()
    context = {
        "list": found,
        "rows": [DeliveryRow.of(row, blots=blots) for row in found.rows],
        "audiences": AUDIENCES,
        "since": _field(now - timedelta(days=1)),
        "until": _field(now),
    }
    return _shown(request, page, "deliveries/list", context)


@require_safe
@of_a_page()
def delivery(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """One delivery with every try, what was answered and what was sent."""
    row = _found(page, uid)
    blots = Blots()
    shown = DeliveryRow.of(row, blots=blots)
    attempts = [
        {
            "number": attempt.number,
            "at": attempt.at,
            "status": attempt.status,
            "duration_ms": attempt.duration_ms,
            "error": blots.blot(attempt.error, row.subscription),
            "answer": blots.blot(attempt.answer, row.subscription),
        }
        for attempt in row.attempts.all()
    ]
    context = {
        "row": shown,
        "attempts": attempts,
        "events": [item.event for item in row.items.all()],
        "content": blots.blot(_content(row), row.subscription),
    }
    return _shown(request, page, "deliveries/one", context, title=shown.subject)


@require_POST
@of_a_page(needs=CONFIGURING)
def redeliver_one(request: HttpRequest, page: Page, uid: str) -> HttpResponse:
    """Send one delivery again."""
    row = _found(page, uid)
    try:
        delivery_redeliver(delivery=row, by=actor_of(request))
    except DomainError as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, _("It is being sent again. The tries below show how it goes."))
    return redirect("dashboard:delivery", page.slug, uid)


@require_POST
@of_a_page(needs=CONFIGURING)
def redeliver_picked(request: HttpRequest, page: Page) -> HttpResponse:
    """Send again what was ticked in the list; what cannot be sent is left, and said so."""
    count, refused = 0, set()
    for row in deliveries_of(page).filter(uid__in=picked(request)):
        try:
            delivery_redeliver(delivery=row, by=actor_of(request))
        except DomainError as error:
            refused.add(error.detail)
        else:
            count += 1
    for detail in sorted(refused):
        messages.error(request, detail)
    if count or not refused:
        _say_how_many(request, count)
    return redirect("dashboard:deliveries", page.slug)


@require_POST
@of_a_page(needs=CONFIGURING)
def redeliver(request: HttpRequest, page: Page) -> HttpResponse:
    """Send again what was made in a time range (UTC): what was given up, or everything that is finished.

    To machines, unless the form names another audience.
    """
    since, until = _moment(request.POST.get("since", "")), _moment(request.POST.get("until", ""))
    if since is None or until is None or since >= until:
        messages.error(request, _("Give two times, the earlier one first."))
        return redirect("dashboard:deliveries", page.slug)
    states = _FINISHED if request.POST.get("state") == "finished" else None
    audience = request.POST.get("audience", "")
    try:
        count = deliveries_redeliver(
            page=page,
            since=since,
            until=until,
            audience=audience if audience in Audience.values else Audience.MACHINE,
            states=states,
            by=actor_of(request),
        )
    except DomainError as error:
        messages.error(request, error.detail)
    else:
        _say_how_many(request, count)
    return redirect("dashboard:deliveries", page.slug)


def _say_how_many(request: HttpRequest, count: int) -> None:
    text = ngettext("%d delivery is being sent again.", "%d deliveries are being sent again.", count)
    messages.success(request, text % count)


def _shown(
    request: PageRequest, page: Page, name: str, context: Mapping[str, object], *, title: str = ""
) -> HttpResponse:
    return screen(
        request, page, name, section="deliveries", title=title, context=context, follows=["deliveries"]
    )


def _found(page: Page, uid: str) -> Delivery:
    try:
        return delivery_get(page, uid)
    except DeliveryNotFound:
        raise Http404 from None


def _content(row: Delivery) -> str:
    if row.kind == DeliveryKind.CONFIRMATION:
        return _("Not shown: it holds a link that acts for whoever receives it.")
    letter = row.letter
    if letter.message:
        return message_text(Message.from_values(letter.message))
    text = bytes(letter.body).decode("utf-8", "replace")[:_CONTENT]
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except ValueError:
        return text


def _field(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return None
