from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from statuspage import services
from statuspage.actor import Actor
from statuspage.admin.base import ReadOnlyAdmin, ServiceAdmin, ServiceForm
from statuspage.models import Membership, Organization, PageRole, User


class UserForm(ServiceForm[User]):
    """A password can be set here, and is never shown."""

    new_password = forms.CharField(
        label=_("New password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Leave it empty to keep things as they are."),
    )


@admin.register(User)
class UserAdmin(ServiceAdmin[User]):
    form = UserForm
    fields = (
        "email",
        "first_name",
        "last_name",
        "language",
        "time_zone",
        "is_staff",
        "is_superuser",
        "is_active",
        "new_password",
    )
    list_display = ("email", "name", "is_staff", "is_active", "last_login", "created_at")
    list_filter = ("is_staff", "is_active")
    search_fields = ("email", "first_name", "last_name", "uid")

    def create(self, values: Mapping[str, Any], by: Actor) -> User:
        values = {name: value for name, value in values.items() if name != "is_active"}
        return services.user_create(**_with_password(values), by=by)

    def update(self, row: User, changes: Mapping[str, Any], by: Actor) -> User:
        return services.user_update(user=row, changes=_with_password(changes), by=by)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        # People are switched off, so that what they did keeps its author.
        return False


@admin.register(Organization)
class OrganizationAdmin(ServiceAdmin[Organization]):
    fields = ("name",)
    list_display = ("name", "uid", "created_at")
    search_fields = ("name", "uid")

    def create(self, values: Mapping[str, Any], by: Actor) -> Organization:
        return services.organization_create(name=values["name"], by=by)

    def update(self, row: Organization, changes: Mapping[str, Any], by: Actor) -> Organization:
        return services.organization_update(organization=row, changes=changes, by=by)

    def has_delete_permission(self, request: HttpRequest, obj: Organization | None = None) -> bool:
        return False


@admin.register(Membership)
class MembershipAdmin(ServiceAdmin[Membership]):
    fields = ("organization", "user", "role")
    create_only = ("organization", "user")
    autocomplete_fields = ("organization", "user")
    list_display = ("user", "organization", "role", "created_at")
    list_filter = ("role",)
    list_select_related = ("user", "organization")
    search_fields = ("user__email", "organization__name")

    def create(self, values: Mapping[str, Any], by: Actor) -> Membership:
        return services.member_add(
            organization=values["organization"], user=values["user"], role=values["role"], by=by
        )

    def update(self, row: Membership, changes: Mapping[str, Any], by: Actor) -> Membership:
        return services.member_update(membership=row, changes=changes, by=by)

    def delete(self, row: Membership, by: Actor) -> None:
        services.member_remove(membership=row, by=by)


@admin.register(PageRole)
class PageRoleAdmin(ReadOnlyAdmin[PageRole]):
    list_display = ("person", "page", "page_configuration", "incident_manager", "maintenance_manager")
    list_select_related = ("membership__user", "membership__organization", "page")
    search_fields = ("membership__user__email", "page__name")

    @admin.display(description=_("person"))
    def person(self, row: PageRole) -> str:
        return row.membership.user.email


def _with_password(values: Mapping[str, Any]) -> dict[str, Any]:
    changed = dict(values)
    password = changed.pop("new_password", "")
    return {**changed, "password": password} if password else changed
