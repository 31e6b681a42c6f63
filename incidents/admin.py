"""The operators' view of incidents: people write them through the API and the dashboard."""

from typing import Any

from django.contrib import admin
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
from statuspage.actor import Actor
from statuspage.admin.base import ActingAdmin, LivingFilter, ReadOnlyAdmin


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


@admin.register(Incident)
class IncidentAdmin(ActingAdmin[Incident]):
    actions = ("end",)
    inlines = (AffectedInline, UpdateInline)
    list_display = ("number", "name", "page", "kind", "status", "impact", "origin", "draft", "started_at")
    list_display_links = ("number", "name")
    list_filter = (LivingFilter, "kind", "status", "impact", "origin", "draft", "started_at")
    list_select_related = ("page",)
    search_fields = ("name", "uid", "page__name")

    @admin.action(description=_("End: resolve, or complete"), permissions=["act"])
    def end(self, request: HttpRequest, rows: QuerySet[Incident]) -> None:
        self.act(request, rows, _end)


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


@admin.register(IncidentTemplate)
class IncidentTemplateAdmin(ReadOnlyAdmin[IncidentTemplate]):
    list_display = ("name", "title", "page", "status", "notify")
    list_filter = ("status",)
    list_select_related = ("page",)
    search_fields = ("name", "title", "page__name")


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


def _end(incident: Incident, by: Actor) -> None:
    if incident.kind == IncidentKind.MAINTENANCE:
        services.maintenance_complete(maintenance=incident, by=by)
    else:
        services.incident_resolve(incident=incident, by=by)
