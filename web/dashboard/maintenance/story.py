"""One maintenance: its timeline, the next update, starting, completing and cancelling it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from incidents.models import Incident
from incidents.services import maintenance_cancel, maintenance_post_update
from incidents.transitions import family, is_live, may_follow
from incidents.vocabulary import IncidentKind, IncidentStatus
from statuspage.models import Page
from web.dashboard.access import MAINTENANCE, PageRequest, actor_of, of_a_page
from web.dashboard.entries import entry_views
from web.dashboard.filled import Filled
from web.dashboard.forms import pressed
from web.dashboard.screens import screen
from web.dashboard.telling import (
    draft_published,
    entry_said,
    form_fresh,
    story_context,
    story_found,
    told_on,
)

_KIND = IncidentKind.MAINTENANCE
ENTRIES = entry_views(_KIND, MAINTENANCE)
_NOW: dict[str, tuple[str, str | Promise]] = {
    "start": (IncidentStatus.IN_PROGRESS.value, gettext_lazy("The maintenance has started.")),
    "complete": (IncidentStatus.COMPLETED.value, gettext_lazy("The maintenance is complete.")),
}


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(acts=MAINTENANCE)
def maintenance(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """The maintenance; what is sent is its next update, or with `do=start` or `do=complete` that."""
    found = story_found(page, uid, _KIND)
    if request.method != "POST":
        return _shown(request, found, form_fresh(found))
    return told_on(
        request,
        found,
        say=lambda found, form: _said(request, found, form),
        shown=lambda found, form: _shown(request, found, form),
    )


@require_POST
@of_a_page(needs=MAINTENANCE)
def maintenance_call_off(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Take it off the page; subscribers hear of it if the form says so."""

    back = reverse("dashboard:maintenances", args=[page.slug])

    def cancel() -> HttpResponse:
        found = story_found(page, uid, _KIND)
        maintenance_cancel(maintenance=found, notify="notify" in request.POST, by=actor_of(request))
        messages.success(request, _("The maintenance is cancelled."))
        return redirect(back)

    return pressed(request, cancel, back=back)


@require_POST
@of_a_page(needs=MAINTENANCE)
def maintenance_show(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Show a draft to visitors, and tell those who want to be told."""
    found = story_found(page, uid, _KIND)
    return draft_published(request, found, route="maintenance", told=_("The maintenance is scheduled."))


def _said(request: PageRequest, found: Incident, form: Filled) -> HttpResponse:
    said = entry_said(request, found, form)
    act = _NOW.get(request.POST.get("do", ""))
    if act:
        # Whom it tells says the form here, not the switches, which are for what happens by itself.
        said["status"] = act[0]
    maintenance_post_update(maintenance=found, by=actor_of(request), **said)
    messages.success(request, str(act[1]) if act else _("The update is posted."))
    return redirect("dashboard:maintenance", found.page.slug, found.uid)


def _shown(request: PageRequest, found: Incident, form: Filled) -> HttpResponse:
    context = {
        **story_context(request, found, form),
        "running": is_live(found.kind, found.status),
        "statuses": [
            (status.value, status.label) for status in family(found.kind) if may_follow(found.status, status)
        ],
    }
    return screen(
        request,
        found.page,
        "maintenance/one",
        section="maintenance",
        title=found.name,
        context=context,
        status=form.status,
        in_its_zone=True,
    )
