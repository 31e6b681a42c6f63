from collections.abc import Mapping
from typing import Any

from django.contrib import admin

from statuspage import services
from statuspage.actor import Actor
from statuspage.admin.base import DeletableAdmin, LivingFilter
from statuspage.models import Component, ComponentGroup


@admin.register(ComponentGroup)
class ComponentGroupAdmin(DeletableAdmin[ComponentGroup]):
    fields = ("page", "name", "slug", "description", "position", "uid", "deleted_at")
    create_only = ("page",)
    made_up = ("slug", "position")
    readonly_fields = ("uid", "deleted_at")
    autocomplete_fields = ("page",)
    list_display = ("name", "slug", "page", "position", "updated_at")
    list_filter = (LivingFilter,)
    list_select_related = ("page",)
    search_fields = ("name", "slug", "uid", "page__name")

    def create(self, values: Mapping[str, Any], by: Actor) -> ComponentGroup:
        return services.group_create(**_numbered(values), by=by)

    def update(self, row: ComponentGroup, changes: Mapping[str, Any], by: Actor) -> ComponentGroup:
        return services.group_update(group=row, changes=changes, by=by)

    def delete(self, row: ComponentGroup, by: Actor) -> None:
        services.group_delete(group=row, by=by)


@admin.register(Component)
class ComponentAdmin(DeletableAdmin[Component]):
    fields = (
        "page",
        "group",
        "name",
        "slug",
        "description",
        "position",
        "visible",
        "showcase",
        "only_show_if_degraded",
        "start_date",
        "status",
        "status_since",
        "uid",
        "deleted_at",
    )
    create_only = ("page",)
    made_up = ("slug", "position")
    readonly_fields = ("status", "status_since", "uid", "deleted_at")
    autocomplete_fields = ("page", "group")
    list_display = ("name", "slug", "page", "group", "status", "status_since", "visible")
    list_filter = (LivingFilter, "status", "visible")
    list_select_related = ("page", "group")
    search_fields = ("name", "slug", "uid", "page__name")

    def create(self, values: Mapping[str, Any], by: Actor) -> Component:
        return services.component_create(**_numbered(values), by=by)

    def update(self, row: Component, changes: Mapping[str, Any], by: Actor) -> Component:
        return services.component_update(component=row, changes=changes, by=by)

    def delete(self, row: Component, by: Actor) -> None:
        services.component_delete(component=row, by=by)


def _numbered(values: Mapping[str, Any]) -> dict[str, Any]:
    """Position 0, which the form offers, means the end; an empty slug is made from the name."""
    return {**values, "position": values.get("position") or None, "slug": values.get("slug") or None}
