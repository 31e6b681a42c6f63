"""The list of subscribers, and what is done to several of them at once."""

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from statuspage.exceptions import DomainError
from statuspage.models import Page
from web.dashboard.access import CONFIGURING, PageRequest, actor_of, of_a_page
from web.dashboard.forms import pressed
from web.dashboard.lists import picked
from web.dashboard.screens import screen
from web.dashboard.subscribers.listed import listed, subscribers_shown
from web.dashboard.subscribers.rows import SubscriberRow
from webhooks.models import Subscription
from webhooks.selectors.imports import subscriber_import_running
from webhooks.selectors.subscriber_search import subscribers_counted
from webhooks.selectors.subscribers import subscribers_list
from webhooks.services import subscribers as services
from webhooks.vocabulary import Scope, SubscriptionState

_AT_ONCE = 100
"""How many the services take in one act."""


@require_safe
@of_a_page()
def subscribers(request: PageRequest, page: Page) -> HttpResponse:
    """Newest first, narrowed and sorted as the address says."""
    found = listed(page).read(subscribers_shown(page, request.GET.get("state", "")), request.GET)
    counted = subscribers_counted(page)
    context = {
        "list": found,
        "running": subscriber_import_running(page),
        "rows": [SubscriberRow.of(row) for row in found.rows],
        "counts": [
            (label, sum(number for (_kind, one), number in counted.items() if one == state))
            for state, label in (
                (SubscriptionState.ACTIVE, _("are told")),
                (SubscriptionState.UNCONFIRMED, _("have not confirmed")),
                (SubscriptionState.QUARANTINED, _("cannot be reached")),
            )
        ],
    }
    return screen(
        request, page, "subscribers/list", section="subscribers", context=context, follows=["imports"]
    )


@require_POST
@of_a_page(needs=CONFIGURING)
def subscribers_picked(request: PageRequest, page: Page) -> HttpResponse:
    """Do to those who were ticked what the pressed button says; before removing them it asks once more."""
    rows = list(subscribers_list(page).filter(uid__in=picked(request)))
    act = request.POST.get("act", "")
    if not rows or act not in _ACTS:
        messages.error(request, _("Nobody was chosen who has not left."))
        return redirect("dashboard:subscribers", page.slug)
    if act == "remove" and "sure" not in request.POST:
        context = {"rows": [SubscriberRow.of(row) for row in rows]}
        title = _("Remove subscribers")
        return screen(
            request, page, "subscribers/remove", section="subscribers", title=title, context=context
        )

    def do() -> HttpResponse:
        number, refused = _ACTS[act](request, page, rows)
        for detail in sorted(refused):
            messages.error(request, detail)
        if number or not refused:
            messages.success(request, _told(act, number))
        return redirect("dashboard:subscribers", page.slug)

    return pressed(request, do, back=reverse("dashboard:subscribers", args=[page.slug]))


Done = tuple[int, set[str]]
"""How many it was done to, and why not to others."""


def _ask(request: PageRequest, page: Page, rows: Sequence[Subscription]) -> Done:
    by = actor_of(request)

    def one(row: Subscription) -> None:
        services.subscriber_resend_confirmation(subscription=row, by=by)

    def many(uids: list[str]) -> int:
        return services.subscribers_resend_confirmation(page=page, chosen=uids, by=by)

    return _each(rows, many, one)


def _tell_again(request: PageRequest, page: Page, rows: Sequence[Subscription]) -> Done:
    by = actor_of(request)

    def one(row: Subscription) -> None:
        services.subscriber_reactivate(subscription=row, by=by)

    def many(uids: list[str]) -> int:
        return services.subscribers_reactivate(page=page, chosen=uids, by=by)

    return _each(rows, many, one)


def _remove(request: PageRequest, page: Page, rows: Sequence[Subscription]) -> Done:
    by, goodbye = actor_of(request), "goodbye" in request.POST

    def one(row: Subscription) -> None:
        services.subscriber_unsubscribe(subscription=row, goodbye=goodbye, by=by)

    def many(uids: list[str]) -> int:
        living = [state for state in SubscriptionState if state != SubscriptionState.UNSUBSCRIBED]
        return services.subscribers_unsubscribe(page=page, chosen=uids, states=living, goodbye=goodbye, by=by)

    return _each(rows, many, one)


_ACTS: dict[str, Callable[[PageRequest, Page, Sequence[Subscription]], Done]] = {
    "ask": _ask,
    "reactivate": _tell_again,
    "remove": _remove,
}


def _each(
    rows: Sequence[Subscription], many: Callable[[list[str]], int], one: Callable[[Subscription], None]
) -> Done:
    """Those of the page together; those of one incident, which are acted on by themselves."""
    wide = [row.uid for row in rows if row.scope != Scope.INCIDENT]
    number = sum(many(wide[start : start + _AT_ONCE]) for start in range(0, len(wide), _AT_ONCE))
    refused = set()
    for row in rows:
        if row.scope == Scope.INCIDENT:
            try:
                one(row)
            except DomainError as error:
                refused.add(error.detail)
            else:
                number += 1
    return number, refused


def _told(act: str, number: int) -> str:
    texts = {
        "ask": ngettext(
            "%d subscriber was asked to confirm once more.",
            "%d subscribers were asked to confirm once more.",
            number,
        ),
        "reactivate": ngettext("%d subscriber is told again.", "%d subscribers are told again.", number),
        "remove": ngettext("%d subscriber was removed.", "%d subscribers were removed.", number),
    }
    text = texts[act] % number
    if act == "ask":
        return f"{text} {_('Whoever confirmed already, or was asked within ten minutes, was passed over.')}"
    return text
