"""The words of the links with which people join a team.

A token is the uid of the invitation and a keyed hash over it and how often it was sent. Nothing of it is
stored: whoever reads the database can join nothing.
"""

from collections.abc import Iterator

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from statuspage.ids import UID_LENGTH
from statuspage.models import Invitation

_HASH_LENGTH = 40


def invitation_token(invitation: Invitation) -> str:
    """The token of an invitation as it was sent last, of small letters and digits."""
    return f"{invitation.uid}{_hash(invitation, str(settings.SECRET_KEY))}"


def invitation_token_read(token: str) -> Invitation | None:
    """The invitation that a token names, whether it is still good or not."""
    if not token.isascii() or len(token) != UID_LENGTH + _HASH_LENGTH:
        return None
    rows = Invitation.objects.filter(uid=token[:UID_LENGTH])
    invitation = rows.select_related("organization", "invited_by").first()
    if invitation is None:
        return None
    given = token[UID_LENGTH:]
    good = [constant_time_compare(_hash(invitation, key), given) for key in _keys()]
    return invitation if any(good) else None


def _hash(invitation: Invitation, key: str) -> str:
    value = f"{invitation.uid}:{invitation.sendings}"
    return salted_hmac("statuspage.invitation", value, secret=key, algorithm="sha256").hexdigest()[
        :_HASH_LENGTH
    ]


def _keys() -> Iterator[str]:
    yield str(settings.SECRET_KEY)
    yield from map(str, settings.SECRET_KEY_FALLBACKS)
