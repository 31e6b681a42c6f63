"""A filter for lists of what happened: how far back they reach."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from web.dashboard.lists import Choice, M, Words

_SPANS: dict[str, tuple[timedelta, Words]] = {
    "hour": (timedelta(hours=1), _("In the last hour")),
    "day": (timedelta(days=1), _("In the last day")),
    "week": (timedelta(days=7), _("In the last week")),
    "month": (timedelta(days=30), _("In the last 30 days")),
    "quarter": (timedelta(days=90), _("In the last 90 days")),
}
WEEK = ("hour", "day", "week")
QUARTER = tuple(_SPANS)


def lately(label: Words, field: str, spans: Sequence[str] = WEEK) -> Choice[M]:
    """Narrows by the time in `field`, to one of `spans` before now."""

    def within(found: QuerySet[M], span: str) -> QuerySet[M]:
        return found.filter(**{f"{field}__gte": timezone.now() - _SPANS[span][0]})

    options = [(span, _SPANS[span][1]) for span in spans]
    return Choice("within", label, options, within, everything=_("At any time"))
