"""allauth's views of second steps and passkeys, with what Candor adds: the journal, and other sessions end.

Whatever changes the ways in happens in one transaction with its event, and the session in which it was done
goes on.
"""

import ipaddress
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView, ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal import flows
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib import messages
from django.contrib.auth import HASH_SESSION_KEY
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from statuspage import journal
from statuspage.exceptions import Conflict
from statuspage.models import User
from statuspage.selectors.sign_in import passkey_named
from statuspage.services.sign_in import (
    factor_add_check,
    factor_add_record,
    factor_remove_record,
    passkey_rename_record,
    recovery_codes_renew_record,
    totp_step_take,
)
from web.dashboard.access import actor_of, user_of
from web.dashboard.accounts.forms import step_of

HOME = reverse_lazy("dashboard:account")
View = Callable[..., HttpResponseBase]


def passkeys_work(request: HttpRequest) -> bool:
    """Whether browsers make passkeys for this address: a name under HTTPS, or `localhost`; never a number."""
    host = request.get_host().rsplit(":", 1)[0].strip("[]")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return request.is_secure() or host == "localhost" or host.endswith(".localhost")
    return False


@contextmanager
def ways_in_change(request: HttpRequest) -> Iterator[User]:
    """A transaction that ends a person's sessions, but for the one in which they act."""
    user = user_of(request)
    with journal.transaction():
        yield user
        request.session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        # Not only at the end of the request: mail is sent before that, and another tab would be signed out.
        request.session.save()


def _adding(view: View) -> View:
    """Refuses whoever may not be the person; what is there already leads back."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            if isinstance(request.user, User):
                factor_add_check(user=request.user)
            return view(request, *args, **kwargs)
        except Conflict as error:
            messages.error(request, error.detail)
        except IntegrityError:
            # Sent twice at the same time: it is on.
            pass
        return redirect(HOME)

    return never_cache(answer)


class SignIn(LoginView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "passkeys_work": passkeys_work(self.request)}


class SecondStep(AuthenticateView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        asked = context.get("js_data", {}).get("request_options", {}).get("publicKey", {})
        has_passkeys = bool(asked.get("allowCredentials")) and passkeys_work(self.request)
        return {**context, "has_passkeys": has_passkeys}


class PasskeyLogin(LoginWebAuthnView):
    def form_valid(self, form: Any) -> HttpResponse:
        factor = form.cleaned_data["credential"]
        login = Login(user=factor.user, redirect_url=get_next_redirect_url(self.request))
        answer: HttpResponse = flows.perform_passwordless_login(self.request, factor, login)
        return answer


class PasskeyAgain(ReauthenticateWebAuthnView):
    def form_invalid(self, form: Any) -> HttpResponse:
        super().form_invalid(form)
        return redirect(self.request.get_full_path())


class TotpOn(ActivateTOTPView):
    def form_valid(self, form: Any) -> HttpResponse:
        with ways_in_change(self.request) as user:
            answer: HttpResponse = super().form_valid(form)
            factor = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
            totp_step_take(factor=factor, step=step_of(form.secret, form.cleaned_data["code"]) or 0)
            factor_add_record(user=user, kind=factor.type, by=actor_of(self.request))
        return answer


class TotpOff(DeactivateTOTPView):
    success_url = HOME

    def form_valid(self, form: Any) -> HttpResponse:
        with ways_in_change(self.request) as user:
            answer: HttpResponse = super().form_valid(form)
            factor_remove_record(user=user, kind=Authenticator.Type.TOTP, by=actor_of(self.request))
        return answer


class CodesRenewed(GenerateRecoveryCodesView):
    def form_valid(self, form: Any) -> HttpResponse:
        with ways_in_change(self.request) as user:
            answer: HttpResponse = super().form_valid(form)
            recovery_codes_renew_record(user=user, by=actor_of(self.request))
        return answer


class PasskeyAdd(AddWebAuthnView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not passkeys_work(request):
            raise Conflict(
                _(
                    "Browsers make passkeys for a name under HTTPS, not for this address. Open the dashboard "
                    "by its name, or under localhost on the machine itself."
                )
            )
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        # Where the device can keep it, the passkey lets in alone; where not, it is a second step.
        wanted = context["js_data"]["creation_options"]["publicKey"]["authenticatorSelection"]
        wanted.update(residentKey="preferred", requireResidentKey=False)
        return context

    def form_valid(self, form: Any) -> HttpResponse:
        with ways_in_change(self.request) as user:
            answer: HttpResponse = super().form_valid(form)
            name = form.cleaned_data["name"]
            kind = Authenticator.Type.WEBAUTHN
            factor_add_record(user=user, kind=kind, name=name, by=actor_of(self.request))
        return answer


class PasskeyRemove(RemoveWebAuthnView):
    success_url = HOME

    def get_object(self, queryset: Any = None) -> Authenticator:
        return _passkey_of(self.request, self.kwargs["ref"])

    def form_valid(self, form: Any) -> HttpResponse:
        name = str(self.object)
        with ways_in_change(self.request) as user:
            answer: HttpResponse = super().form_valid(form)
            kind = Authenticator.Type.WEBAUTHN
            factor_remove_record(user=user, kind=kind, name=name, by=actor_of(self.request))
        return answer


class PasskeyName(EditWebAuthnView):
    success_url = HOME

    def get_object(self, queryset: Any = None) -> Authenticator:
        return _passkey_of(self.request, self.kwargs["ref"])

    def form_valid(self, form: Any) -> HttpResponse:
        before = str(self.object)
        with journal.transaction():
            answer: HttpResponse = super().form_valid(form)
            passkey_rename_record(
                user=user_of(self.request),
                before=before,
                after=form.cleaned_data["name"],
                by=actor_of(self.request),
            )
        return answer


def _passkey_of(request: HttpRequest, ref: str) -> Authenticator:
    found = passkey_named(user_of(request), ref)
    if found is None:
        raise Http404
    return found


sign_in = SignIn.as_view()
second_step = SecondStep.as_view()
code_again = never_cache(ReauthenticateView.as_view())
passkey_again = never_cache(PasskeyAgain.as_view())
passkey_login = never_cache(PasskeyLogin.as_view())
totp_on = _adding(TotpOn.as_view())
totp_off = never_cache(TotpOff.as_view())
codes_shown = never_cache(ViewRecoveryCodesView.as_view())
codes_renewed = never_cache(CodesRenewed.as_view())
passkey_add = _adding(PasskeyAdd.as_view())
passkey_remove = never_cache(PasskeyRemove.as_view())
passkey_name = never_cache(PasskeyName.as_view())
