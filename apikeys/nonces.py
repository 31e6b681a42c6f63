"""Remembering signed requests for as long as their time would still be taken.

They stand in the database: all processes see them, and none forgets them in a restart.
"""

import hashlib
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from apikeys.models import ApiKey, OAuthNonce

WINDOW = timedelta(minutes=5)
"""How far from now the time of a signed request may be, to either side."""
RETAIN_BATCH = 1_000


def nonce_claim(*, key: ApiKey, token: str, timestamp: int, nonce: str) -> bool:
    """Whether the key's request is the first with this token, time (seconds since 1970) and nonce.

    Of any number at once exactly one is. Ask it of requests alone whose signature is right and whose time is
    within `WINDOW`.
    """
    digest = hashlib.sha256(f"{token}\n{nonce}".encode("utf-8", "replace")).hexdigest()
    try:
        with transaction.atomic():
            OAuthNonce.objects.create(key=key, timestamp=timestamp, digest=digest)
    except IntegrityError:
        return False
    return True


def nonces_retain(*, now: datetime | None = None) -> int:
    """Forget, in batches, what nobody would take any more for its time."""
    # Twice the window: the clocks of several machines are not quite the same.
    end = int(((now or timezone.now()) - 2 * WINDOW).timestamp())
    deleted = 0
    while True:
        batch = list(OAuthNonce.objects.filter(timestamp__lt=end).values_list("pk", flat=True)[:RETAIN_BATCH])
        if not batch:
            return deleted
        deleted += OAuthNonce.objects.filter(pk__in=batch).delete()[0]
