"""Scheduling a maintenance, and changing what was scheduled."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from incidents.models import Incident
from incidents.selectors import affected_in_order
from incidents.services import maintenance_schedule, maintenance_update, series_update
from incidents.services.state import maintenance_lock
from incidents.vocabulary import IncidentKind
from statuspage.models import Page
from statuspage.selectors import layout_of_page
from web.dashboard.access import MAINTENANCE, PageRequest, actor_of, of_a_page
from web.dashboard.filled import Filled
from web.dashboard.forms import change_form, new_form
from web.dashboard.maintenance import repeating, window
from web.dashboard.maintenance.outlook import outlook_of
from web.dashboard.moments import same_minute
from web.dashboard.previews import wants_preview
from web.dashboard.screens import screen
from web.dashboard.stale import written
from web.dashboard.telling import story_found

_KIND = IncidentKind.MAINTENANCE
_PLACES = {
    "scheduled_for": "start",
    "scheduled_until": "end",
    "remind_before_seconds": "remind",
    "recurrence": "repeat",
}


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=MAINTENANCE)
def maintenance_new(request: PageRequest, page: Page) -> HttpResponse:
    """The form; sent with `do=look` it is only shown again, with the number of those who would be told."""
    return new_form(
        request,
        fresh=lambda: window.values_fresh(page, timezone.now()),
        sent=lambda: window.values_sent(request.POST),
        make=lambda form: _scheduled(request, page, form),
        shown=lambda form: _shown(request, page, form),
        look=lambda form: _looked(request, page, form),
        places=_PLACES,
    )


def _scheduled(request: PageRequest, page: Page, form: Filled) -> HttpResponse:
    given = window.read(page, dict(form.values))
    maintenance = maintenance_schedule(
        page=page,
        body=form.values["body"],
        notify=form.values["notify"],
        recurrence=repeating.repeat_read(dict(form.values), given["scheduled_for"], page),
        time_zone=page.time_zone,
        by=actor_of(request),
        **given,
    )
    messages.success(request, _("The maintenance is scheduled."))
    return redirect("dashboard:maintenance", page.slug, maintenance.uid)


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=MAINTENANCE)
def maintenance_edit(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """The form as it was filled in; subscribers hear of another window, if they are to be told."""
    return change_form(
        request,
        find=lambda: story_found(page, uid, _KIND),
        values=window.values_of,
        sent=lambda _found: window.values_sent(request.POST),
        save=lambda found, form: _changed(request, found, form),
        shown=lambda found, form: _shown(request, page, form, found),
        lock=maintenance_lock,
        onward=reverse("dashboard:maintenance", args=[page.slug, uid]),
        look=lambda found, form: _looked(request, page, form, found),
        places=_PLACES,
    )


def _changed(request: PageRequest, found: Incident, form: Filled) -> str:
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
    rule = repeating.repeat_read(dict(form.values), changes["scheduled_for"], found.page)
    if found.series is None or found.series.deleted_at is not None:
        if rule:
            recurring = {"recurrence": rule, "time_zone": found.page.time_zone}
            maintenance_update(maintenance=found, changes=recurring, by=actor_of(request))
    elif form.values["scope"] == "following":
        _following(found, rule, changes, form, request)
    return _("The maintenance is changed.")


def _following(
    found: Incident, rule: str | None, changes: dict[str, Any], form: Filled, request: PageRequest
) -> None:
    """Let all that come after this one follow it, or none come any more."""
    if found.series is None:
        return
    if rule is None:
        maintenance_update(maintenance=found, changes={"recurrence": ""}, by=actor_of(request))
        return
    start, end = changes["scheduled_for"], changes["scheduled_until"]
    same = {
        name: value for name, value in changes.items() if name not in ("scheduled_for", "scheduled_until")
    }
    given = {
        **same,
        "notify": form.values["notify"],
        "recurrence": rule,
        "time_zone": found.page.time_zone,
        "first_start": start,
        "duration_seconds": int((end - start).total_seconds()),
    }
    series_update(series=found.series, changes=given, by=actor_of(request), keep=found)


def _moved(found: Incident, changes: dict[str, Any]) -> dict[str, Any]:
    """The changes without times that are the same to the minute, which is all that a form can say."""
    same = {
        name
        for name in ("scheduled_for", "scheduled_until")
        if same_minute(getattr(found, name), changes[name])
    }
    return {name: value for name, value in changes.items() if name not in same}


def _looked(request: PageRequest, page: Page, form: Filled, found: Incident | None = None) -> HttpResponse:
    """What is in the way, when it comes again and who would be told, of what is still being filled in."""
    if not wants_preview(request):
        return _shown(request, page, form, found)
    return render(request, "dashboard/maintenance/live.html", outlook_of(page, form, found))


def _shown(request: PageRequest, page: Page, form: Filled, found: Incident | None = None) -> HttpResponse:
    context = {
        **outlook_of(page, form, found),
        "form": form,
        "maintenance": found,
        "was": written(window.values_of(found)) if found else "",
        "groups": [
            {"name": section.group.name if section.group else "", "components": section.components}
            for section in layout_of_page(page, visible_only=False)
        ],
        "switches": [(name, label, name in form.values["switches"]) for name, label in window.SWITCHES],
        "reminders": window.reminders_with(form.values["remind"]),
        "ways": repeating.way_choices(dict(form.values)),
        "days": repeating.day_choices(form.values["days"]),
        "ends": repeating.ENDS,
        "recurs": found is not None and found.series is not None and found.series.deleted_at is None,
    }
    way = [(found.name, reverse("dashboard:maintenance", args=[page.slug, found.uid]))] if found else []
    return screen(
        request,
        page,
        "maintenance/form",
        section="maintenance",
        title=_("Change the maintenance") if found else _("New maintenance"),
        crumbs=way,
        context=context,
        status=form.status,
    )
