"""Requests that are signed with OAuth 1.0a (RFC 5849), as Stashboard's clients sign them.

The values stand in the header `Authorization`, in the body of a form, or in the query; with a token
("three-legged") or with the consumer's secret alone ("two-legged").
"""

import hmac
import secrets
import time
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha1, sha256
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest
from django.utils.encoding import escape_uri_path, iri_to_uri
from oauthlib.oauth1 import (
    SIGNATURE_HMAC_SHA1,
    SIGNATURE_HMAC_SHA256,
    SIGNATURE_PLAINTEXT,
    RequestValidator,
    SignatureOnlyEndpoint,
)

from api.base.forms import Pair
from api.stashboard.bodies import FORM
from apikeys.nonces import WINDOW
from apikeys.selectors import Consumer, consumer_named

OWN = "oauth_"
_NONCE_LENGTH = 255
_NO_CONSUMER = "nobody"
_NOBODYS_SECRET = secrets.token_hex(20)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`problem` is a word of OAuth's problem reporting, empty where the signature is right."""

    problem: str
    consumer: Consumer | None = None
    token: str = ""
    timestamp: int = 0
    nonce: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """The names and values of the query and of a form that is signed with it, and the bytes of the body."""

    query: Sequence[Pair] = ()
    form: Sequence[Pair] = ()
    body: bytes = b""


def is_signed(request: HttpRequest, sent: Sent) -> bool:
    """Whether a request brings a signature, right or wrong, in any of the three places."""
    return _header_of(request) != "" or any(name.startswith(OWN) for name, _ in (*sent.query, *sent.form))


def judge(request: HttpRequest, sent: Sent) -> Verdict:
    """Whether the signature is right and its time is ours; whether it came before is not asked here."""
    validator = _Validator(may_be_plain=request.is_secure())
    header = _header_of(request)
    try:
        valid, signed = SignatureOnlyEndpoint(validator).validate_request(
            _address_of(request, sent.query),
            request.method,
            _encoded(sent.form),
            {"Content-Type": FORM, **({"Authorization": header} if header else {})},
        )
    except ValueError:
        # What is no header of OAuth at all.
        return Verdict("parameter_rejected")
    if signed is None:
        return Verdict("parameter_rejected")
    if validator.consumer is None:
        # Not judged at all: something that is needed is missing, unknown, or not of this time.
        return Verdict("parameter_rejected" if _is_timely(signed.timestamp) else "timestamp_refused")
    if not (valid and _is_body_of(dict(signed.oauth_params), sent.body)):
        return Verdict("signature_invalid", validator.consumer)
    return Verdict(
        "", validator.consumer, signed.resource_owner_key or "", int(signed.timestamp), signed.nonce
    )


class _Validator(RequestValidator):
    """Tells oauthlib the rules and the secrets, for one request.

    Nonces are looked at by whoever asks, after the signature: nobody who cannot sign makes us write.
    """

    enforce_ssl = False
    timestamp_lifetime = int(WINDOW.total_seconds())
    dummy_client = _NO_CONSUMER

    def __init__(self, *, may_be_plain: bool) -> None:
        super().__init__()
        self.consumer: Consumer | None = None
        self._may_be_plain = may_be_plain

    @property
    def allowed_signature_methods(self) -> tuple[str, ...]:
        plain = (SIGNATURE_PLAINTEXT,) if self._may_be_plain else ()
        return (SIGNATURE_HMAC_SHA1, SIGNATURE_HMAC_SHA256, *plain)

    def check_client_key(self, client_key: str) -> bool:
        return True

    def check_nonce(self, nonce: str) -> bool:
        return len(nonce) <= _NONCE_LENGTH

    def validate_timestamp_and_nonce(self, client_key: str, *args: Any, **kwargs: Any) -> bool:
        return True

    def validate_client_key(self, client_key: str, request: Any) -> bool:
        self.consumer = consumer_named(client_key)
        return self.consumer.key_id is not None

    def get_client_secret(self, client_key: str, request: Any) -> str:
        return self._known.derived.consumer_secret

    def get_access_token_secret(self, client_key: str, token: str, request: Any) -> str:
        derived = self._known.derived
        is_its_own = hmac.compare_digest(token.encode("utf-8", "replace"), derived.token.encode())
        return derived.token_secret if is_its_own else _NOBODYS_SECRET

    @property
    def _known(self) -> Consumer:
        return self.consumer or consumer_named(_NO_CONSUMER)


def _header_of(request: HttpRequest) -> str:
    """The header, where it is of this kind and no bare key behind the same word."""
    header: str = request.META.get("HTTP_AUTHORIZATION", "").strip()
    scheme, _space, values = header.partition(" ")
    return header if scheme.lower() == "oauth" and OWN in values else ""


def _is_body_of(own: Mapping[str, str], body: bytes) -> bool:
    """Whether a body is the one whose digest was signed, as some clients do for what is no form."""
    said = own.get("oauth_body_hash")
    # Libraries sign SHA-1 also with HMAC-SHA256, where the extension of OAuth wants SHA-256.
    made = (b64encode(digest(body).digest()).decode() for digest in (sha1, sha256))
    return said is None or said in made


def _address_of(request: HttpRequest, query: Sequence[Pair]) -> str:
    """The address as the client knows it, which trusted proxies have told already."""
    path = iri_to_uri(escape_uri_path(request.path))
    return f"{request.scheme}://{request.get_host()}{path}?{_encoded(query)}"


def _encoded(pairs: Sequence[Pair]) -> str:
    """The pairs for oauthlib, which decodes what is OAuth's own once more than it should."""
    return urlencode(
        [(name, quote(value, safe="") if name.startswith(OWN) else value) for name, value in pairs]
    )


def _is_timely(timestamp: str | None) -> bool:
    text = timestamp or ""
    return (
        not (text.isdecimal() and text.isascii())
        or abs(time.time() - int(text[:20])) <= WINDOW.total_seconds()
    )
