from functools import partial
from typing import Any
from urllib.parse import urlsplit

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.password_reset import get_reset_password_from_key_url
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from statuspage import services
from statuspage.actor import Actor
from statuspage.languages import spoken
from statuspage.models import User
from statuspage.sealing import seal, unseal
from web.dashboard.accounts.seen import session_follow

_WAYS = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a code of your app, or a recovery code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}

_STAGES = {"allauth.mfa.stages.AuthenticateStage": "web.dashboard.accounts.stages.SecondStep"}


class AccountAdapter(DefaultAccountAdapter):
    """People are invited; links in mail follow the configured address, never the Host header."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "This e-mail address and this password do not go together. Check both, or reset the password."
        ),
        "incorrect_password": _("This is not your password. Check it, or reset it."),
        "enter_current_password": _("This is not your present password."),
        "too_many_login_attempts": _(
            "There were too many wrong tries. Wait five minutes, then try again. Resetting the password "
            "works in the meantime."
        ),
        "rate_limited": _("There were too many tries. Wait five minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        # What the trusted proxies saw, decided before Django: nothing else may be believed.
        return str(request.META["REMOTE_ADDR"])

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        if not settings.CANDOR_PASSWORD_LOGIN:
            raise ValidationError(_("Nobody signs in with a password here."), code="password_login_off")
        super().pre_authenticate(request, **credentials)

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        session_follow(request)
        services.login_record(user=user, address=self.get_client_ip(request))

    def set_password(self, user: User, password: str) -> None:
        by = Actor.for_user(user, self.get_client_ip(self.request))
        services.password_replace(user=user, password=password, by=by)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        email = str(credentials.get("email") or "")
        services.login_failure_record(email=email, address=self.get_client_ip(request))

    def get_reset_password_from_key_url(self, key: str) -> str:
        parts = urlsplit(get_reset_password_from_key_url(self.request, key))
        return f"{settings.CANDOR_PUBLIC_URL}{parts.path}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        super().send_mail(template_prefix, email, {**context, "public_url": settings.CANDOR_PUBLIC_URL})

    def send_notification_mail(self, template_prefix: str, user: User, *given: Any, **more: Any) -> None:
        send = partial(self._notify, template_prefix, user, *given, **more)
        # What is told has happened by then, whether or not the mail server answers.
        transaction.on_commit(send, robust=True)

    def format_email_subject(self, subject: str) -> str:
        return f"[Candor] {subject}"

    def get_login_stages(self) -> list[str]:
        return [_STAGES.get(stage, stage) for stage in super().get_login_stages()]

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        return [
            {**method, "description": _WAYS.get(method["id"], method["description"])}
            for method in super().get_reauthentication_methods(user)
        ]

    def reauthenticate(self, user: User, password: str) -> bool:
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def _notify(self, template_prefix: str, user: User, *given: Any, **more: Any) -> None:
        with translation.override(spoken(user.language)):
            super().send_notification_mail(template_prefix, user, *given, **more)


class FactorsAdapter(DefaultMFAAdapter):
    """Secrets of second steps lie sealed in the database."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "This was not accepted. A code is good once and for a short while: wait for the next one, or try "
            "another way."
        ),
    }

    def encrypt(self, text: str) -> str:
        return seal({"secret": text})

    def decrypt(self, encrypted_text: str) -> str:
        # What another server secret sealed cannot be opened. Anybody can compute the codes of an empty
        # secret, and nobody those of one made up here.
        return str(unseal(encrypted_text).get("secret") or generate_totp_secret())

    def get_totp_issuer(self) -> str:
        return f"Candor {urlsplit(settings.CANDOR_PUBLIC_URL).hostname}"

    def build_totp_svg(self, url: str) -> SafeString:
        code = qrcode.QRCode(border=0)
        code.add_data(url)
        rows = code.get_matrix()
        path = "".join(
            f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark
        )
        return format_html(
            '<svg class="qr" viewBox="-4 -4 {0} {0}" role="img" aria-label="{1}"><path d="{2}"/></svg>',
            len(rows) + 8,
            _("QR code for the authenticator app"),
            path,
        )

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return str(_("Passkey %(number)d")) % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Candor"}
