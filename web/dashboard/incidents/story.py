"""One incident: its timeline, the next update, and who would be told of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from incidents.models import Incident
from incidents.services import incident_delete, incident_post_update
from incidents.transitions import is_ended
from incidents.vocabulary import INCIDENT_STATUSES, IncidentKind, IncidentStatus
from statuspage.models import Page
from web.dashboard.access import INCIDENTS, PageRequest, actor_of, of_a_page
from web.dashboard.confirming import confirmed
from web.dashboard.entries import entry_views
from web.dashboard.filled import Filled
from web.dashboard.forms import there
from web.dashboard.screens import screen
from web.dashboard.telling import (
    draft_published,
    entry_said,
    form_fresh,
    story_context,
    story_found,
    told_on,
)

_KIND = IncidentKind.INCIDENT
ENTRIES = entry_views(_KIND, INCIDENTS)


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(acts=INCIDENTS)
def incident(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """The incident; what is sent is its next update, or with `do=resolve` its last one."""
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
@of_a_page(needs=INCIDENTS)
def incident_show(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Show a draft to visitors, and tell those who want to be told."""
    found = story_found(page, uid, _KIND)
    return draft_published(request, found, route="incident", told=_("The incident is open."))


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=INCIDENTS)
def incident_drop(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Ask once more, and take it off as a mistake."""
    found = story_found(page, uid, _KIND)
    says = [_("Visitors never saw it, and nobody is told.")]
    if not found.draft:
        says = [
            _("It leaves the page with all that was said, and its address leads nowhere."),
            _("What it said of components no longer counts in their history and uptime."),
        ]

    def drop() -> str:
        there(lambda: incident_delete(incident=found, by=actor_of(request)))
        return _("“%(name)s” is deleted.") % {"name": found.name}

    back = reverse("dashboard:incident", args=[page.slug, uid])
    return confirmed(
        request,
        page,
        do=drop,
        onward=reverse("dashboard:incidents", args=[page.slug]),
        section="incidents",
        title=_("Delete “%(name)s”?") % {"name": found.name},
        says=says,
        act=_("Delete it"),
        crumbs=[(found.name, back)],
        back=back,
    )


def _said(request: PageRequest, found: Incident, form: Filled) -> HttpResponse:
    said = entry_said(request, found, form)
    resolves = request.POST.get("do") == "resolve" and not is_ended(found.status)
    if resolves:
        said["status"] = IncidentStatus.RESOLVED.value
    incident_post_update(incident=found, by=actor_of(request), **said)
    messages.success(request, _("The incident is resolved.") if resolves else _("The update is posted."))
    return redirect("dashboard:incident", found.page.slug, found.uid)


def _shown(request: PageRequest, found: Incident, form: Filled) -> HttpResponse:
    context = {
        **story_context(request, found, form),
        "statuses": [(status.value, status.label) for status in INCIDENT_STATUSES],
    }
    return screen(
        request,
        found.page,
        "incidents/one",
        section="incidents",
        title=found.name,
        context=context,
        status=form.status,
        in_its_zone=True,
    )
