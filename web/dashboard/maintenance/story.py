"""One maintenance: its timeline, the next update, starting, completing and cancelling it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from incidents.exceptions import IncidentNotFound
from incidents.models import Incident
from incidents.selectors import incident_url
from incidents.services import (
    incident_publish,
    maintenance_cancel,
    maintenance_post_update,
)
from incidents.services.state import incident_lock
from incidents.transitions import family, is_ended, is_live, may_follow
from incidents.vocabulary import IncidentStatus
from statuspage.exceptions import DomainError
from statuspage.models import Page
from web.dashboard.access import MAINTENANCE, PageRequest, actor_of, of_a_page
from web.dashboard.audience import kinds_told
from web.dashboard.filled import Filled
from web.dashboard.looks import incident_look
from web.dashboard.maintenance.finding import maintenance_found
from web.dashboard.once import once
from web.dashboard.screens import screen
from web.dashboard.stale import is_touched, merged, moved_on_refuse, past_of, written
from web.dashboard.stories import entries_of, past_of_story, standing
from webhooks.selectors.matching import incident_audience

_NOW: dict[str, tuple[str, str | Promise]] = {
    "start": (IncidentStatus.IN_PROGRESS.value, gettext_lazy("The maintenance has started.")),
    "complete": (IncidentStatus.COMPLETED.value, gettext_lazy("The maintenance is complete.")),
}


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(acts=MAINTENANCE)
def maintenance(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """The maintenance; what is sent is its next update, or with `do=start` or `do=complete` that."""
    found = maintenance_found(page, uid)
    if request.method != "POST":
        return _shown(request, found, Filled({"body": "", "status": found.status, "notify": found.notify}))
    form = Filled(
        {
            "body": request.POST.get("body", ""),
            "status": request.POST.get("status", found.status),
            "notify": "notify" in request.POST,
        }
    )
    try:
        return once(request, lambda: _said(found, form, request))
    except IncidentNotFound:
        raise Http404 from None
    except DomainError as error:
        form.refuse(error)
        found = maintenance_found(page, uid)
        form.values = merged(request, form.values, {"status": found.status})
        return _shown(request, found, form)


def _said(found: Incident, form: Filled, request: PageRequest) -> HttpResponse:
    incident_lock(found)
    moved_on_refuse(request, past_of_story(maintenance_found(found.page, found.uid)))
    act = _NOW.get(request.POST.get("do", ""))
    sent = form.values["status"] if is_touched(request, "status", form.values["status"]) else None
    # Whom it tells says the form here, not the switches, which are for what happens by itself.
    said = {**form.values, "status": act[0] if act else sent}
    maintenance_post_update(maintenance=found, by=actor_of(request), **said)
    messages.success(request, str(act[1]) if act else _("The update is posted."))
    return redirect("dashboard:maintenance", found.page.slug, found.uid)


@require_POST
@of_a_page(needs=MAINTENANCE)
def maintenance_call_off(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Take it off the page; subscribers hear of it if the form says so."""

    def cancel() -> HttpResponse:
        found = maintenance_found(page, uid)
        maintenance_cancel(maintenance=found, notify="notify" in request.POST, by=actor_of(request))
        messages.success(request, _("The maintenance is cancelled."))
        return redirect("dashboard:maintenances", page.slug)

    try:
        return once(request, cancel)
    except DomainError as error:
        messages.error(request, error.detail)
        return redirect("dashboard:maintenances", page.slug)


@require_POST
@of_a_page(needs=MAINTENANCE)
def maintenance_show(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Show a draft to visitors, and tell those who want to be told."""
    found = maintenance_found(page, uid)

    def show() -> HttpResponse:
        incident_publish(incident=found, by=actor_of(request))
        messages.success(request, _("The maintenance is scheduled."))
        return redirect("dashboard:maintenance", page.slug, uid)

    try:
        return once(request, show)
    except DomainError as error:
        messages.error(request, error.detail)
        return redirect("dashboard:maintenance", page.slug, uid)


def _shown(request: PageRequest, found: Incident, form: Filled) -> HttpResponse:
    counted = incident_audience(found, notify=True)
    context = {
        "maintenance": found,
        "look": incident_look(found),
        "ended": is_ended(found.status),
        "running": is_live(found.kind, found.status),
        "public_url": "" if found.draft else incident_url(found),
        "standing": standing(found),
        "entries": entries_of(found, seen=past_of(request).get("latest") if form.moved else None),
        "form": form,
        "was": written(past_of_story(found)),
        "statuses": [
            (status.value, status.label) for status in family(found.kind) if may_follow(found.status, status)
        ],
        "total": sum(counted.values()),
        "kinds": kinds_told(counted),
    }
    return screen(
        request,
        found.page,
        "maintenance/one",
        section="maintenance",
        context=context,
        status=form.status,
        in_its_zone=True,
    )
