"""The operators' view of keys and of what was done with them; a key is issued by API or command only."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apikeys import services
from apikeys.models import AccessLog, ApiKey, IdempotencyRecord
from statuspage.admin.base import ActingAdmin, ReadOnlyAdmin


@admin.register(ApiKey)
class ApiKeyAdmin(ActingAdmin[ApiKey]):
    actions = ("revoke",)
    # The digest is not editable and so not shown.
    readonly_fields = ("uid",)
    list_display = ("name", "prefix", "organization", "all_pages", "last_used_at", "expires_at", "revoked_at")
    list_filter = ("all_pages", "revoked_at", "expires_at")
    list_select_related = ("organization",)
    search_fields = ("name", "prefix", "uid", "organization__name")

    @admin.action(description=_("Revoke for good"), permissions=["act"])
    def revoke(self, request: HttpRequest, rows: QuerySet[ApiKey]) -> None:
        self.act(request, rows, lambda key, by: services.key_revoke(key=key, by=by))


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
    list_display = ("created_at", "key", "method", "path", "status")
    list_filter = ("created_at", "method")
    list_select_related = ("key",)
    search_fields = ("path", "key__prefix")
