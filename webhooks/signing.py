"""Signatures by the Standard Webhooks scheme (https://www.standardwebhooks.com), symmetric form."""

import base64
import binascii
import hashlib
import hmac
import secrets as randomness
from collections.abc import Sequence
from datetime import datetime

PREFIX = "whsec_"
SECRET_BYTES = 32
"""The scheme asks for 24 to 64 random bytes."""


def secret_new() -> str:
    """A new signing secret, as receivers paste it into a library."""
    return PREFIX + base64.b64encode(randomness.token_bytes(SECRET_BYTES)).decode("ascii")


def signature_headers(
    *, delivery_id: str, at: datetime, body: bytes, secrets: Sequence[str]
) -> dict[str, str]:
    """The three headers of one try: `at` is the moment of the try, each secret adds a signature.

    Receivers refuse times that are more than five minutes off, and take any of the signatures.
    """
    moment = str(int(at.timestamp()))
    signed = b".".join((delivery_id.encode("ascii"), moment.encode("ascii"), body))
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(f"v1,{_signature(secret, signed)}" for secret in secrets),
    }


def _signature(secret: str, signed: bytes) -> str:
    digest = hmac.new(_key(secret), signed, hashlib.sha256).digest()
    return base64.b64encode(digest).decode("ascii")


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ValueError("A signing secret is whsec_ and base64.") from None
