"""The templates that incidents start from: listed, written, changed and dropped."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from incidents.models import IncidentTemplate
from incidents.selectors import template_get, templates_of_page
from incidents.services import template_create, template_delete, template_update
from incidents.services.templates import template_fields
from incidents.vocabulary import INCIDENT_STATUSES, IncidentStatus, TextFormat
from monitoring.models import Check
from statuspage.models import Page
from web.dashboard.access import INCIDENTS, PageRequest, actor_of, of_a_page
from web.dashboard.confirming import confirmed
from web.dashboard.filled import Filled
from web.dashboard.forms import change_form, new_form, there
from web.dashboard.lists import Choice, Column, ListOf, Search
from web.dashboard.looks import STATUS_LOOKS
from web.dashboard.parts import CHOICES, chosen_in, declared_by, format_sent, parts_of
from web.dashboard.screens import screen
from web.dashboard.stale import written

_SECTION = "incidents"


def _saying(found: QuerySet[IncidentTemplate], text: str) -> QuerySet[IncidentTemplate]:
    return found.filter(Q(name__icontains=text) | Q(title__icontains=text) | Q(body__icontains=text))


def _at_status(found: QuerySet[IncidentTemplate], status: str) -> QuerySet[IncidentTemplate]:
    return found.filter(status=status)


_LISTED = ListOf[IncidentTemplate](
    columns=(
        Column("name", gettext_lazy("Name"), by=(Lower("name"),)),
        Column("title", gettext_lazy("Title"), by=(Lower("title"),)),
        Column("status", gettext_lazy("Status")),
        Column("components", gettext_lazy("Components")),
        Column("use", gettext_lazy("Use"), unseen=True),
    ),
    filters=(
        Search(gettext_lazy("Search in names and texts"), _saying),
        Choice(
            "status",
            gettext_lazy("Status"),
            [(status.value, status.label) for status in INCIDENT_STATUSES],
            _at_status,
            everything=gettext_lazy("Any status"),
        ),
    ),
)


@require_safe
@of_a_page()
def templates(request: PageRequest, page: Page) -> HttpResponse:
    """All of them, by name, narrowed and sorted as the address says."""
    found = _LISTED.read(templates_of_page(page), request.GET)
    rows = [
        {
            "uid": row.uid,
            "name": row.name,
            "title": row.title,
            "status": row.get_status_display(),
            "notify": row.notify,
            "components": [
                {
                    "name": part.name,
                    "look": STATUS_LOOKS.get(row.component_statuses.get(part.uid, ""), "none"),
                }
                for part in row.components.all()
            ],
        }
        for row in found.rows
    ]
    return screen(
        request,
        page,
        "incidents/templates",
        section=_SECTION,
        title=_("Templates"),
        context={"list": found, "rows": rows},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=INCIDENTS)
def template_new(request: PageRequest, page: Page) -> HttpResponse:
    """An empty form; what is sent becomes a template."""

    def make(form: Filled) -> HttpResponse:
        template = template_create(page=page, by=actor_of(request), **_given(page, form))
        messages.success(request, _("The template “%(name)s” is kept.") % {"name": template.name})
        return redirect("dashboard:incident-templates", page.slug)

    return new_form(
        request,
        fresh=lambda: _BLANK,
        sent=lambda: _sent(request.POST),
        make=make,
        shown=lambda form: _shown(request, page, form),
        places=_PLACES,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=INCIDENTS)
def template_edit(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """The form as the template is; incidents that were opened from it stay as they are."""

    def save(found: IncidentTemplate, form: Filled) -> str:
        changes = _given(page, form)
        # A component without a status is declared with what it shows then; a form cannot say that.
        unsaid = [part for part in template_fields(found) if not isinstance(part, tuple)]
        declared = changes["components"]
        changes["components"] = [*declared.items(), *(part for part in unsaid if part not in declared)]
        template_update(template=found, changes=changes, by=actor_of(request))
        return _("The template “%(name)s” is changed.") % {"name": found.name}

    return change_form(
        request,
        find=lambda: _found(page, uid),
        values=_values_of,
        sent=lambda _found: _sent(request.POST),
        save=save,
        shown=lambda found, form: _shown(request, page, form, found),
        onward=reverse("dashboard:incident-templates", args=[page.slug]),
        places=_PLACES,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_page(needs=INCIDENTS)
def template_drop(request: PageRequest, page: Page, uid: str) -> HttpResponse:
    """Ask once more, with what it breaks, and drop it."""
    found = _found(page, uid)
    using = Check.living.filter(template=found).count()
    says = [_("Incidents that were opened from it stay as they are.")]
    if using:
        says.append(
            ngettext(
                "%(number)d check opens its incidents from it, and will open them in its own words.",
                "%(number)d checks open their incidents from it, and will open them in their own words.",
                using,
            )
            % {"number": using}
        )

    def drop() -> str:
        template_delete(template=found, by=actor_of(request))
        return _("The template “%(name)s” is deleted.") % {"name": found.name}

    return confirmed(
        request,
        page,
        do=drop,
        onward=reverse("dashboard:incident-templates", args=[page.slug]),
        section=_SECTION,
        title=_("Delete the template “%(name)s”?") % {"name": found.name},
        says=says,
        act=_("Delete it"),
        crumbs=[_way(page)],
        back=reverse("dashboard:incident-template", args=[page.slug, uid]),
    )


_PLACES = {"name": "template_name", "title": "name"}
_BLANK: dict[str, Any] = {
    "template_name": "",
    "name": "",
    "body": "",
    "format": TextFormat.MARKDOWN.value,
    "status": IncidentStatus.INVESTIGATING.value,
    "notify": True,
    "components": {},
}


def _sent(data: QueryDict) -> dict[str, Any]:
    return {
        "template_name": data.get("template_name", ""),
        "name": data.get("name", ""),
        "body": data.get("body", ""),
        "format": format_sent(data),
        "status": data.get("status", IncidentStatus.INVESTIGATING.value),
        "notify": "notify" in data,
        "components": chosen_in(data),
    }


def _given(page: Page, form: Filled) -> dict[str, Any]:
    return {
        "name": form.values["template_name"],
        "title": form.values["name"],
        "body": form.values["body"],
        "body_format": form.values["format"],
        "status": form.values["status"],
        "notify": form.values["notify"],
        "components": declared_by(page, form.values["components"]),
    }


def _values_of(template: IncidentTemplate) -> dict[str, Any]:
    return {
        "template_name": template.name,
        "name": template.title,
        "body": template.body,
        "format": template.format,
        "status": template.status,
        "notify": template.notify,
        "components": dict(template.component_statuses),
    }


def _found(page: Page, uid: str) -> IncidentTemplate:
    return there(lambda: template_get(page, uid))


def _way(page: Page) -> tuple[str, str]:
    return _("Templates"), reverse("dashboard:incident-templates", args=[page.slug])


def _shown(
    request: PageRequest, page: Page, form: Filled, found: IncidentTemplate | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "template": found,
        "was": written(_values_of(found)) if found else "",
        "groups": parts_of(page, form.values["components"]),
        "choices": CHOICES,
        "statuses": [(status.value, status.label) for status in INCIDENT_STATUSES],
    }
    return screen(
        request,
        page,
        "incidents/template",
        section=_SECTION,
        title=found.name if found else _("New template"),
        crumbs=[_way(page)],
        context=context,
        status=form.status,
    )
