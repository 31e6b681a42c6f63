"""What webhooks and alert channels have in common: trying them out, pausing them, what was sent to them."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from statuspage.exceptions import DomainError
from statuspage.models import Page
from web.dashboard.access import PageRequest
from web.dashboard.deliveries.rows import DeliveryRow
from web.dashboard.undo import done_with_undo
from webhooks.exceptions import SubscriptionNotFound, TryInProgress
from webhooks.models import Delivery, Subscription
from webhooks.selectors.deliveries import Blots, deliveries_of
from webhooks.services.sending import tryout_send
from webhooks.vocabulary import OPEN_STATES, DeliveryState

_LAST = 10


def tried(request: HttpRequest, test: Callable[[], Delivery]) -> None:
    """Make the try at once, and show the person what really happened."""
    try:
        attempt = tryout_send(test=test)
    except SubscriptionNotFound:
        raise Http404 from None
    except TryInProgress as error:
        messages.info(request, error.detail)
        return
    except DomainError as error:
        messages.error(request, error.detail)
        return
    made = attempt.delivery
    if made.state in OPEN_STATES:
        messages.info(request, _("The test is still on its way. The list of deliveries shows how it goes."))
        return
    blots = Blots()
    if made.state == DeliveryState.DELIVERED:
        answered = _(" It answered %d.") % attempt.status if attempt.status else ""
        messages.success(request, _("The test was delivered.") + answered)
        return
    reason = blots.blot(attempt.error, made.subscription)
    messages.error(request, _("The test was not delivered. %(reason)s") % {"reason": reason})


def switched(
    request: PageRequest, found: Subscription, route: str, switch: Callable[[bool], object]
) -> HttpResponse:
    """Pause it or let it go on, as the form says; both can be taken back."""
    wanted = request.POST.get("enabled") == "yes"
    try:
        switch(wanted)
    except DomainError as error:
        messages.error(request, error.detail)
    else:
        told = _("It is told again.") if wanted else _("It is paused, and what had not been sent is not.")
        back = "no" if wanted else "yes"
        done_with_undo(request, told, url=request.path, fields=[("enabled", back)])
    return redirect(f"dashboard:{route}", found.page.slug, found.uid)


def last_sent(page: Page, found: Subscription) -> list[DeliveryRow]:
    """The newest deliveries of one."""
    blots = Blots()
    return [
        DeliveryRow.of(one, blots=blots) for one in deliveries_of(page).filter(subscription=found)[:_LAST]
    ]
