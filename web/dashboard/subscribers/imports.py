"""Imports that workers do: how far they are, what came of them, and stopping them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from statuspage.models import Page
from statuspage.tables import table_write
from web.dashboard.access import CONFIGURING, PageRequest, actor_of, of_a_page
from web.dashboard.forms import pressed, there
from web.dashboard.screens import screen
from webhooks.models import SubscriberImport
from webhooks.selectors.imports import subscriber_import_get
from webhooks.services import subscribers as services

_WRONG_SHOWN = 100


@require_safe
@of_a_page(needs=CONFIGURING)
def subscribers_imported(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """How far an import is, and once it has ended what came of it; it goes on without anybody looking."""
    found = _there(page, uid)
    context = {
        "import": found,
        "wrong": [{"line": line, "reason": reason} for line, _code, reason in found.reasons[:_WRONG_SHOWN]],
        "more_wrong": max(0, found.wrong - _WRONG_SHOWN),
        "kept": len(found.reasons),
    }
    return screen(
        request,
        page,
        "subscribers/imported",
        section="subscribers",
        title=_("Import of subscribers"),
        context=context,
        follows=["imports"],
    )


@require_POST
@of_a_page(needs=CONFIGURING)
def subscribers_import_stop(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Leave the rest of the list alone."""
    found = _there(page, uid)
    back = reverse("dashboard:subscribers-imported", args=[page.slug, uid])

    def do() -> HttpResponse:
        services.subscriber_import_stop(subscriber_import=found, by=actor_of(request))
        messages.success(request, _("The import was stopped. Who was added until then stays."))
        return redirect(back)

    return pressed(request, do, back=back)


@require_safe
@never_cache
@of_a_page(needs=CONFIGURING)
def subscribers_import_wrong(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """The lines that were left out, as CSV; without addresses, which are in the list itself."""
    found = _there(page, uid)
    rows = [{"line": str(line), "code": code, "reason": reason} for line, code, reason in found.reasons]
    return HttpResponse(
        table_write(["line", "code", "reason"], rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="left-out-{page.slug}-{found.uid}.csv"'},
    )


def _there(page: Page, uid: str) -> SubscriberImport:
    return there(lambda: subscriber_import_get(page, uid))
