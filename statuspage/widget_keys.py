"""Keys of widgets: they name a page or one of its components, and nobody can make one up.

`sp_` and 32 hexadecimal digits, as PingPong's have: half of them are the object's uid, the others its
signature. Whoever was shown one may read how that object is, and nothing else.
"""

import re
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from statuspage.ids import UID, UID_LENGTH

KEY_FORM = re.compile(r"sp_([0-9a-f]{16})([0-9a-f]{16})", re.ASCII)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def widget_key(badge_key: UUID, uid: str) -> str:
    """The key of a page or component by its uid; `badge_key` is the page's."""
    return f"sp_{int(uid, 36):016x}{_signed(settings.SECRET_KEY, badge_key, uid)}"


def uid_named(key: str) -> str | None:
    """The uid in a key, which may be made up; None for what is no key at all."""
    found = KEY_FORM.fullmatch(key)
    uid = _base36(int(found[1], 16)) if found else ""
    return uid if UID.fullmatch(uid) else None


def widget_key_holds(key: str, badge_key: UUID, uid: str) -> bool:
    """Whether a key was made for the object.

    Signatures of earlier server secrets hold while these are kept, since badges stand on other pages.
    """
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    right = [constant_time_compare(key[-16:], _signed(str(secret), badge_key, uid)) for secret in secrets]
    return any(right)


def _signed(secret: str, badge_key: UUID, uid: str) -> str:
    return salted_hmac(f"widget {badge_key}", uid, secret=secret, algorithm="sha256").hexdigest()[:16]


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits.rjust(UID_LENGTH, "0")
