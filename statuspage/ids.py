"""Outward identifiers: short, random, and the only ids that ever leave the house."""

import re
import secrets
import string

UID_LENGTH = 12
PING_KEY_LENGTH = 22
PING_KEY = re.compile(rf"[A-Za-z0-9_-]{{{PING_KEY_LENGTH}}}", re.ASCII)
"""The form of a page's ping key. Ours have letters and digits only; one that is taken over may have more."""
PING_KEY_NAMED = re.compile(rf"[A-Za-z0-9_-]{{1,{PING_KEY_LENGTH}}}", re.ASCII)
"""What a ping may name as a key: a shorter one is none that anybody has, yet not malformed."""
UUID_FORM = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
"""A UUID as people and jobs write it; Python's own reading takes many other spellings."""
UID = re.compile(rf"[a-z0-9]{{{UID_LENGTH}}}", re.ASCII)
"""The form of a uid, ours and Statuspage's."""
_UID_ALPHABET = string.ascii_lowercase + string.digits


def new_uid() -> str:
    """Twelve characters of ``[a-z0-9]`` (62 bits): fits the Statuspage and the PingPong shapes alike."""
    return "".join(secrets.choice(_UID_ALPHABET) for _ in range(UID_LENGTH))


def new_uids(number: int) -> list[str]:
    """The same many times over: for what is written by the thousand, as good and far quicker."""
    letters = len(_UID_ALPHABET)
    fair = 256 - 256 % letters
    table = bytes(ord(_UID_ALPHABET[value % letters]) for value in range(256))
    unfair = bytes(range(fair, 256))
    signs = b""
    while len(signs) < number * UID_LENGTH:
        missing = number * UID_LENGTH - len(signs)
        signs += secrets.token_bytes(missing + missing // 32 + 16).translate(table, unfair)
    text = signs.decode("ascii")
    return [text[start : start + UID_LENGTH] for start in range(0, number * UID_LENGTH, UID_LENGTH)]


def uid_given(uid: str | None) -> dict[str, str]:
    """The field of a new row that takes over an id from elsewhere, which is free; without one it is new."""
    return {} if uid is None else {"uid": uid}


def new_ping_key() -> str:
    """Twenty-two URL-safe characters: knowing a page's ping key allows pings by slug."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(PING_KEY_LENGTH))
