from django.contrib import admin

from statuspage.admin.base import ReadOnlyAdmin
from statuspage.models import StatusClaim, StatusNote, StatusPeriod


@admin.register(StatusClaim)
class StatusClaimAdmin(ReadOnlyAdmin[StatusClaim]):
    list_display = (
        "component",
        "source",
        "source_uid",
        "status",
        "started",
        "ended",
        "voided_at",
        "actor_label",
    )
    list_filter = ("source", "status", "started")
    list_select_related = ("component",)
    search_fields = ("component__name", "component__uid", "source_uid", "actor_label")


@admin.register(StatusPeriod)
class StatusPeriodAdmin(ReadOnlyAdmin[StatusPeriod]):
    list_display = ("component", "status", "started", "ended", "cause", "source_uid")
    list_filter = ("status", "cause", "started")
    list_select_related = ("component",)
    search_fields = ("component__name", "component__uid", "source_uid")


@admin.register(StatusNote)
class StatusNoteAdmin(ReadOnlyAdmin[StatusNote]):
    list_display = ("component", "at", "status", "label", "informational", "message", "voided_at")
    list_filter = ("status", "informational", "at")
    list_select_related = ("component", "label")
    search_fields = ("component__name", "message")
