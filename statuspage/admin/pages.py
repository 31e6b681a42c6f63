from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from statuspage import services
from statuspage.actor import Actor
from statuspage.admin.base import DeletableAdmin, LivingFilter, ReadOnlyAdmin, ServiceForm, masked
from statuspage.models import Page, PagePicture, StatusEmbedConfig, StatusLabel


class PageForm(ServiceForm[Page]):
    """The page's password can be set here, and is never shown."""

    new_password = forms.CharField(
        label=_("New page password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("For pages that ask visitors for a password. Leave it empty to keep things as they are."),
    )


@admin.register(Page)
class PageAdmin(DeletableAdmin[Page]):
    form = PageForm
    fieldsets = (
        (None, {"fields": ("organization", "name", "slug", "headline", "description")}),
        (_("Addresses"), {"fields": ("domain", "domain_verified_at", "website_url", "support_url")}),
        (_("Language and time"), {"fields": ("time_zone", "languages")}),
        (
            _("Who may see it"),
            {
                "fields": (
                    "visibility",
                    "new_password",
                    "viewers_must_be_team_members",
                    "ip_restrictions",
                    "hidden_from_search",
                )
            },
        ),
        (
            _("Subscriptions"),
            {
                "fields": (
                    "allow_page_subscribers",
                    "allow_incident_subscribers",
                    "allow_email",
                    "allow_webhook",
                    "allow_feeds",
                )
            },
        ),
        (_("Look"), {"fields": ("colors", "links", "custom_css")}),
        (
            _("Weights of uptime"),
            {"fields": ("weight_degraded", "weight_partial", "weight_major", "weight_unavailable")},
        ),
        (_("Inside"), {"fields": ("uid", "hidden_ping_key", "sequence", "revision", "deleted_at")}),
    )
    create_only = ("organization",)
    readonly_fields = ("uid", "hidden_ping_key", "sequence", "revision", "deleted_at", "domain_verified_at")
    autocomplete_fields = ("organization",)
    list_display = ("name", "slug", "organization", "domain", "visibility", "revision", "updated_at")
    list_filter = (LivingFilter, "visibility")
    list_select_related = ("organization",)
    search_fields = ("name", "slug", "domain", "uid", "organization__name")

    def create(self, values: Mapping[str, Any], by: Actor) -> Page:
        return services.page_create(**_with_password(values), by=by)

    def update(self, row: Page, changes: Mapping[str, Any], by: Actor) -> Page:
        return services.page_update(page=row, changes=_with_password(changes), by=by)

    def delete(self, row: Page, by: Actor) -> None:
        services.page_delete(page=row, by=by)

    @admin.display(description=_("ping key"))
    def hidden_ping_key(self, row: Page) -> str:
        return masked(row.ping_key)


@admin.register(PagePicture)
class PagePictureAdmin(ReadOnlyAdmin[PagePicture]):
    exclude = ("data",)
    list_display = ("page", "kind", "content_type")
    list_select_related = ("page",)
    search_fields = ("page__name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[PagePicture]:
        return super().get_queryset(request).defer("data")


@admin.register(StatusEmbedConfig)
class StatusEmbedConfigAdmin(ReadOnlyAdmin[StatusEmbedConfig]):
    list_display = ("page", "position", "updated_at")
    list_select_related = ("page",)
    search_fields = ("page__name",)


@admin.register(StatusLabel)
class StatusLabelAdmin(ReadOnlyAdmin[StatusLabel]):
    list_display = ("name", "slug", "page", "level", "is_default")
    list_filter = (LivingFilter, "level")
    list_select_related = ("page",)
    search_fields = ("name", "slug", "page__name")


def _with_password(values: Mapping[str, Any]) -> dict[str, Any]:
    changed = dict(values)
    password = changed.pop("new_password", "")
    return {**changed, "password": password} if password else changed
