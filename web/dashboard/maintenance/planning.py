"""Scheduling a maintenance, and changing what was scheduled."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from incidents.exceptions import IncidentNotFound
from incidents.models import Incident
from incidents.selectors import affected_in_order
from incidents.services import maintenance_schedule, maintenance_update
from incidents.services.state import maintenance_lock
from statuspage.exceptions import DomainError
from statuspage.models import Page
from statuspage.selectors import layout_of_page
from web.dashboard.access import MAINTENANCE, PageRequest, actor_of, of_a_page
from web.dashboard.audience import kinds_told
from web.dashboard.filled import Filled
from web.dashboard.maintenance import window
from web.dashboard.maintenance.finding import maintenance_found
from web.dashboard.once import once
from web.dashboard.screens import screen
from web.dashboard.stale import merged, moved_on_refuse, written
from webhooks.selectors.audience import components_audience

_PLACES = {"scheduled_for": "start", "scheduled_until": "end", "remind_before_seconds": "remind"}


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=MAINTENANCE)
def maintenance_new(request: PageRequest, page: Page) -> HttpResponse:
    """The form; sent with `do=look` it is only shown again, with the number of those who would be told."""
    if request.method != "POST":
        return _shown(request, page, Filled(window.values_fresh(page, timezone.now())))
    form = Filled(window.values_sent(request.POST))
    if request.POST.get("do") == "look":
        return _shown(request, page, form)
    try:
        return once(request, lambda: _scheduled(request, page, form))
    except DomainError as error:
        form.refuse(error, **_PLACES)
        return _shown(request, page, form)


def _scheduled(request: PageRequest, page: Page, form: Filled) -> HttpResponse:
    maintenance = maintenance_schedule(
        page=page,
        body=form.values["body"],
        notify=form.values["notify"],
        by=actor_of(request),
        **window.read(page, dict(form.values)),
    )
    messages.success(request, _("The maintenance is scheduled."))
    return redirect("dashboard:maintenance", page.slug, maintenance.uid)


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=MAINTENANCE)
def maintenance_edit(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """The form as it was filled in; subscribers hear of another window, if they are to be told."""
    found = maintenance_found(page, uid)
    if request.method != "POST":
        return _shown(request, page, Filled(window.values_of(found)), found)
    form = Filled(window.values_sent(request.POST))
    try:
        return once(request, lambda: _changed(request, found, form))
    except IncidentNotFound:
        raise Http404 from None
    except DomainError as error:
        form.refuse(error, **_PLACES)
        found = maintenance_found(page, uid)
        form.values = merged(request, form.values, window.values_of(found))
        return _shown(request, page, form, found)


def _changed(request: PageRequest, found: Incident, form: Filled) -> HttpResponse:
    maintenance_lock(found)
    moved_on_refuse(request, window.values_of(maintenance_found(found.page, found.uid)))
    changes = window.read(found.page, dict(form.values))
    # What a form cannot say of components stays as it was declared.
    held = {row.component: row.status for row in affected_in_order(found)}
    changes["components"] = [
        (component, held[component]) if component in held else component
        for component in changes["components"]
    ]
    maintenance_update(
        maintenance=found,
        changes={**_moved(found, changes), "notify": form.values["notify"]},
        by=actor_of(request),
    )
    messages.success(request, _("The maintenance is changed."))
    return redirect("dashboard:maintenance", found.page.slug, found.uid)


def _moved(found: Incident, changes: dict[str, object]) -> dict[str, object]:
    """The changes without times that are the same to the minute, which is all that a form can say."""
    same = {
        name
        for name in ("scheduled_for", "scheduled_until")
        if (held := getattr(found, name)) and held.replace(second=0, microsecond=0) == changes[name]
    }
    return {name: value for name, value in changes.items() if name not in same}


def _shown(request: PageRequest, page: Page, form: Filled, found: Incident | None = None) -> HttpResponse:
    sections = layout_of_page(page, visible_only=False)
    chosen = set(form.values["components"])
    touched = [part for section in sections for part in section.components if part.uid in chosen]
    counted = components_audience(page, touched)
    context = {
        "form": form,
        "maintenance": found,
        "was": written(window.values_of(found)) if found else "",
        "groups": [
            {"name": section.group.name if section.group else "", "components": section.components}
            for section in sections
        ],
        "switches": [(name, label, name in form.values["switches"]) for name, label in window.SWITCHES],
        "reminders": window.reminders_with(form.values["remind"]),
        "total": sum(counted.values()),
        "kinds": kinds_told(counted),
    }
    return screen(
        request, page, "maintenance/form", section="maintenance", context=context, status=form.status
    )
