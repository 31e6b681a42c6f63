"""What the provider says of itself (OpenID Connect Discovery 1.0) and its keys, remembered for a while."""

import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from statuspage.oidc.asking import Line
from statuspage.oidc.asking import forget as forget_hanging
from statuspage.oidc.exceptions import ProviderAway
from statuspage.oidc.provider import Provider

KEPT_SECONDS = 600.0
FAILED_SECONDS = 5.0
"""A provider that is away is not asked by every visitor: each of them would wait."""
_WELL_KNOWN = "/.well-known/openid-configuration"

_kept: dict[str, tuple[float, dict[str, Any]]] = {}
_failed: dict[str, tuple[float, str]] = {}


@dataclass(frozen=True, slots=True)
class Metadata:
    """The provider's addresses. `issuer` is as it writes itself; `userinfo_endpoint` may be empty."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str
    takes_basic: bool
    """Whether it wants our secret in a header, as is the default, and not in the form."""
    says_issuer: bool
    """Whether its answers name it (RFC 9207)."""


def metadata_of(provider: Provider, line: Line) -> Metadata:
    """What the provider says of itself; raises `ProviderAway`, also where it says to be somebody else."""
    told = _document(provider.issuer.rstrip("/") + _WELL_KNOWN, line)
    issuer = str(told.get("issuer", ""))
    # Whether there is a slash at its end is what people get wrong most often.
    if issuer.rstrip("/") != provider.issuer.rstrip("/"):
        raise ProviderAway("it says to be another issuer")
    safe = {"https", urlsplit(issuer).scheme}
    methods = told.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return Metadata(
        issuer=issuer,
        authorization_endpoint=_address(told, "authorization_endpoint", safe),
        token_endpoint=_address(told, "token_endpoint", safe),
        jwks_uri=_address(told, "jwks_uri", safe),
        userinfo_endpoint=_address(told, "userinfo_endpoint", safe) if "userinfo_endpoint" in told else "",
        takes_basic=not isinstance(methods, list) or "client_secret_basic" in methods,
        says_issuer=told.get("authorization_response_iss_parameter_supported") is True,
    )


def keys_of(metadata: Metadata, line: Line, *, fresh: bool = False) -> list[dict[str, Any]]:
    """The provider's public keys; `fresh` ones where a token names a key that is not among those kept."""
    if fresh:
        _kept.pop(metadata.jwks_uri, None)
    keys = _document(metadata.jwks_uri, line).get("keys")
    return [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []


def forget() -> None:
    """Ask for everything anew."""
    forget_hanging()
    _kept.clear()
    _failed.clear()


def _document(url: str, line: Line) -> dict[str, Any]:
    now = time.monotonic()
    ends, document = _kept.get(url, (0.0, {}))
    if now < ends:
        return document
    ends, reason = _failed.get(url, (0.0, ""))
    if now < ends:
        raise ProviderAway(reason)
    try:
        document = line.get(url)
    except ProviderAway as problem:
        _failed[url] = (time.monotonic() + FAILED_SECONDS, problem.reason)
        raise
    _kept[url] = (time.monotonic() + KEPT_SECONDS, document)
    return document


def _address(told: dict[str, Any], name: str, schemes: set[str]) -> str:
    value = told.get(name)
    if isinstance(value, str) and not any(character.isspace() for character in value):
        try:
            parts = urlsplit(value)
            good = parts.scheme in schemes and bool(parts.hostname)
        except ValueError:
            good = False
        if good:
            return value
    raise ProviderAway(f"it names no {name}")
