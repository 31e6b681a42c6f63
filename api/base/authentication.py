"""Who calls: the key in the request's headers. Cookies are never looked at."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from api.base.faults import Fault
from apikeys import credentials, selectors
from apikeys.models import ApiKey

SCHEMES = ("bearer", "oauth", "token")


class CredentialsRefused(Fault):
    """A credential that opens nothing. `key` is set when the secret was right but is no longer in force."""

    key: ApiKey | None = None
    prefix: str = ""


class KeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer|OAuth|Token <key>`, or `X-Api-Key: <key>`."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, ApiKey] | None:
        """The key in force; None when the request brings no credential; raises `CredentialsRefused`."""
        secret = self.presented(request)
        if secret is None:
            return None
        found = selectors.key_identify(secret)
        if found is None or found.refusal:
            raise self._refused(secret, found)
        return AnonymousUser(), found.key

    def authenticate_header(self, request: Request) -> str:
        """The challenge of a 401."""
        return 'Bearer realm="Candor"'

    def presented(self, request: Request) -> str | None:
        """The text offered as a key; empty, and so refused, when there is only a scheme that is not ours.

        A proxy in front may want an `Authorization` of its own: `X-Api-Key` still counts then.
        """
        header = request.META.get("HTTP_AUTHORIZATION")
        own: str | None = request.META.get("HTTP_X_API_KEY")
        if header is not None:
            scheme, _separator, value = header.strip().partition(" ")
            if scheme.lower() in SCHEMES:
                return str(value.strip())
        if own is not None:
            return own.strip()
        return None if header is None else ""

    def _refused(self, secret: str, found: selectors.Identified | None) -> CredentialsRefused:
        reasons = {
            "revoked": _("This key has been revoked."),
            "expired": _("This key has expired."),
        }
        fault = CredentialsRefused(
            401,
            f"key_{found.refusal}" if found else "invalid_key",
            reasons[found.refusal] if found and found.refusal else _("This is not a valid key."),
            headers={"WWW-Authenticate": 'Bearer realm="Candor", error="invalid_token"'},
        )
        fault.key = found.key if found else None
        fault.prefix = secret[: credentials.PREFIX_LENGTH] if credentials.is_well_formed(secret) else ""
        return fault
