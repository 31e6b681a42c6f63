"""Keeps secrets that must be sent again (tokens of other services, signing secrets) encrypted at rest."""

import base64
import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_INFO = b"candor.sealing"


def seal(secrets: dict[str, Any]) -> str:
    """Encrypt plain values; an empty object becomes an empty text."""
    return _box(_keys()).encrypt(json.dumps(secrets).encode()).decode("ascii") if secrets else ""


def unseal(sealed: str) -> dict[str, Any]:
    """What was sealed; nothing for an empty text, and for what another server secret sealed."""
    if not sealed:
        return {}
    try:
        found: dict[str, Any] = json.loads(_box(_keys()).decrypt(sealed.encode()))
    except InvalidToken:
        return {}
    return found


def _keys() -> tuple[str, ...]:
    return (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))


@lru_cache(4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_INFO).derive(key.encode())
    return base64.urlsafe_b64encode(derived)
