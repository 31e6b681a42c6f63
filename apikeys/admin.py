"""The operators' view of keys and of what was done with them; a secret is told once, when it is made."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apikeys import scopes, services
from apikeys.models import AccessLog, ApiKey, IdempotencyRecord, OAuthNonce
from statuspage.actor import Actor
from statuspage.admin.base import ReadOnlyAdmin, ServiceAdmin, ServiceForm


class ApiKeyForm(ServiceForm[ApiKey]):
    """Keeps the secret of the key that it issued until the answer is written."""

    issued: services.IssuedKey | None = None
    scopes = forms.MultipleChoiceField(
        label=_("Scopes"),
        choices=[(word, word) for word in (*scopes.PRESETS, *scopes.CATALOGUE)],
        widget=forms.SelectMultiple(attrs={"size": 12}),
        required=False,
        help_text=_("read and full stand for all reading scopes and for all scopes."),
    )

    def create(self, values: Mapping[str, Any], by: Actor) -> ApiKey:
        self.issued = services.key_issue(**values, by=by)
        return self.issued.key


@admin.register(ApiKey)
class ApiKeyAdmin(ServiceAdmin[ApiKey]):
    form = ApiKeyForm
    actions = ("revoke", "rotate")
    # The digest is not editable and so not shown.
    fields = (
        "organization",
        "name",
        "scopes",
        "all_pages",
        "pages",
        "default_page",
        "expires_at",
        "limit_per_minute",
        "uid",
        "prefix",
        "created_by",
        "last_used_at",
        "revoked_at",
    )
    create_only = ("organization",)
    readonly_fields = ("uid", "prefix", "created_by", "last_used_at", "revoked_at")
    autocomplete_fields = ("organization", "pages", "default_page")
    list_display = ("name", "prefix", "organization", "all_pages", "last_used_at", "expires_at", "revoked_at")
    list_filter = ("all_pages", "revoked_at", "expires_at")
    list_select_related = ("organization",)
    search_fields = ("name", "prefix", "uid", "organization__name")

    def update(self, row: ApiKey, changes: Mapping[str, Any], by: Actor) -> ApiKey:
        return services.key_update(key=row, changes=changes, by=by)

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        if form.issued is not None:
            self._tell_secret(request, form.issued)

    def has_delete_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        # Keys are revoked, so that what was done with them keeps its name.
        return False

    @admin.action(description=_("Revoke for good"), permissions=["act"])
    def revoke(self, request: HttpRequest, rows: QuerySet[ApiKey]) -> None:
        self.act(request, rows, lambda key, by: services.key_revoke(key=key, by=by))

    @admin.action(description=_("Give a new secret; the old one ends at once"), permissions=["act"])
    def rotate(self, request: HttpRequest, rows: QuerySet[ApiKey]) -> None:
        self.act(
            request, rows, lambda key, by: self._tell_secret(request, services.key_rotate(key=key, by=by))
        )

    def _tell_secret(self, request: HttpRequest, issued: services.IssuedKey) -> None:
        told = gettext("The secret of %(name)s is %(secret)s. Keep it now: it is not shown again.")
        self.message_user(
            request, told % {"name": issued.key.name, "secret": issued.secret}, messages.WARNING
        )


@admin.register(AccessLog)
class AccessLogAdmin(ReadOnlyAdmin[AccessLog]):
    list_display = ("at", "door", "method", "path", "status", "duration_ms", "key_prefix", "address")
    list_filter = ("at", "door", "method", "status")
    list_select_related = ("organization", "key")
    search_fields = ("path", "key_prefix", "address", "request_id")


@admin.register(IdempotencyRecord)
class IdempotencyRecordAdmin(ReadOnlyAdmin[IdempotencyRecord]):
    # What was answered belongs to whoever asked.
    exclude = ("headers", "answer", "token", "fingerprint")
    list_display = ("created_at", "key", "user", "method", "path", "status")
    list_filter = ("created_at", "method")
    list_select_related = ("key", "user")
    search_fields = ("path", "key__prefix")


@admin.register(OAuthNonce)
class OAuthNonceAdmin(ReadOnlyAdmin[OAuthNonce]):
    list_display = ("timestamp", "key", "digest")
    list_select_related = ("key",)
    search_fields = ("digest", "key__prefix")
