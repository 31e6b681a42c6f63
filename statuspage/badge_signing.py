"""Signatures of badges' addresses: whoever was shown one may show it on, and nobody can make up another."""

import base64
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

EVERYTHING = "*"
"""Stands for all checks of a page where a tag could stand."""
TWO_STATES = "-2"
"""Ends the signature of a badge that shows no grace (Healthchecks contract, section 10)."""
_LENGTH = 8


def badge_signature(badge_key: UUID, tag: str, *, states: int = 3) -> str:
    """Eight characters for a tag of the page with this badge key, and the ending of a two-state badge."""
    return _signed(settings.SECRET_KEY, badge_key, tag) + (TWO_STATES if states == 2 else "")


def badge_states(badge_key: UUID, tag: str, signature: str) -> int | None:
    """How many states a badge with this signature shows, 2 or 3; None where the signature is wrong.

    Signatures of earlier server secrets hold while these are kept, since badges stand on other pages.
    """
    given, states = signature, 3
    if signature.endswith(TWO_STATES) and len(signature) == _LENGTH + len(TWO_STATES):
        given, states = signature.removesuffix(TWO_STATES), 2
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    right = [constant_time_compare(given, _signed(str(secret), badge_key, tag)) for secret in secrets]
    return states if any(right) else None


def _signed(secret: str, badge_key: UUID, tag: str) -> str:
    digest = salted_hmac(f"badge {badge_key}", tag, secret=secret).digest()
    return base64.urlsafe_b64encode(digest)[:_LENGTH].decode("ascii")
