"""Saying what a component is like, in place, and taking it back."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from incidents.selectors import incidents_speaking
from incidents.services import component_declaration_retract, component_declare_status
from incidents.services.intake import DECLARABLE
from statuspage.exceptions import Invalid
from statuspage.models import Component, Page
from statuspage.selectors import component_get, statement_of
from statuspage.status import Status
from web.dashboard.access import INCIDENTS, PageRequest, actor_of, of_a_page
from web.dashboard.forms import pressed
from web.dashboard.moments import moment_exact
from web.dashboard.undo import done_with_undo


@require_POST
@of_a_page(needs=INCIDENTS)
def component_state(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Say what it is like (`status`, `message`); whoever says so speaks last."""
    component = found(page, uid)

    def say() -> HttpResponse:
        status = request.POST.get("status", "")
        if status not in DECLARABLE:
            raise Invalid.at("/status", "required", _("Choose a status."))
        before = statement_of(component)
        component_declare_status(
            component=component,
            status=status,
            message=request.POST.get("message", ""),
            by=actor_of(request),
        )
        _tell(request, component, before.stated_at if before else None)
        return redirect(_back(request, component))

    return pressed(request, say, back=_back(request, component))


@require_POST
@of_a_page(needs=INCIDENTS)
def component_state_undo(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Take back what was said at a time (`said`), unless more was said since."""
    component = found(page, uid)

    def take_back() -> HttpResponse:
        at = moment_exact(request.POST.get("said", ""), "/said")
        component_declaration_retract(component=component, stated_at=at, by=actor_of(request))
        messages.success(
            request,
            _("It is taken back. %(name)s shows: %(status)s.")
            % {"name": component.name, "status": Status(component.status).label},
        )
        return redirect(_back(request, component))

    return pressed(request, take_back, back=_back(request, component))


def found(page: Page, uid: str) -> Component:
    """The page's living component; else it answers 404."""
    component = component_get(page, uid)
    if component is None:
        raise Http404
    return component


def _tell(request: PageRequest, component: Component, before: datetime | None) -> None:
    told = _("%(name)s shows: %(status)s.") % {
        "name": component.name,
        "status": Status(component.status).label,
    }
    said = statement_of(component)
    speaking = incidents_speaking(component).first()
    if speaking is not None:
        told = _("%(told)s “%(name)s” says so too now.") % {"told": told, "name": speaking.name}
    # What an incident took over is not taken back by one word, and what was said already is no new word.
    if speaking is not None or said is None or said.stated_at == before:
        messages.success(request, told)
        return
    fields = [("said", said.stated_at.isoformat())]
    query = request.GET.urlencode()
    url = reverse("dashboard:component-state-undo", args=[component.page.slug, component.uid])
    done_with_undo(request, told, url=f"{url}?{query}" if query else url, fields=fields)


def _back(request: PageRequest, component: Component) -> str:
    """The list, narrowed as it was, at the component; or the component's own screen (`?one=`)."""
    slug = component.page.slug
    if "one" in request.GET:
        return reverse("dashboard:component", args=[slug, component.uid])
    text = request.GET.urlencode()
    return f"{reverse('dashboard:components', args=[slug])}{'?' if text else ''}{text}#at-{component.uid}"
