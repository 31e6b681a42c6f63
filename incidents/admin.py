"""The operators' view of incidents, maintenance and templates, written by the services of the API."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from incidents import services
from incidents.models import (
    AffectedComponent,
    Incident,
    IncidentTemplate,
    IncidentUpdate,
    MaintenanceSeries,
    Postmortem,
)
from incidents.vocabulary import IncidentKind
from statuspage import journal
from statuspage.actor import Actor
from statuspage.admin.base import DeletableAdmin, LivingFilter, ReadOnlyAdmin, ServiceAdmin, ServiceForm
from statuspage.models import Component
from statuspage.status import Status

# What an entry of the timeline says; everything else in a form is the incident's own.
ENTRY = ("body", "status", "components", "component_status")
# What is given to a maintenance and has no sense for an incident.
WINDOW = ("scheduled_for", "scheduled_until", "auto_start", "auto_complete")


class UpdateInline(admin.TabularInline[IncidentUpdate, Incident]):
    model = IncidentUpdate
    fields = ("displayed_at", "kind", "status", "body", "author_label", "deliver")
    readonly_fields = fields
    ordering = ("displayed_at",)
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class AffectedInline(admin.TabularInline[AffectedComponent, Incident]):
    model = AffectedComponent
    fields = ("component", "status")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("component")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DeclaringForm(ServiceForm[Any]):
    """Names components with one status for all of them."""

    components = forms.ModelMultipleChoiceField(
        label=_("Components"),
        queryset=Component.living.all(),
        widget=AutocompleteSelectMultiple(IncidentTemplate._meta.get_field("components"), admin.site),
        required=False,
    )
    component_status = forms.ChoiceField(
        label=_("Their status"),
        choices=[("", _("As usual")), *Status.choices],
        required=False,
        help_text=_("As usual: what they show now, and under maintenance in a maintenance."),
    )


class IncidentForm(DeclaringForm):
    """Opens an incident with its first entry, and adds an entry to one that is open."""

    body = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField"}),
        required=False,
        help_text=_("Left empty, a change of the status says a plain sentence."),
    )


@admin.register(Incident)
class IncidentAdmin(DeletableAdmin[Incident]):
    form = IncidentForm
    actions = ("end", "publish")
    labels = {
        "impact_override": _("Impact set by hand"),
        "notify": _("Tell subscribers"),
        "draft": _("Draft, for the team alone"),
        "scheduled_for": _("Starts at"),
        "scheduled_until": _("Ends at"),
        "auto_start": _("Start by itself"),
        "auto_complete": _("End by itself"),
    }
    create_only = ("page", "kind", "template", "draft")
    made_up = ("name", "status")
    readonly_fields = ("uid", "number", "impact", "origin", "started_at", "resolved_at", "deleted_at")
    autocomplete_fields = ("page", "template")
    inlines = (AffectedInline, UpdateInline)
    list_display = ("number", "name", "page", "kind", "status", "impact", "origin", "draft", "started_at")
    list_display_links = ("number", "name")
    list_filter = (LivingFilter, "kind", "status", "impact", "origin", "draft", "started_at")
    list_select_related = ("page",)
    search_fields = ("name", "uid", "page__name")

    def get_fieldsets(self, request: HttpRequest, obj: Incident | None = None) -> Any:
        own = ("page", "kind", "template", "name", "impact_override", "notify", "draft")
        entry = ENTRY if self.has_change_permission(request, obj) else ()
        if obj is None:
            return (
                (None, {"fields": own}),
                (_("What is said first"), {"fields": entry}),
                (
                    _("Of a maintenance"),
                    {"fields": WINDOW, "description": _("It begins as scheduled, without a template.")},
                ),
            )
        window = WINDOW if obj.kind == IncidentKind.MAINTENANCE else ()
        sets = (
            (None, own),
            (_("New update"), entry),
            (_("Window"), window),
            (_("Inside"), self.readonly_fields),
        )
        return [(title, {"fields": fields}) for title, fields in sets if fields]

    def get_inlines(self, request: HttpRequest, obj: Incident | None) -> Any:
        return () if obj is None else super().get_inlines(request, obj)

    def create(self, values: Mapping[str, Any], by: Actor) -> Incident:
        given = _declared(values)
        if not given["components"]:
            # The template's, if there is one.
            given.pop("components")
        window = {field: given.pop(field) for field in WINDOW}
        if given.pop("kind") == IncidentKind.INCIDENT:
            return services.incident_open(**given, by=by)
        for field in ("status", "template"):
            given.pop(field)
        return services.maintenance_schedule(**given, **window, by=by)

    def update(self, row: Incident, changes: Mapping[str, Any], by: Actor) -> Incident:
        entry = {field: value for field, value in changes.items() if field in ENTRY}
        own = {field: value for field, value in changes.items() if field not in ENTRY}
        with journal.transaction():
            if row.kind == IncidentKind.MAINTENANCE:
                services.maintenance_update(maintenance=row, changes=own, by=by)
            else:
                services.incident_update(incident=row, changes=own, by=by)
            if entry:
                services.incident_post_update(incident=row, **_declared(entry), by=by)
        return row

    def delete(self, row: Incident, by: Actor) -> None:
        if row.kind == IncidentKind.MAINTENANCE:
            services.maintenance_cancel(maintenance=row, by=by)
        else:
            services.incident_delete(incident=row, by=by)

    @admin.action(description=_("End: resolve, or complete"), permissions=["act"])
    def end(self, request: HttpRequest, rows: QuerySet[Incident]) -> None:
        self.act(request, rows, _end)

    @admin.action(description=_("Publish drafts"), permissions=["act"])
    def publish(self, request: HttpRequest, rows: QuerySet[Incident]) -> None:
        self.act(request, rows, lambda row, by: services.incident_publish(incident=row, by=by))


@admin.register(IncidentUpdate)
class IncidentUpdateAdmin(ReadOnlyAdmin[IncidentUpdate]):
    list_display = ("incident", "kind", "status", "displayed_at", "author_label", "deliver")
    list_filter = ("kind", "status", "displayed_at")
    list_select_related = ("incident",)
    search_fields = ("incident__name", "body", "author_label", "uid")


@admin.register(AffectedComponent)
class AffectedComponentAdmin(ReadOnlyAdmin[AffectedComponent]):
    list_display = ("component", "incident", "status", "created_at")
    list_filter = ("status",)
    list_select_related = ("component", "incident")
    search_fields = ("component__name", "incident__name")


class TemplateForm(DeclaringForm):
    """Begins with the status that all components of the template share, if they do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shared = set(self.instance.component_statuses.values())
        self.initial["component_status"] = shared.pop() if len(shared) == 1 else ""


