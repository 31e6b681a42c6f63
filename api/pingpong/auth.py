"""Who calls: `Authorization: Token <key>`."""

from django.contrib.auth.models import AnonymousUser
from rest_framework.request import Request

from api.base.authentication import CredentialsRefused, KeyAuthentication
from apikeys.models import ApiKey

CHALLENGE = "Token"


class TokenKey(KeyAuthentication):
    """`Authorization: Token|Bearer|OAuth <key>`, or `X-Api-Key`; any other scheme brings no key at all."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, ApiKey] | None:
        """The key in force; raises `CredentialsRefused`."""
        try:
            return super().authenticate(request)
        except CredentialsRefused as refused:
            refused.headers = {"WWW-Authenticate": CHALLENGE}
            raise

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE

    def presented(self, request: Request) -> str | None:
        return super().presented(request) or None
