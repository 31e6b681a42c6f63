"""Opening an incident: one screen with its components, what visitors would read, and who would be told."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from incidents.exceptions import TemplateNotFound
from incidents.models import IncidentTemplate
from incidents.selectors import template_get, templates_of_page
from incidents.services import incident_open, template_render
from incidents.services.templates import template_fields
from incidents.vocabulary import INCIDENT_STATUSES, IncidentKind, IncidentStatus, TextFormat
from statuspage.exceptions import Invalid
from statuspage.models import Component, Page
from web.dashboard.access import INCIDENTS, PageRequest, actor_of, of_a_page
from web.dashboard.filled import Filled
from web.dashboard.forms import new_form, there
from web.dashboard.parts import CHOICES, chosen_in, declared_by, format_sent, parts_of
from web.dashboard.previews import Draft, preview_answer, preview_of, told_context, wants_preview
from web.dashboard.screens import screen
from web.dashboard.translating import texts_sent, tongues_of
from webhooks.selectors.audience import components_audience

_OPEN = [status for status in INCIDENT_STATUSES if status != IncidentStatus.RESOLVED]


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=INCIDENTS)
def incident_new(request: PageRequest, page: Page) -> HttpResponse:
    """The form, filled from a template with `?template=`; sent with `do=look` it is only shown again."""

    def look(form: Filled) -> HttpResponse:
        if not wants_preview(request):
            return _shown(request, page, form)
        return preview_answer(request, *_written(page, form))

    return new_form(
        request,
        fresh=lambda: _fresh(page, request.GET.get("template", "")),
        sent=lambda: _sent(request.POST, page),
        make=lambda form: _opened(request, page, form, draft=request.POST.get("do") == "draft"),
        shown=lambda form: _shown(request, page, form),
        look=look,
    )


def _sent(data: QueryDict, page: Page) -> dict[str, Any]:
    return {
        "name": data.get("name", ""),
        "body": data.get("body", ""),
        "status": data.get("status", IncidentStatus.INVESTIGATING.value),
        "notify": "notify" in data,
        "format": format_sent(data),
        "template": data.get("template", ""),
        "components": chosen_in(data),
        "translations": texts_sent(data, page, {}, "name", "body"),
    }


def _opened(request: PageRequest, page: Page, form: Filled, *, draft: bool) -> HttpResponse:
    incident = incident_open(
        page=page,
        name=form.values["name"],
        body=form.values["body"],
        status=form.values["status"],
        components=declared_by(page, form.values["components"]),
        notify=form.values["notify"],
        draft=draft,
        template=_template_used(page, form),
        body_format=form.values["format"],
        translations=form.values["translations"],
        by=actor_of(request),
    )
    messages.success(request, _("It is saved as a draft.") if draft else _("The incident is open."))
    return redirect("dashboard:incident", page.slug, incident.uid)


def _fresh(page: Page, template_uid: str) -> dict[str, Any]:
    values: dict[str, Any] = {
        "name": "",
        "body": "",
        "status": IncidentStatus.INVESTIGATING.value,
        "notify": True,
        "format": TextFormat.MARKDOWN.value,
        "template": "",
        "components": {},
        "translations": {},
    }
    if template_uid:
        values |= _from_template(page, there(lambda: template_get(page, template_uid)))
    return values


def _from_template(page: Page, template: IncidentTemplate) -> dict[str, Any]:
    named = [item if isinstance(item, tuple) else (item, item.status) for item in template_fields(template)]
    known = {"page": page.name, "component": ", ".join(component.name for component, _status in named)}
    title, body = template_render(template=template, values=known)
    usable = template.status in _OPEN
    return {
        "name": title,
        "body": body,
        "status": template.status if usable else IncidentStatus.INVESTIGATING.value,
        "notify": template.notify,
        "format": template.format,
        "template": template.uid,
        "components": {component.uid: status for component, status in named},
    }


def _template_used(page: Page, form: Filled) -> IncidentTemplate | None:
    """The template that it was written from; only where nothing is left that the template would fill in."""
    if not (form.values["template"] and form.values["name"].strip() and form.values["body"].strip()):
        return None
    try:
        return template_get(page, form.values["template"])
    except TemplateNotFound:
        return None


def _shown(request: PageRequest, page: Page, form: Filled) -> HttpResponse:
    draft, counted = _written(page, form)
    context = {
        "form": form,
        "groups": parts_of(page, form.values["components"]),
        "choices": CHOICES,
        "statuses": [(status.value, status.label) for status in _OPEN],
        "templates": templates_of_page(page),
        "tongues": tongues_of(page, form.values["translations"]),
        "preview": preview_of(draft),
        **told_context(counted),
    }
    return screen(
        request,
        page,
        "incidents/new",
        section="incidents",
        title=_("New incident"),
        context=context,
        status=form.status,
    )


def _written(page: Page, form: Filled) -> tuple[Draft, dict[str, int]]:
    """What can be told of it so far, and how many of each kind would be."""
    declared: dict[Component, str] = {}
    try:
        declared = declared_by(page, form.values["components"])
    except Invalid as error:
        form.refuse(error)
    draft = Draft(
        page=page,
        kind=IncidentKind.INCIDENT.value,
        name=form.values["name"],
        status=form.values["status"],
        body=form.values["body"],
        body_format=form.values["format"],
        declared=declared,
    )
    return draft, components_audience(page, declared)