@admin.register(IncidentTemplate)
class IncidentTemplateAdmin(ServiceAdmin[IncidentTemplate]):
    form = TemplateForm
    fields = (
        "page",
        "name",
        "title",
        "body",
        "format",
        "status",
        "components",
        "component_status",
        "group",
        "notify",
        "uid",
    )
    create_only = ("page",)
    readonly_fields = ("uid",)
    autocomplete_fields = ("page", "group")
    list_display = ("name", "title", "page", "status", "notify")
    list_filter = ("status",)
    list_select_related = ("page",)
    search_fields = ("name", "title", "page__name")

    def create(self, values: Mapping[str, Any], by: Actor) -> IncidentTemplate:
        return services.template_create(**_formatted(_declared(values)), by=by)

    def update(self, row: IncidentTemplate, changes: Mapping[str, Any], by: Actor) -> IncidentTemplate:
        given = _formatted(changes)
        status = given.pop("component_status", None)
        if status is not None:
            given = _declared({"components": row.components.all(), **given, "component_status": status})
        elif "components" in given:
            kept = row.component_statuses
            given["components"] = [
                (component, kept[component.uid]) if component.uid in kept else component
                for component in given["components"]
            ]
        return services.template_update(template=row, changes=given, by=by)

    def delete(self, row: IncidentTemplate, by: Actor) -> None:
        services.template_delete(template=row, by=by)


@admin.register(Postmortem)
class PostmortemAdmin(ReadOnlyAdmin[Postmortem]):
    # The preview key, which opens a draft to whoever knows it, is not editable and so not shown.
    list_display = ("incident", "draft_updated_at", "published_at")
    list_filter = ("published_at",)
    list_select_related = ("incident",)
    search_fields = ("incident__name",)


@admin.register(MaintenanceSeries)
class MaintenanceSeriesAdmin(ReadOnlyAdmin[MaintenanceSeries]):
    list_display = ("page", "rrule", "time_zone", "first_start", "next_occurrence_at")
    list_filter = (LivingFilter,)
    list_select_related = ("page",)
    search_fields = ("page__name", "rrule", "uid")


def _declared(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a form with its components and their one status as services want them."""
    given = dict(values)
    components, status = given.pop("components", None), given.pop("component_status", "")
    if components is not None:
        given["components"] = [(component, status) if status else component for component in components]
    return given


def _formatted(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"body_format" if name == "format" else name: value for name, value in values.items()}


def _end(incident: Incident, by: Actor) -> None:
    if incident.kind == IncidentKind.MAINTENANCE:
        services.maintenance_complete(maintenance=incident, by=by)
    else:
        services.incident_resolve(incident=incident, by=by)
