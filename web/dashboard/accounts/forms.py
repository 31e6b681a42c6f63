from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.forms import ResetPasswordKeyForm
from allauth.core import context
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from statuspage import services
from statuspage.actor import Actor
from statuspage.models import User
from statuspage.services.sign_in import second_step_failure_record, totp_step_take

NAME_LENGTH = 60


class MailedPasswordForm(ResetPasswordKeyForm):
    """The password that somebody chooses through the link in their mail, which makes it theirs alone."""

    def save(self) -> None:
        services.password_replace(
            user=self.user,
            password=self.cleaned_data["password1"],
            by=Actor.for_user(self.user, context.request.META["REMOTE_ADDR"]),
            is_mailed=True,
        )


class _OneCodeForm(BaseAuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self, _("Code"), numeric=False)

    def clean_code(self) -> str:
        with _failures_told(self.user, "code"):
            code: str = super().clean_code()
            if self.authenticator.type == Authenticator.Type.TOTP:
                secret = get_adapter().decrypt(self.authenticator.data["secret"])
                step = step_of(secret, code)
                if step is None or not totp_step_take(factor=self.authenticator, step=step):
                    raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_OneCodeForm, AuthenticateForm):
    """The second step of signing in: a code of the app, which is good once, or a recovery code."""


class CodeAgainForm(_OneCodeForm, ReauthenticateForm):
    """Showing once more that it is oneself."""


class ActivateForm(ActivateTOTPForm):
    """The first code of an authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self, _("The code that the app shows"))


class PasskeyForm(AuthenticateWebAuthnForm):
    """A passkey as the second step of signing in."""

    def clean_credential(self) -> Authenticator:
        with _failures_told(self.user, "passkey"), _nonsense_refused():
            return super().clean_credential()


class PasskeyAgainForm(PasskeyForm, ReauthenticateWebAuthnForm):
    """A passkey that shows once more that it is oneself."""


class PasskeyLoginForm(LoginWebAuthnForm):
    """A passkey that lets in alone; whose it is stands in it."""

    def clean_credential(self) -> Authenticator:
        with _nonsense_refused():
            return super().clean_credential()


class AddPasskeyForm(AddWebAuthnForm):
    """A new passkey, with a name to know it by; the device decides whether it lets in alone."""

    passwordless = None
    name = forms.CharField(label=_("Name"), required=False, max_length=NAME_LENGTH)

    def clean(self) -> dict[str, Any]:
        with _nonsense_refused():
            cleaned: dict[str, Any] = super().clean()
            return cleaned


class NamePasskeyForm(EditWebAuthnForm):
    """Another name for a passkey."""

    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH)


def step_of(secret: str, code: str) -> int | None:
    """The time step whose code this is; None if it is of none that is good now."""
    for step in yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            return int(step)
    return None


def _ask_for_code(form: Any, label: str | Promise, *, numeric: bool = True) -> None:
    field = form.fields["code"]
    field.label = label
    field.widget.attrs = {
        "autocomplete": "one-time-code",
        "autocapitalize": "off",
        "spellcheck": "false",
        "maxlength": 32,
        "autofocus": True,
    }
    if numeric:
        field.widget.attrs["inputmode"] = "numeric"


@contextmanager
def _failures_told(user: User, kind: str) -> Iterator[None]:
    try:
        yield
    except forms.ValidationError as error:
        if error.code == "incorrect_code":
            address = context.request.META["REMOTE_ADDR"]
            second_step_failure_record(user=user, kind=kind, address=address)
        raise


@contextmanager
def _nonsense_refused() -> Iterator[None]:
    # The library reads what a browser sends as if browsers alone sent it.
    try:
        yield
    except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError):
        raise get_adapter().validation_error("incorrect_code") from None
