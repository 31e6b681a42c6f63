from django.contrib import admin

from statuspage.admin.base import ReadOnlyAdmin
from statuspage.models import Event


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin[Event]):
    list_display = ("at", "kind", "subject_label", "actor_label", "organization", "page", "sequence")
    list_filter = ("at", "actor_kind", "subject_kind")
    list_select_related = ("organization", "page")
    search_fields = ("kind", "subject_uid", "subject_label", "actor_label", "page_uid", "uid")
