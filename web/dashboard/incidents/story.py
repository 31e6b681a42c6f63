"""One incident: its timeline, the next update, and who would be told of it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from incidents.exceptions import IncidentNotFound
from incidents.models import Incident
from incidents.selectors import incident_get, incident_url
from incidents.services import incident_post_update, incident_publish, incident_resolve
from incidents.services.state import incident_lock
from incidents.transitions import is_ended
from incidents.vocabulary import INCIDENT_STATUSES, IncidentKind
from statuspage.exceptions import DomainError
from statuspage.models import Page
from web.dashboard.access import INCIDENTS, PageRequest, actor_of, of_a_page
from web.dashboard.audience import kinds_told
from web.dashboard.filled import Filled
from web.dashboard.looks import incident_look
from web.dashboard.once import once
from web.dashboard.parts import CHOICES, chosen_in, declared_by, parts_of
from web.dashboard.screens import screen
from web.dashboard.stale import is_touched, merged, moved_on_refuse, past_of, written
from web.dashboard.stories import affected_by_uid, entries_of, past_of_story, standing
from webhooks.selectors.matching import incident_audience


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(acts=INCIDENTS)
def incident(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """The incident; what is sent is its next update, or with `do=resolve` its last one."""
    found = _found(page, uid)
    if request.method != "POST":
        fresh = {"body": "", "status": found.status, "notify": found.notify, "components": {}}
        return _shown(request, found, Filled(fresh))
    form = Filled(
        {
            "body": request.POST.get("body", ""),
            "status": request.POST.get("status", found.status),
            "notify": "notify" in request.POST,
            "components": chosen_in(request.POST),
        }
    )
    try:
        return once(request, lambda: _said(found, form, request))
    except IncidentNotFound:
        raise Http404 from None
    except DomainError as error:
        form.refuse(error)
        found = _found(page, uid)
        form.values = merged(request, form.values, {"status": found.status})
        return _shown(request, found, form)


@require_POST
@of_a_page(needs=INCIDENTS)
def incident_show(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Show a draft to visitors, and tell those who want to be told."""
    found = _found(page, uid)

    def show() -> HttpResponse:
        incident_publish(incident=found, by=actor_of(request))
        messages.success(request, _("The incident is open."))
        return redirect("dashboard:incident", page.slug, uid)

    try:
        return once(request, show)
    except DomainError as error:
        messages.error(request, error.detail)
        return redirect("dashboard:incident", page.slug, uid)


def _said(found: Incident, form: Filled, request: PageRequest) -> HttpResponse:
    incident_lock(found)
    moved_on_refuse(request, past_of_story(_found(found.page, found.uid)))
    resolves = request.POST.get("do") == "resolve"
    declared = declared_by(found.page, form.values["components"])
    if resolves and not is_ended(found.status):
        incident_resolve(
            incident=found,
            body=form.values["body"],
            components=declared,
            notify=form.values["notify"],
            by=actor_of(request),
        )
        messages.success(request, _("The incident is resolved."))
        return redirect("dashboard:incident", found.page.slug, found.uid)
    incident_post_update(
        incident=found,
        body=form.values["body"],
        status=form.values["status"] if is_touched(request, "status", form.values["status"]) else None,
        # No word about components is none; an empty one would count as something said.
        components=declared or None,
        notify=form.values["notify"],
        by=actor_of(request),
    )
    messages.success(request, _("The update is posted."))
    return redirect("dashboard:incident", found.page.slug, found.uid)


def _found(page: Page, uid: str) -> Incident:
    try:
        return incident_get(page, uid, kind=IncidentKind.INCIDENT.value)
    except IncidentNotFound:
        raise Http404 from None


def _shown(request: PageRequest, found: Incident, form: Filled) -> HttpResponse:
    counted = incident_audience(found, notify=True)
    context = {
        "incident": found,
        "look": incident_look(found),
        "ended": is_ended(found.status),
        "public_url": "" if found.draft else incident_url(found),
        "standing": standing(found),
        "entries": entries_of(found, seen=past_of(request).get("latest") if form.moved else None),
        "form": form,
        "was": written(past_of_story(found)),
        "groups": parts_of(found.page, form.values["components"], affected_by_uid(found)),
        "choices": CHOICES,
        "statuses": [(status.value, status.label) for status in INCIDENT_STATUSES],
        "total": sum(counted.values()),
        "kinds": kinds_told(counted),
    }
    return screen(
        request,
        found.page,
        "incidents/one",
        section="incidents",
        context=context,
        status=form.status,
        in_its_zone=True,
    )
