"""What a key looks like, and what is kept of it.

A key is 32 characters: ``cdr_``, 22 random letters and digits (131 bits), and a checksum of six. The
checksum is the CRC-32 of what stands before it, written in base 62: it holds no secret, so that anyone who
scans code for leaked keys can tell a key from other text without asking the server. The first ten
characters are the lookup prefix, shown to people and unique; the sixteen random ones behind it (95 bits)
are never kept in the clear.
"""

import hmac
import re
import secrets
import string
import zlib
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import salted_hmac

MARK = "cdr_"
PREFIX_LENGTH = 10
LENGTH = 32

_ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
_RANDOM_LENGTH = 22
_CHECKSUM_LENGTH = 6
_SALT = "candor.apikeys.credentials"
_SHAPE = re.compile(r"cdr_[0-9A-Za-z]{28}")
_ANYWHERE = re.compile(r"(cdr_[0-9A-Za-z]{6})[0-9A-Za-z]{22}")


@dataclass(frozen=True, slots=True)
class Credential:
    """A new key: the secret to show once, and the two things to keep."""

    secret: str
    prefix: str
    digest: str


def create() -> Credential:
    """A random credential."""
    body = MARK + "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM_LENGTH))
    secret = body + checksum(body)
    return Credential(secret, secret[:PREFIX_LENGTH], digest(secret))


def checksum(body: str) -> str:
    """The six characters that end a key with this beginning."""
    number = zlib.crc32(body.encode("ascii"))
    digits = []
    for _ in range(_CHECKSUM_LENGTH):
        number, digit = divmod(number, len(_ALPHABET))
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))


def is_well_formed(secret: str) -> bool:
    """Whether the text has the shape of a key, checksum included. Says nothing about a key existing."""
    return bool(_SHAPE.fullmatch(secret)) and secret[-_CHECKSUM_LENGTH:] == checksum(
        secret[:-_CHECKSUM_LENGTH]
    )


def digest(secret: str) -> str:
    """The keyed hash that is kept: HMAC-SHA-256 under a key derived from ``SECRET_KEY``, in hexadecimal."""
    return salted_hmac(_SALT, secret, algorithm="sha256").hexdigest()


def digest_matches(secret: str, kept: str) -> bool:
    """Constant-time comparison, also with the digests under ``SECRET_KEY_FALLBACKS``.

    Every digest is computed and compared whatever the earlier ones gave.
    """
    matched = False
    for server_secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        candidate = salted_hmac(_SALT, secret, secret=server_secret, algorithm="sha256").hexdigest()
        matched |= hmac.compare_digest(candidate, kept)
    return matched


def masked(text: str) -> str:
    """The text with everything that looks like a key cut down to its prefix."""
    return _ANYWHERE.sub(r"\1…", text)
