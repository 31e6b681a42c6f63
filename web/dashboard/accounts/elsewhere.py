"""Whose account it is that somebody shows by signing in at the identity provider.

An account is known by the provider's own name for somebody. The first time it is found by its address, which
counts only if the provider verified it, and the person is told. Nobody else comes in but who is invited, or
of the domains that the operator takes in.
"""

import hashlib
import logging
from collections.abc import Mapping
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import DomainError
from statuspage.models import User
from statuspage.oidc import Provider, provider_configured
from statuspage.selectors.invitations import invitations_good
from statuspage.services.people import identity_connect
from statuspage.services.taking_in import person_take_in

_NO_ADDRESS = _(
    "The service that you sign in with does not say that your e-mail address is yours. Have it verified "
    "there, or ask whoever runs it."
)
_OTHER_DOMAIN = _("People with your e-mail address do not sign in here.")
_TAKEN = _(
    "The account with your e-mail address belongs to somebody else at the service that you sign in with. Ask "
    "whoever runs this status page."
)
_STRANGER = _("Nobody has invited you yet. Ask somebody of the team for an invitation to this address.")
_INVITATIONS = "/accounts/invitation/"
_logger = logging.getLogger(__name__)


class ElsewhereAdapter(DefaultSocialAccountAdapter):
    """allauth's questions about people of the one provider that the operator configured."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        configured = provider_configured()
        if configured is None:
            return []
        app = SocialApp(
            provider="openid_connect",
            provider_id=provider_id(configured),
            name=configured.name[:40],
            client_id=configured.client_id,
        )
        named = provider in (None, app.provider, app.provider_id)
        return [app] if named and client_id in (None, app.client_id) else []

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        email = _email_of(sociallogin)
        domains = settings.CANDOR_OIDC_DOMAINS
        if domains and email.rpartition("@")[2] not in domains:
            raise _refused(request, _OTHER_DOMAIN if email else _NO_ADDRESS)
        if sociallogin.is_existing:
            return
        if not email:
            raise _refused(request, _NO_ADDRESS)
        user = User.objects.filter(email=email).first()
        if user is not None:
            self._connect(request, sociallogin, user)
        elif not settings.CANDOR_OIDC_TAKE_IN and not invitations_good(email=email).exists():
            _logger.info("somebody signed in at the identity provider who is not invited")
            raise _refused(request, _STRANGER)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        # `pre_social_login` has let through only who may.
        return True

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        """The account of a new person, in the teams that invited them or that takes in their domain."""
        told = sociallogin.user
        with journal.transaction() as now:
            try:
                user = person_take_in(
                    email=_email_of(sociallogin),
                    first_name=told.first_name,
                    last_name=told.last_name,
                    takes_in=settings.CANDOR_OIDC_TAKE_IN,
                    address=_address(request),
                    now=now,
                )
            except DomainError as error:
                raise _refused(request, error.detail) from None
            sociallogin.user = user
            sociallogin.account.user = user
            sociallogin.account.save()
        if str(sociallogin.state.get("next", "")).startswith(_INVITATIONS):
            # It is accepted now, so its page has nothing more to say.
            sociallogin.state["next"] = ""
        return user

    def _connect(self, request: HttpRequest, sociallogin: SocialLogin, user: User) -> None:
        with journal.transaction() as now:
            # One at a time for an account; an address that was given on to somebody else opens no account.
            User.objects.select_for_update().get(pk=user.pk)
            provider = sociallogin.account.provider
            if SocialAccount.objects.filter(user=user, provider=provider).exists():
                raise _refused(request, _TAKEN)
            identity_connect(user=user, by=Actor.for_user(user, _address(request)), now=now)
            sociallogin.user = user
            sociallogin.account.user = user
            sociallogin.account.save()
        configured = provider_configured()
        context = {"provider": configured.name if configured else ""}
        try:
            self.send_notification_mail("socialaccount/email/account_connected", user, context)
        except OSError as error:
            _logger.warning("Somebody could not be told of a new way to sign in: %s", type(error).__name__)


def provider_id(provider: Provider) -> str:
    """The provider's name at an account. Another issuer is another provider: its names are other people."""
    return f"oidc-{hashlib.sha256(provider.issuer.rstrip('/').encode()).hexdigest()[:24]}"


def sign_in_failed(request: HttpRequest, said: str | Promise, *, status: int) -> HttpResponse:
    """A page that says why nobody was signed in, and leads back."""
    context: Mapping[str, object] = {"said": said}
    return render(request, "account/sign_in_failed.html", context, status=status)


def _refused(request: HttpRequest, said: str | Promise) -> ImmediateHttpResponse:
    return ImmediateHttpResponse(sign_in_failed(request, said, status=403))


def _email_of(sociallogin: SocialLogin) -> str:
    """The verified address that the provider told, in lower case; else empty."""
    return next((row.email.lower() for row in sociallogin.email_addresses if row.verified), "")


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
