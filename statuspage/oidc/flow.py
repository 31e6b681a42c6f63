"""The way to the provider and back: the code flow of OpenID Connect Core 1.0 with PKCE (RFC 7636)."""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode

from django.utils.crypto import constant_time_compare
from oauthlib.oauth2 import WebApplicationClient

from statuspage.oidc.asking import Line
from statuspage.oidc.exceptions import ProviderAway, ProviderProblem, SignInInvalid, SignInRefused
from statuspage.oidc.identity import Identity, identity_of, identity_read
from statuspage.oidc.metadata import Metadata, metadata_of
from statuspage.oidc.provider import Provider

SCOPE = "openid email"
SCOPE_WITH_NAMES = "openid email profile"
_VERIFIER_LENGTH = 64
_LONGEST_CODE = 4_096


@dataclass(frozen=True, slots=True)
class Flight:
    """What only the browser that set out knows: it must show all of it when it comes back."""

    state: str
    nonce: str
    verifier: str


def flight_begin(provider: Provider, *, callback: str, scope: str = SCOPE) -> tuple[Flight, str]:
    """A flight, and the address at the provider that it leads to; raises `ProviderAway`."""
    with Line() as line:
        metadata = metadata_of(provider, line)
    client = WebApplicationClient(provider.client_id)
    flight = Flight(
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=client.create_code_verifier(_VERIFIER_LENGTH),
    )
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": callback,
        "scope": scope,
        "state": flight.state,
        "nonce": flight.nonce,
        "code_challenge": client.create_code_challenge(flight.verifier, "S256"),
        "code_challenge_method": "S256",
    }
    address = metadata.authorization_endpoint.partition("#")[0]
    return flight, f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def flight_finish(
    provider: Provider, flight: Flight, *, answer: Mapping[str, str], callback: str
) -> Identity:
    """Who somebody is, by what the provider has their browser bring along; raises `ProviderProblem`.

    A code is good once: the provider refuses it, and with it whoever brings it, a second time.
    """
    if not constant_time_compare(answer.get("state", ""), flight.state):
        raise SignInInvalid("another state")
    with Line() as line:
        metadata = metadata_of(provider, line)
        _judge_sender(answer.get("iss"), metadata)
        if "error" in answer:
            raise SignInRefused("refused at the provider")
        code = answer.get("code", "")
        if not code or len(code) > _LONGEST_CODE:
            raise SignInInvalid("no code")
        tokens = _exchange(provider, metadata, line, code=code, verifier=flight.verifier, callback=callback)
        identity = identity_read(
            tokens.get("id_token"), provider=provider, metadata=metadata, nonce=flight.nonce, line=line
        )
        return identity if identity.email else _completed(identity, tokens, metadata, line)


def _judge_sender(issuer: str | None, metadata: Metadata) -> None:
    """RFC 9207: the answer comes from the provider that was asked."""
    if (issuer is not None or metadata.says_issuer) and issuer != metadata.issuer:
        raise SignInInvalid("an answer of another issuer")


def _exchange(
    provider: Provider, metadata: Metadata, line: Line, *, code: str, verifier: str, callback: str
) -> dict[str, Any]:
    secret = {} if metadata.takes_basic else {"client_secret": provider.client_secret}
    body = WebApplicationClient(provider.client_id).prepare_request_body(
        code=code, redirect_uri=callback, code_verifier=verifier, **secret
    )
    headers = {"Authorization": _basic(provider)} if metadata.takes_basic else {}
    status, tokens = line.post(metadata.token_endpoint, str(body), headers)
    if status == 200:
        return tokens
    # A word of RFC 6749, 5.2, which tells the operator whether it is their settings.
    word = tokens.get("error")
    if word in ("invalid_client", "unauthorized_client"):
        raise ProviderAway(str(word))
    if status >= 500:
        raise ProviderAway(f"status {status}")
    raise SignInInvalid(f"status {status} for the code")


def _completed(identity: Identity, tokens: Mapping[str, Any], metadata: Metadata, line: Line) -> Identity:
    """With the address, where the provider tells it in another place than the ID token."""
    access = tokens.get("access_token")
    if not metadata.userinfo_endpoint or not isinstance(access, str) or not access.isprintable():
        return identity
    try:
        claims = line.get(metadata.userinfo_endpoint, {"Authorization": f"Bearer {access}"})
    except ProviderProblem:
        # Who they are is known already.
        return identity
    if claims.get("sub") != identity.subject:
        return identity
    return identity_of(claims)


def _basic(provider: Provider) -> str:
    # Each half is encoded as in a form first (RFC 6749, 2.3.1).
    pair = f"{quote_plus(provider.client_id)}:{quote_plus(provider.client_secret)}"
    return f"Basic {base64.b64encode(pair.encode()).decode('ascii')}"
