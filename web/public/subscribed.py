"""Where subscribers confirm, choose and leave, by the links that they were sent.

Reading never changes anything: programs follow the links in mails before people do.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from statuspage.actor import Actor
from statuspage.exceptions import Conflict, Invalid
from web.public.choosing import Choice
from web.public.document import Sheet
from web.public.telling import describe
from web.public.visiting import gone, of_a_subscriber, private_page
from web.public.ways import way_named
from webhooks.exceptions import SubscriptionNotFound
from webhooks.models import Subscription
from webhooks.selectors.subscribers import subscribers_of_address
from webhooks.services import subscribers
from webhooks.tokens import WISH
from webhooks.vocabulary import Scope, SubscriptionState


@of_a_subscriber("confirm")
def confirm(request: HttpRequest, sheet: Sheet, subscription: Subscription) -> HttpResponse:
    """Shows what will be confirmed, with a button; the button confirms."""
    told = describe(sheet, subscription, wish=subscription.config.get(WISH))
    if request.method == "POST":
        try:
            confirmed = subscribers.subscriber_confirm(subscription=subscription, by=_visitor(request))
        except SubscriptionNotFound:
            return gone(sheet)
        return private_page("confirmed", sheet, told=describe(sheet, confirmed))
    if subscription.state == SubscriptionState.ACTIVE and WISH not in subscription.config:
        return private_page("confirmed", sheet, told=told)
    return private_page("confirm", sheet, told=told)


@of_a_subscriber("unsubscribe")
def unsubscribe(request: HttpRequest, sheet: Sheet, subscription: Subscription) -> HttpResponse:
    """Shows what will end, with a button; the button, or a mail program's own post (RFC 8058), ends it."""
    told = describe(sheet, subscription)
    if request.method == "POST":
        subscribers.subscriber_unsubscribe(subscription=subscription, by=_visitor(request))
    elif subscription.state != SubscriptionState.UNSUBSCRIBED:
        return private_page("unsubscribe", sheet, told=told)
    return private_page("unsubscribed", sheet, told=told)


@of_a_subscriber("manage")
def manage(request: HttpRequest, sheet: Sheet, subscription: Subscription) -> HttpResponse:
    """All subscriptions of the address on this page: what they tell of, and the way out."""
    found = list(subscribers_of_address(sheet.page, subscription))
    if request.method != "POST":
        return _managed(sheet, found, done=request.GET.get("done", ""))
    act = request.POST.get("act", "")
    named = [row for row in found if act == "leave_all" or row.uid == request.POST.get("subscription")]
    if act in ("leave", "leave_all"):
        for row in named:
            subscribers.subscriber_unsubscribe(subscription=row, by=_visitor(request))
        if len(named) == len(found):
            return private_page("unsubscribed", sheet, told=describe(sheet, subscription), all=True)
        return HttpResponseRedirect(f"{request.path}?done=left")
    for row in named:
        form = _choice(sheet, row, request)
        if form.is_valid():
            try:
                subscribers.subscriber_update(subscription=row, changes=form.wish(), by=_visitor(request))
            except Invalid as error:
                form.refuse(error)
            except (Conflict, SubscriptionNotFound):
                # It ended in another window; the page that follows shows so.
                break
        if form.errors:
            return _managed(sheet, found, refused={row.uid: form}, status=422)
    return HttpResponseRedirect(f"{request.path}?done=saved")


def _managed(
    sheet: Sheet,
    found: list[Subscription],
    *,
    refused: dict[str, Choice] | None = None,
    done: str = "",
    status: int = 200,
) -> HttpResponse:
    cards = [
        (describe(sheet, row), (refused or {}).get(row.uid) or _choice(sheet, row))
        for row in sorted(found, key=lambda row: (row.scope == Scope.INCIDENT, row.pk))
    ]
    return private_page("manage", sheet, status=status, cards=cards, done=done)


def _choice(sheet: Sheet, row: Subscription, request: HttpRequest | None = None) -> Choice:
    """The form of one subscription; on a page that is not open only its members are shown what to choose."""
    way = way_named(row.kind)
    people = way is not None and not way.for_programs
    general = row.scope != Scope.INCIDENT
    return Choice(
        request.POST if request else None,
        sheet=sheet,
        narrow=general and (sheet.page.is_open or bool(sheet.sight.member_uid)),
        rhythm=general and people,
        spoken=people,
        initial={
            "scope": row.scope,
            "components": [component.uid for component in row.components.all()],
            "language": row.language,
            "digest": row.digest,
        },
    )


def _visitor(request: HttpRequest) -> Actor:
    return Actor.for_visitor(request.META.get("REMOTE_ADDR", ""))
