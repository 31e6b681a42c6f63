"""Looking for words in what was written about incidents."""

import re

from django.db.models import Q

from incidents.models import IncidentUpdate, Postmortem

LONGEST = 200


def mentioning(q: str, *, everywhere: bool = False) -> Q:
    """Incidents whose name or timeline has these words, in whatever case.

    With `everywhere` they may stand in the status or the postmortem too. Only the first `LONGEST` characters
    are looked for.
    """
    # An escaped expression and not `icontains`, which on SQLite knows the case of ASCII alone.
    words = re.escape(q.strip()[:LONGEST])
    # Not joins: an incident with many matching entries is still one.
    found = Q(name__iregex=words) | Q(
        pk__in=IncidentUpdate.objects.filter(body__iregex=words).values("incident")
    )
    if everywhere:
        found |= Q(status__iregex=words)
        found |= Q(pk__in=Postmortem.objects.filter(body__iregex=words).values("incident"))
    return found
