"""What the services of keys refuse."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from statuspage.exceptions import Conflict, DomainError, FieldError, Invalid


class Forbidden(DomainError):
    """The caller is known and may not do this (403)."""

    default_code = "forbidden"


class BeyondReach(Forbidden):
    """A key asked for more than it has itself, for a key or a person; each field that does is named."""

    default_code = "beyond_reach"

    def __init__(self, errors: Iterable[FieldError]) -> None:
        self.errors = list(errors)
        super().__init__(_("A key gives no more than it has itself."))


class KeyConflict(Conflict):
    """The key is revoked or expired, so this cannot be done with it any more."""


class TokenReused(Invalid):
    """An ``Idempotency-Key`` came again with another request."""

    default_code = "idempotency_key_reused"


class TokenInFlight(Conflict):
    """The first request with this ``Idempotency-Key`` has not been answered yet."""

    default_code = "idempotency_in_flight"
