"""The operators' admin site: Django's own, behind the log-in of the dashboard."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

NOT_OURS = frozenset({"auth", "account", "mfa", "socialaccount", "usersessions"})
FLOORS = ("statuspage", "incidents", "monitoring", "webhooks", "apikeys")


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

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """One place to change a password, which ends the other sessions."""
        return redirect("account_change_password")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """From the ground floor up, as the house is built."""
        return sorted(super().get_app_list(request, app_label), key=_floor)

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Leaves out what libraries bring along: groups and addresses of theirs that mean nothing here."""
        given = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        models: list[type[Model]] = list(given)
        ours = [model for model in models if model._meta.app_label not in NOT_OURS]
        super().register(ours, admin_class, **options)


def _floor(app: Any) -> int:
    label = app["app_label"]
    return FLOORS.index(label) if label in FLOORS else len(FLOORS)
