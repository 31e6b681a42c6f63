"""Who calls: a signature, or a key as in every other door."""

from collections.abc import Callable
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from rest_framework.request import Request

from api.base.authentication import SCHEMES, CredentialsRefused, KeyAuthentication
from api.stashboard.errors import AUTHORIZATION_FAILURE
from api.stashboard.signatures import Sent, Verdict, is_signed, judge
from apikeys import selectors
from apikeys.models import ApiKey
from apikeys.nonces import nonce_claim

REALM = 'OAuth realm="Candor"'


class KeyOrSignature(KeyAuthentication):
    """A signature of OAuth 1.0a, or a key as a bearer or in `X-Api-Key`.

    What a proxy wants in `Authorization` is not for us. A refusal says what is wrong with a signature in the
    words of OAuth's problem reporting, but never whether there is such a consumer.
    """

    def __init__(self, sent: Callable[[], Sent], now: datetime) -> None:
        self._sent = sent
        self._now = now

    def authenticate(self, request: Request) -> tuple[AnonymousUser, ApiKey] | None:
        sent = self._sent()
        if not is_signed(request._request, sent):
            return super().authenticate(request)
        return AnonymousUser(), self._signer(judge(request._request, sent))

    def authenticate_header(self, request: Request) -> str:
        return REALM

    def presented(self, request: Request) -> str | None:
        header = request.META.get("HTTP_AUTHORIZATION", "")
        is_ours = header.strip().partition(" ")[0].lower() in SCHEMES
        return super().presented(request) if is_ours or "HTTP_X_API_KEY" in request.META else None

    def _signer(self, verdict: Verdict) -> ApiKey:
        """The key in force whose first request this is. Raises `CredentialsRefused`."""
        consumer = verdict.consumer
        if verdict.problem or consumer is None:
            raise _refused(verdict.problem, prefix=consumer.prefix if consumer else "")
        found = selectors.consumer_identify(consumer, now=self._now)
        if found is None or found.refusal:
            raise _refused("token_revoked", key=found.key if found else None)
        first = nonce_claim(
            key=found.key, token=verdict.token, timestamp=verdict.timestamp, nonce=verdict.nonce
        )
        if not first:
            raise _refused("nonce_used", key=found.key)
        return found.key


def _refused(problem: str, *, key: ApiKey | None = None, prefix: str = "") -> CredentialsRefused:
    fault = CredentialsRefused(
        401,
        "invalid_signature",
        AUTHORIZATION_FAILURE,
        headers={"WWW-Authenticate": f'{REALM}, oauth_problem="{problem}"'},
    )
    fault.key, fault.prefix = key, prefix
    return fault
