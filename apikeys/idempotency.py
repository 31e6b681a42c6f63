"""Answers kept for repeated requests, so that a retry does not act twice.

The record is claimed and filled inside the outer transaction of the act: what is committed always has its
answer, and what failed leaves no trace, so that it can be tried again with the same token.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apikeys.exceptions import TokenInFlight, TokenReused
from apikeys.models import ApiKey, IdempotencyRecord
from statuspage.exceptions import FieldError
from statuspage.models import User

KEPT = timedelta(hours=24)
TOKEN_LENGTH = 255
RETAIN_BATCH = 1_000
_REUSED = _("This Idempotency-Key was used with another body. Take a new one for a new request.")
_IN_FLIGHT = _("The first request with this Idempotency-Key has not been answered yet.")
# PostgreSQL's words for "somebody else holds it" and "you waited too long".
_WAITED = {"55P03", "57014"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What is given again: status, the headers that belong to it, and the body as JSON has it."""

    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claim:
    """A token taken for this request, to be filled with `answer_keep`; or the `answer` to give again."""

    record: IdempotencyRecord
    answer: Answer | None = None


def token_claim(
    *,
    holder: ApiKey | User,
    method: str,
    path: str,
    token: str,
    fingerprint: str,
    now: datetime | None = None,
) -> Claim:
    """Take a token, inside a transaction that the act and `answer_keep` share; each holder has their own.

    A second request with the same token waits for the first one (a moment on PostgreSQL, its turn on SQLite)
    and gets its answer. `fingerprint` stands for the request's body. A token is free again after `KEPT`.

    Raises `TokenReused` for another body and `TokenInFlight` when the first one takes too long.
    """
    at = now or timezone.now()
    path = path[:500]
    record = IdempotencyRecord(
        key=holder if isinstance(holder, ApiKey) else None,
        user=holder if isinstance(holder, User) else None,
        method=method,
        path=path,
        token=token,
        fingerprint=fingerprint,
        created_at=at,
    )
    own = {"key": holder} if isinstance(holder, ApiKey) else {"user": holder}
    same = IdempotencyRecord.objects.filter(**own, method=method, path=path, token=token)
    same.filter(created_at__lte=at - KEPT).delete()
    if _insert(record):
        return Claim(record)
    kept = same.first()
    if kept is None or kept.status is None:
        raise TokenInFlight(_IN_FLIGHT)
    if kept.fingerprint != fingerprint:
        raise TokenReused([FieldError("", TokenReused.default_code, str(_REUSED))])
    return Claim(kept, Answer(kept.status, kept.answer, dict(kept.headers)))


def answer_keep(*, claim: Claim, answer: Answer) -> None:
    """Fill the claimed record, in the same transaction. The body must not hold a secret."""
    record = claim.record
    record.status, record.answer, record.headers = answer.status, answer.body, answer.headers
    record.save(update_fields=["status", "answer", "headers"])


def records_retain(*, now: datetime | None = None) -> int:
    """Delete records older than `KEPT`, in batches."""
    end = (now or timezone.now()) - KEPT
    deleted = 0
    while True:
        batch = list(
            IdempotencyRecord.objects.filter(created_at__lte=end).values_list("pk", flat=True)[:RETAIN_BATCH]
        )
        if not batch:
            return deleted
        deleted += IdempotencyRecord.objects.filter(pk__in=batch).delete()[0]


def _insert(record: IdempotencyRecord) -> bool:
    """Whether the token was free. Waits for a transaction that holds it, but not long."""
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout TO '1500ms'")
                    record.save(force_insert=True)
                    cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
            else:
                record.save(force_insert=True)
    except IntegrityError:
        return False
    except OperationalError as error:
        if _sqlstate(error) in _WAITED:
            raise TokenInFlight(_IN_FLIGHT) from error
        raise
    return True


def _sqlstate(error: DatabaseError) -> str:
    return str(getattr(error.__cause__, "sqlstate", ""))
