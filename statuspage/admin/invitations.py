from django.contrib import admin

from statuspage.admin.base import ReadOnlyAdmin
from statuspage.models import Invitation


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin[Invitation]):
    list_display = ("email", "organization", "role", "inviter", "sent_at", "expires_at", "accepted_at")
    list_select_related = ("organization",)
    search_fields = ("email", "organization__name")
