from django.contrib import admin

from statuspage.admin.base import ReadOnlyAdmin
from statuspage.models import AdmissionLink


@admin.register(AdmissionLink)
class AdmissionLinkAdmin(ReadOnlyAdmin[AdmissionLink]):
    list_display = ("uid", "page", "member", "asked_at", "expires_at", "used_at")
    list_select_related = ("page", "member")
    search_fields = ("email", "page__name")
