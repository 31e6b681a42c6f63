"""The changes of a check's state."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.forms import IntegerField
from django.http import HttpRequest
from rest_framework.response import Response

from api.healthchecks.base import HealthchecksView
from api.healthchecks.errors import silent
from monitoring.job_values import job_time
from monitoring.models import Check
from monitoring.selectors import flips_of
from monitoring.vocabulary import CheckState

MOST = 10_000
"""So many flips are listed at most: more than a check can have that is worth looking at."""
_SECONDS = IntegerField(required=False, min_value=0, max_value=31_536_000)
_LAST_TIMESTAMP = 10_000_000_000


class _Flips(HealthchecksView):
    readable = True

    def flips(self, check: Check) -> Response:
        start, end = span_of(self.request.query_params, now=self.now)
        rows = flips_of(check, start=start, end=end).values_list("at", "new")[:MOST]
        flips = [{"timestamp": job_time(at), "up": int(new == CheckState.UP)} for at, new in rows]
        return Response({"flips": flips})

    def _check_parameters(self) -> None:
        # `span_of` refuses what is wrong, and this list says nothing to it.
        pass


class FlipList(_Flips):
    """The flips of the check with a UUID, newest first."""

    def get(self, request: HttpRequest, code: UUID) -> Response:
        return self.flips(self.check_at(code))


class FlipListByKey(_Flips):
    """The same of the check with a unique key."""

    def get(self, request: HttpRequest, key: str) -> Response:
        return self.flips(self.check_with_key(key))


def span_of(asked: Mapping[str, str], *, now: datetime) -> tuple[datetime | None, datetime | None]:
    """From when on and until before when flips are asked for, by `seconds`, `start` and `end`.

    Raises a `Fault` without words (400) for values beyond the bounds of section 9. As with the original, no
    `seconds` and none at all are the same.
    """
    try:
        start, end = _moment(asked.get("start")), _moment(asked.get("end"))
        seconds = _SECONDS.clean(asked.get("seconds"))
    except (ValidationError, ValueError):
        raise silent(400, "invalid_parameter") from None
    if seconds:
        recent = now - timedelta(seconds=seconds)
        start = recent if start is None else max(start, recent)
    return start, end


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    timestamp = int(text)
    if not 0 <= timestamp <= _LAST_TIMESTAMP:
        raise ValueError(text[:20])
    return datetime.fromtimestamp(timestamp, UTC)
