"""Machines' webhooks and the team's alert channels: how they do, and trying them out."""

from collections.abc import Iterable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from statuspage.models import Page
from web.dashboard.access import CONFIGURING, PageRequest, actor_of, of_a_page
from web.dashboard.endpoints.acting import tried
from web.dashboard.endpoints.listed import CHANNELS, WEBHOOKS, endpoints_shown
from web.dashboard.endpoints.rows import EndpointRow
from web.dashboard.screens import screen
from webhooks.models import Subscription
from webhooks.selectors.channels import channel_get, channels_counted
from webhooks.selectors.deliveries import Blots
from webhooks.selectors.endpoints import webhook_get, webhooks_of
from webhooks.services.channels import channel_test
from webhooks.services.endpoints import webhook_test


@require_safe
@of_a_page()
def webhooks(request: PageRequest, page: Page) -> HttpResponse:
    """The endpoints of machines, newest first, narrowed and sorted as the address says."""
    found = WEBHOOKS.read(endpoints_shown(webhooks_of(page)), request.GET)
    context = {
        "list": found,
        "empty": _("No webhook is set up. One receives every change, signed, as JSON."),
        "rows": _rows(found.rows, "webhook"),
        "new": reverse("dashboard:webhook-new", args=[page.slug]),
        "new_word": _("New webhook"),
    }
    return _shown(request, page, "webhooks", context)


@require_safe
@of_a_page()
def channels(request: PageRequest, page: Page) -> HttpResponse:
    """The team's alert channels by name, narrowed and sorted as the address says."""
    found = CHANNELS.read(endpoints_shown(channels_counted(page)), request.GET)
    context = {
        "list": found,
        "empty": _("No alert channel is set up. One tells the team when a check fails and recovers."),
        "rows": _rows(found.rows, "channel"),
        "new": reverse("dashboard:channel-new", args=[page.slug]),
        "new_word": _("New channel"),
    }
    return _shown(request, page, "channels", context)


@require_POST
@of_a_page(needs=CONFIGURING)
def webhook_try(request: HttpRequest, page: Page, uid: str) -> HttpResponse:
    """Send a test to a webhook and say what it answered."""
    by = actor_of(request)
    tried(request, lambda: webhook_test(webhook=webhook_get(page, uid), by=by))
    return _back(request, page, "webhook", uid)


@require_POST
@of_a_page(needs=CONFIGURING)
def channel_try(request: HttpRequest, page: Page, uid: str) -> HttpResponse:
    """Send a test to an alert channel and say what came back."""
    by = actor_of(request)
    tried(request, lambda: channel_test(channel=channel_get(page, uid), by=by))
    return _back(request, page, "channel", uid)


def _rows(found: Iterable[Subscription], route: str) -> list[EndpointRow]:
    blots = Blots()
    return [
        EndpointRow.of(
            row,
            url=reverse(f"dashboard:{route}", args=[row.page.slug, row.uid]),
            test_url=reverse(f"dashboard:{route}-test", args=[row.page.slug, row.uid]),
            blots=blots,
        )
        for row in found
    ]


def _back(request: HttpRequest, page: Page, route: str, uid: str) -> HttpResponse:
    """To where the test was asked for: the screen of the one, or the list."""
    if request.POST.get("back") == "one":
        return redirect(f"dashboard:{route}", page.slug, uid)
    return redirect(f"dashboard:{route}s", page.slug)


def _shown(request: PageRequest, page: Page, section: str, context: Mapping[str, object]) -> HttpResponse:
    return screen(request, page, "endpoints/list", section=section, context=context, follows=["deliveries"])
