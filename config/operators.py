"""The operators' admin site: Django's own, behind the log-in of the dashboard."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _


class OperatorsSite(AdminSite):
    """For the people who run the installation, over all organizations."""

    site_title = _("Candor operators")
    site_header = _("Candor operators")
    index_title = _("Everything in this installation")
    site_url = "/"

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """One door for signing in, with its rate limits; whoever is in already but no operator is refused."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or "/admin/")
