"""Outward identifiers: short, random, and the only ids that ever leave the house."""

import secrets
import string

UID_LENGTH = 12
_UID_ALPHABET = string.ascii_lowercase + string.digits


def new_uid() -> str:
    """Twelve characters of ``[a-z0-9]`` (62 bits): fits the Statuspage and the PingPong shapes alike."""
    return "".join(secrets.choice(_UID_ALPHABET) for _ in range(UID_LENGTH))


def new_ping_key() -> str:
    """Twenty-two URL-safe characters: knowing a page's ping key allows pings by slug."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(22))
