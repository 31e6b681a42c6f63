from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.password_reset import get_reset_password_from_key_url
from django.conf import settings
from django.http import HttpRequest

from statuspage import services
from statuspage.models import User


class AccountAdapter(DefaultAccountAdapter):
    """People are invited; links in mail follow the configured address, never the Host header."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        # What the trusted proxies saw, decided before Django: nothing else may be believed.
        return str(request.META["REMOTE_ADDR"])

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        services.login_record(user=user, address=self.get_client_ip(request))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        email = str(credentials.get("email") or "")
        services.login_failure_record(email=email, address=self.get_client_ip(request))

    def get_reset_password_from_key_url(self, key: str) -> str:
        parts = urlsplit(get_reset_password_from_key_url(self.request, key))
        return f"{settings.CANDOR_PUBLIC_URL}{parts.path}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        super().send_mail(template_prefix, email, {**context, "public_url": settings.CANDOR_PUBLIC_URL})

    def format_email_subject(self, subject: str) -> str:
        return f"[Candor] {subject}"

    def reauthenticate(self, user: User, password: str) -> bool:
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk
