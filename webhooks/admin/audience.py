"""Members and groups of restricted pages.

They stand here and not lower in the house because their forms hold everything about them: the components
of the ground floor, the metrics of monitoring, and whether mails tell them.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import FilteredSelectMultiple
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from monitoring.models import Metric
from monitoring.services import audience_group_update_with_metrics, audience_member_metrics_grant
from statuspage import journal, services
from statuspage.actor import Actor
from statuspage.admin.base import Row, ServiceAdmin, ServiceForm
from statuspage.models import AudienceGroup, AudienceMember, Component
from webhooks.selectors.members import mails_of_member
from webhooks.services.subscribers import (
    audience_member_create_with_mails,
    audience_member_delete_with_mails,
    audience_member_update_with_mails,
)


class _ViewerForm(ServiceForm[Row]):
    """Offers what is of the row's page, and so nothing until the row has one."""

    metrics = forms.ModelMultipleChoiceField(
        label=_("Metrics"),
        queryset=Metric.living.none(),
        required=False,
        widget=FilteredSelectMultiple(_("metrics"), is_stacked=False),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row: Any = self.instance
        if row.pk is None:
            self.fields.pop("metrics")
            return
        granted = Metric.living.filter(page=row.page_id, audience__in=row.metric_audience.all())
        self.initial["metrics"] = list(granted)
        self._offer("components", Component.living.filter(page=row.page_id))
        self._offer("metrics", Metric.living.filter(page=row.page_id))

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        # Whoever may only look is shown the rows themselves, without a field.
        if name in self.fields:
            field: Any = self.fields[name]
            field.queryset = rows.order_by("position", "pk")


class AudienceMemberForm(_ViewerForm[AudienceMember]):
    """Asks for the address, what they see, and whether mails tell them."""

    subscribe = forms.BooleanField(
        label=_("Told by e-mail"),
        required=False,
        help_text=_("Of everything that they see. They are asked to confirm the address first."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial["subscribe"] = mails_of_member(self.instance, self.instance.email).exists()
            if "groups" in self.fields:
                groups: Any = self.fields["groups"]
                groups.queryset = AudienceGroup.objects.filter(page=self.instance.page_id).order_by("name")


class AudienceGroupForm(_ViewerForm[AudienceGroup]):
    """Asks for the name and what its members see."""


class _ViewerAdmin(ServiceAdmin[Row]):
    create_only = ("page",)
    autocomplete_fields = ("page",)
    list_select_related = ("page",)

    new_fields: tuple[str, ...] = ()
    """What is asked for at first: what can be granted depends on the page."""

    def get_fields(self, request: HttpRequest, obj: Row | None = None) -> Any:
        if obj is None:
            return self.new_fields
        if self.has_change_permission(request, obj):
            return self.fields
        # The row has no such columns, so that nobody is shown them without a field.
        return [name for name in self.fields or () if name not in ("metrics", "subscribe")]

    def response_post_save_add(self, request: HttpRequest, obj: Row) -> HttpResponseRedirect:
        # On to what it may see, as with a new person and their rights.
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[obj.pk]))


@admin.register(AudienceMember)
class AudienceMemberAdmin(_ViewerAdmin[AudienceMember]):
    form = AudienceMemberForm
    new_fields = ("page", "email", "external_login", "subscribe")
    fields = (
        "page",
        "email",
        "external_login",
        "groups",
        "components",
        "metrics",
        "subscribe",
        "uid",
    )
    readonly_fields = ("uid",)
    filter_horizontal = ("groups", "components")
    list_display = ("email", "external_login", "page", "created_at")
    search_fields = ("email", "external_login", "uid", "page__name")

    def create(self, values: Mapping[str, Any], by: Actor) -> AudienceMember:
        return audience_member_create_with_mails(**values, by=by)

    def update(self, row: AudienceMember, changes: Mapping[str, Any], by: Actor) -> AudienceMember:
        given = _listed(changes)
        metrics = given.pop("metrics", None)
        subscribe = given.pop("subscribe", None)
        with journal.transaction():
            row = audience_member_update_with_mails(member=row, changes=given, subscribe=subscribe, by=by)
            if metrics is not None:
                audience_member_metrics_grant(member=row, metrics=metrics, replace=True, by=by)
            return row

    def delete(self, row: AudienceMember, by: Actor) -> None:
        audience_member_delete_with_mails(member=row, by=by)


@admin.register(AudienceGroup)
class AudienceGroupAdmin(_ViewerAdmin[AudienceGroup]):
    form = AudienceGroupForm
    new_fields = ("page", "name", "external_identifier")
    fields = ("page", "name", "external_identifier", "components", "metrics", "number_of_members", "uid")
    readonly_fields = ("number_of_members", "uid")
    filter_horizontal = ("components",)
    list_display = ("name", "page", "external_identifier", "created_at")
    search_fields = ("name", "external_identifier", "uid", "page__name")

    def create(self, values: Mapping[str, Any], by: Actor) -> AudienceGroup:
        return services.audience_group_create(**values, by=by)

    def update(self, row: AudienceGroup, changes: Mapping[str, Any], by: Actor) -> AudienceGroup:
        given = _listed(changes)
        metrics = given.pop("metrics", None)
        return audience_group_update_with_metrics(group=row, changes=given, metrics=metrics, by=by)

    def delete(self, row: AudienceGroup, by: Actor) -> None:
        services.audience_group_delete(group=row, by=by)

    @admin.display(description=_("members"))
    def number_of_members(self, row: AudienceGroup) -> int:
        return row.members.count()


def _listed(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The chosen rows as services want them."""
    return {name: list(value) if isinstance(value, QuerySet) else value for name, value in changes.items()}
