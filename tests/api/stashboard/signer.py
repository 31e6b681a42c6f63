"""Signing requests by hand, as RFC 5849 says it, without the library that the door uses."""

import base64
import hashlib
import hmac
import secrets
import time
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from apikeys.derived import Derived


def parameters(values: Derived, **changes: Any) -> dict[str, str]:
    """The parameters of a request that is signed now; those changed to None are left out."""
    chosen = {
        "oauth_consumer_key": values.consumer_key,
        "oauth_token": values.token,
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": str(int(time.time())),
        "oauth_nonce": secrets.token_hex(8),
        "oauth_version": "1.0",
        **changes,
    }
    return {name: str(value) for name, value in chosen.items() if value is not None}


def signature(
    values: Derived,
    method: str,
    url: str,
    own: dict[str, str],
    body: str = "",
    token_secret: str | None = None,
) -> str:
    """The signature over method, address, query, form and the parameters of OAuth (3.4)."""
    parts = urlsplit(url)
    pairs = [*parse_qsl(parts.query, True), *parse_qsl(body, True), *own.items()]
    encoded = sorted((escaped(name), escaped(value)) for name, value in pairs)
    base = "&".join(
        (
            method,
            escaped(f"{parts.scheme}://{parts.netloc}{parts.path}"),
            escaped("&".join(f"{name}={value}" for name, value in encoded)),
        )
    )
    secret = values.token_secret if token_secret is None else token_secret
    key = f"{escaped(values.consumer_secret)}&{escaped(secret)}"
    digest = hashlib.sha256 if own.get("oauth_signature_method") == "HMAC-SHA256" else hashlib.sha1
    return base64.b64encode(hmac.new(key.encode(), base.encode(), digest).digest()).decode()


def header(own: dict[str, str], realm: str = "") -> str:
    """The parameters as a header `Authorization`."""
    words = ", ".join(f'{name}="{escaped(value)}"' for name, value in own.items())
    return f'OAuth realm="{realm}", {words}'


def signed_header(values: Derived, method: str, url: str, body: str = "", **changes: Any) -> str:
    """A header that signs a request; `token_secret` and the parameters of OAuth may be changed."""
    token_secret = changes.pop("token_secret", None)
    own = parameters(values, **changes)
    return header({**own, "oauth_signature": signature(values, method, url, own, body, token_secret)})


def escaped(text: str) -> str:
    """Percent-encoded (3.6)."""
    return quote(text, safe="~")
