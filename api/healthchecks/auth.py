"""Who calls: the key in `X-Api-Key`, or in the body of a POST."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from rest_framework.request import Request

from api.base.authentication import CredentialsRefused, KeyAuthentication
from apikeys import credentials
from apikeys.models import ApiKey

MISSING = "missing api key"
WRONG = "wrong api key"


class HeaderOrBody(KeyAuthentication):
    """`X-Api-Key: <key>`, else the member `api_key` of the body, else `Authorization: Bearer <key>`.

    The header counts even when it is empty. Whatever is not as long as a key is no key at all.
    """

    def __init__(self, body: Callable[[], Mapping[str, Any]]) -> None:
        self._body = body

    def authenticate(self, request: Request) -> tuple[AnonymousUser, ApiKey] | None:
        """The key in force; raises `CredentialsRefused`."""
        try:
            found = super().authenticate(request)
        except CredentialsRefused as refused:
            refused.detail = WRONG
            raise
        if found is None:
            raise CredentialsRefused(401, "missing_key", MISSING)
        return found

    def presented(self, request: Request) -> str | None:
        header: str | None = request.META.get("HTTP_X_API_KEY")
        body = self._body()
        if header is not None:
            given: Any = header.strip()
        elif "api_key" in body:
            given = body["api_key"]
        else:
            given = super().presented(request)
        return given if isinstance(given, str) and len(given) == credentials.LENGTH else None
