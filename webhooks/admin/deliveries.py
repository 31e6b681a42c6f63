"""Subscriptions and deliveries."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from statuspage.admin.base import ReadOnlyAdmin, masked
from webhooks.models import (
    Asking,
    Attempt,
    ChannelAssignment,
    Delivery,
    DeliveryItem,
    FanOut,
    ImportBatch,
    Letter,
    OwnerNotice,
    SubscriberImport,
    Subscription,
    Waiting,
)

# The address of every other kind may itself be what lets one in, as with Slack's.
OPEN_KINDS = frozenset({"email", "sms"})


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnlyAdmin[Subscription]):
    exclude = ("address", "address_key", "config", "headers", "components")
    readonly_fields = ("uid", "shown_address")
    list_display = ("__str__", "page", "audience", "kind", "shown_address", "scope", "state", "enabled")
    list_filter = ("audience", "kind", "state", "enabled", "scope")
    list_select_related = ("page",)
    search_fields = ("name", "uid", "page__name")

    @admin.display(description=_("address"))
    def shown_address(self, row: Subscription) -> str:
        return row.address if row.kind in OPEN_KINDS else masked(row.address)


@admin.register(ChannelAssignment)
class ChannelAssignmentAdmin(ReadOnlyAdmin[ChannelAssignment]):
    list_display = ("check_row", "subscription")
    list_select_related = ("check_row", "subscription")
    search_fields = ("check_row__name", "subscription__name")


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin[Letter]):
    exclude = ("body", "message")
    list_display = ("__str__", "page", "content_type", "created_at")
    list_select_related = ("page",)


@admin.register(Waiting)
class WaitingAdmin(ReadOnlyAdmin[Waiting]):
    list_display = ("event", "subscription", "kind", "release_at")
    list_filter = ("kind",)
    list_select_related = ("event", "subscription")


@admin.register(FanOut)
class FanOutAdmin(ReadOnlyAdmin[FanOut]):
    list_display = ("event", "cursor", "failures", "error", "due_at")
    list_select_related = ("event",)


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin[Delivery]):
    exclude = ("letter",)
    list_display = (
        "uid",
        "subscription",
        "kind",
        "state",
        "tries",
        "next_attempt_at",
        "finished_at",
        "created_at",
    )
    list_filter = ("kind", "state", "created_at")
    list_select_related = ("subscription",)
    search_fields = ("uid", "subject_uid", "subscription__name", "subscription__uid")


@admin.register(DeliveryItem)
class DeliveryItemAdmin(ReadOnlyAdmin[DeliveryItem]):
    list_display = ("delivery", "event")
    list_select_related = ("delivery__subscription", "event")
    search_fields = ("delivery__uid", "event__uid")


@admin.register(Attempt)
class AttemptAdmin(ReadOnlyAdmin[Attempt]):
    list_display = ("delivery", "number", "at", "status", "duration_ms", "error")
    list_filter = ("status", "at")
    list_select_related = ("delivery__subscription",)
    search_fields = ("delivery__uid",)


@admin.register(OwnerNotice)
class OwnerNoticeAdmin(ReadOnlyAdmin[OwnerNotice]):
    list_display = ("subscription", "kind", "since", "tries", "told_at")
    list_filter = ("kind",)
    list_select_related = ("subscription",)


@admin.register(Asking)
class AskingAdmin(ReadOnlyAdmin[Asking]):
    list_display = ("domain", "at", "step", "by_visitor")
    list_filter = ("by_visitor", "at")
    search_fields = ("domain",)


@admin.register(SubscriberImport)
class SubscriberImportAdmin(ReadOnlyAdmin[SubscriberImport]):
    list_display = ("uid", "page", "state", "total", "added", "known", "wrong", "created_at")
    list_filter = ("state",)
    list_select_related = ("page",)


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin[ImportBatch]):
    exclude = ("lines",)
    list_display = ("subscriber_import", "number")
    list_select_related = ("subscriber_import",)
