"""The four values of OAuth 1.0 that belong to a key, for clients of Stashboard.

Nothing of them is stored: they follow from the server's secret, the key's uid and its generation. So they can
be shown again at any time, and all of them end when the key is rotated. Whoever knows one knows no other.

A consumer key begins with the uid of its key, by which it is found; it is no secret, and neither is a token.
"""

import hmac
import string
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import salted_hmac

from apikeys.models import ApiKey
from statuspage.ids import UID_LENGTH

_ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
_SALT = "candor.apikeys.derived"
_MARK_LENGTH = 12
_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Derived:
    """What a client signs its requests with; letters and digits only."""

    consumer_key: str
    consumer_secret: str
    token: str
    token_secret: str


def credentials_of(key: ApiKey) -> Derived:
    """The values to show, under the present secret of the server."""
    return _derived(key.uid, key.generation, settings.SECRET_KEY)


def uid_in(consumer_key: str) -> str:
    """The uid that a consumer key begins with, whether there is such a key or not."""
    return consumer_key[:UID_LENGTH]


def credentials_meant(uid: str, generation: int, consumer_key: str) -> Derived | None:
    """The values that `consumer_key` belongs to, also under `SECRET_KEY_FALLBACKS`; None for a wrong one.

    Every candidate is computed and compared, whatever the earlier ones gave.
    """
    found = None
    for candidate in _candidates(uid, generation):
        if hmac.compare_digest(candidate.consumer_key.encode(), consumer_key.encode("utf-8", "replace")):
            found = candidate
    return found


def _candidates(uid: str, generation: int) -> Iterator[Derived]:
    for server_secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield _derived(uid, generation, server_secret)


def _derived(uid: str, generation: int, server_secret: str | bytes) -> Derived:
    def word(purpose: str, length: int) -> str:
        value = f"{uid}:{generation}:{purpose}"
        digest = salted_hmac(_SALT, value, secret=server_secret, algorithm="sha256").digest()
        number, characters = int.from_bytes(digest, "big"), []
        for _ in range(length):
            number, digit = divmod(number, len(_ALPHABET))
            characters.append(_ALPHABET[digit])
        return "".join(characters)

    return Derived(
        consumer_key=uid + word("consumer key", _MARK_LENGTH),
        consumer_secret=word("consumer secret", _LENGTH),
        token=word("token", _LENGTH),
        token_secret=word("token secret", _LENGTH),
    )
