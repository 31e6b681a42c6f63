"""Setting an incident right: changing one, and writing down one that is over already."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from incidents.models import Incident
from incidents.services import incident_open, incident_update
from incidents.services.state import incident_lock
from incidents.vocabulary import Impact, IncidentKind
from statuspage.models import Page
from statuspage.validation import Problems
from web.dashboard.access import INCIDENTS, PageRequest, actor_of, of_a_page
from web.dashboard.filled import Filled
from web.dashboard.forms import change_form, new_form
from web.dashboard.moments import moment_read, moment_written, same_minute
from web.dashboard.parts import CHOICES, chosen_in, declared_by, parts_of
from web.dashboard.screens import screen
from web.dashboard.stale import written
from web.dashboard.stories import affected_by_uid
from web.dashboard.telling import story_found
from web.dashboard.translating import texts_sent, tongues_of

_IMPACTS: list[tuple[str, str | Promise]] = [
    ("", gettext_lazy("As bad as its components")),
    *((one.value, one.label) for one in Impact),
]
_LASTED = timedelta(hours=1)
_PLACES = {"started_at": "start", "resolved_at": "end", "impact_override": "impact"}


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=INCIDENTS)
def incident_backfill(request: PageRequest, page: Page) -> HttpResponse:
    """What happened and is over: it stands in the history, counts in uptime, and nobody is told."""

    def fresh() -> dict[str, Any]:
        end = timezone.now()
        blank = {"name": "", "body": "", "components": {}, "translations": {}}
        return {**blank, "start": moment_written(end - _LASTED, page), "end": moment_written(end, page)}

    def make(form: Filled) -> HttpResponse:
        given = _read(form, page, ends=True)
        found = incident_open(
            page=page, body=form.values["body"], backfilled=True, by=actor_of(request), **given
        )
        messages.success(request, _("It stands in the history now."))
        return redirect("dashboard:incident", page.slug, found.uid)

    return new_form(
        request,
        fresh=fresh,
        sent=lambda: {**_sent(request.POST, page, {}), "body": request.POST.get("body", "")},
        make=make,
        shown=lambda form: _shown(request, page, form),
        places=_PLACES,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=INCIDENTS)
def incident_edit(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Change what is told of it beside its timeline; nobody is told of that."""

    def save(found: Incident, form: Filled) -> str:
        given = _read(form, page, ends=found.resolved_at is not None)
        held = {name: getattr(found, name) for name in ("started_at", "resolved_at")}
        changes = {name: value for name, value in given.items() if not same_minute(held.get(name), value)}
        changes |= {"impact_override": form.values["impact"] or None, "notify": form.values["notify"]}
        incident_update(incident=found, changes=changes, by=actor_of(request))
        return _("The incident is changed.")

    return change_form(
        request,
        find=lambda: story_found(page, uid, IncidentKind.INCIDENT),
        values=_values_of,
        sent=lambda found: {
            **_sent(request.POST, page, found.translations),
            "impact": request.POST.get("impact", ""),
            "notify": "notify" in request.POST,
        },
        save=save,
        shown=lambda found, form: _shown(request, page, form, found),
        lock=incident_lock,
        onward=reverse("dashboard:incident", args=[page.slug, uid]),
        places=_PLACES,
    )


def _sent(data: QueryDict, page: Page, held: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": data.get("name", ""),
        "start": data.get("start", ""),
        "end": data.get("end", ""),
        "components": chosen_in(data),
        "translations": texts_sent(data, page, held, "name"),
    }


def _read(form: Filled, page: Page, *, ends: bool) -> dict[str, Any]:
    """What services take; raises `Invalid` with everything that cannot be read."""
    problems = Problems()
    found: dict[str, Any] = {"name": form.values["name"], "translations": form.values["translations"]}
    with problems.caught():
        found["started_at"] = moment_read(form.values["start"], "/started_at", page)
    if ends:
        with problems.caught():
            found["resolved_at"] = moment_read(form.values["end"], "/resolved_at", page)
    with problems.caught():
        found["components"] = declared_by(page, form.values["components"])
    problems.raise_if_any()
    return found


def _values_of(incident: Incident) -> dict[str, Any]:
    return {
        "name": incident.name,
        "start": moment_written(incident.started_at, incident.page),
        "end": moment_written(incident.resolved_at, incident.page),
        "components": affected_by_uid(incident),
        "translations": incident.translations,
        "impact": incident.impact_override or "",
        "notify": incident.notify,
    }


def _shown(request: PageRequest, page: Page, form: Filled, found: Incident | None = None) -> HttpResponse:
    context = {
        "form": form,
        "incident": found,
        "ends": found is None or found.resolved_at is not None,
        "was": written(_values_of(found)) if found else "",
        "groups": parts_of(page, form.values["components"]),
        "choices": CHOICES,
        "impacts": _IMPACTS,
        "tongues": tongues_of(page, form.values["translations"]),
    }
    return screen(
        request,
        page,
        "incidents/past",
        section="incidents",
        title=_("Change the incident") if found else _("Incident of the past"),
        crumbs=[(found.name, reverse("dashboard:incident", args=[page.slug, found.uid]))] if found else [],
        context=context,
        status=form.status,
    )
