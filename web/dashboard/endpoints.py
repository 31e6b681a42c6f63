"""Machines' webhooks and the team's alert channels: how they do, and trying them out."""

from collections.abc import Callable, Iterable, Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from statuspage.exceptions import DomainError
from statuspage.models import Page
from web.dashboard.access import CONFIGURING, PageRequest, actor_of, of_a_page
from web.dashboard.rows import EndpointRow
from web.dashboard.screens import screen
from webhooks.exceptions import SubscriptionNotFound, TryInProgress
from webhooks.models import Delivery, Subscription
from webhooks.selectors.channels import channel_get, channels_of
from webhooks.selectors.deliveries import Blots
from webhooks.selectors.endpoints import webhook_get, webhooks_of
from webhooks.services.channels import channel_test
from webhooks.services.endpoints import webhook_test
from webhooks.services.sending import tryout_send
from webhooks.vocabulary import OPEN_STATES, DeliveryState


@require_safe
@of_a_page()
def webhooks(request: PageRequest, page: Page) -> HttpResponse:
    """The endpoints of machines."""
    context = {
        "title": _("Webhooks"),
        "empty": _("No webhook is set up. One receives every change, signed, as JSON."),
        "rows": _rows(webhooks_of(page), test="dashboard:webhook-test"),
    }
    return _shown(request, page, "webhooks", context)


@require_safe
@of_a_page()
def channels(request: PageRequest, page: Page) -> HttpResponse:
    """The team's alert channels."""
    context = {
        "title": _("Alert channels"),
        "empty": _("No alert channel is set up. One tells the team when a check fails and recovers."),
        "rows": _rows(channels_of(page), test="dashboard:channel-test"),
    }
    return _shown(request, page, "channels", context)


@require_POST
@of_a_page(needs=CONFIGURING)
def webhook_try(request: HttpRequest, page: Page, uid: str) -> HttpResponse:
    """Send a test to a webhook and say what it answered."""
    by = actor_of(request)
    _try(request, lambda: webhook_test(webhook=webhook_get(page, uid), by=by))
    return redirect("dashboard:webhooks", page.slug)


@require_POST
@of_a_page(needs=CONFIGURING)
def channel_try(request: HttpRequest, page: Page, uid: str) -> HttpResponse:
    """Send a test to an alert channel and say what came back."""
    by = actor_of(request)
    _try(request, lambda: channel_test(channel=channel_get(page, uid), by=by))
    return redirect("dashboard:channels", page.slug)


def _rows(found: Iterable[Subscription], *, test: str) -> list[EndpointRow]:
    blots = Blots()
    return [
        EndpointRow.of(row, test_url=reverse(test, args=(row.page.slug, row.uid)), blots=blots)
        for row in found
    ]


def _try(request: HttpRequest, test: Callable[[], Delivery]) -> None:
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
    if made.state == DeliveryState.DELIVERED:
        answered = _(" It answered %d.") % attempt.status if attempt.status else ""
        messages.success(request, _("The test was delivered.") + answered)
        return
    reason = Blots().blot(attempt.error, made.subscription)
    messages.error(request, _("The test was not delivered. %(reason)s") % {"reason": reason})


def _shown(request: PageRequest, page: Page, section: str, context: Mapping[str, object]) -> HttpResponse:
    return screen(request, page, "endpoints", section=section, context=context)
