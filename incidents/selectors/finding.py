"""Finding what was published by words, for visitors: never more than a reader sees, at a bounded cost."""

import re
import unicodedata
from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet

from incidents.models import AffectedComponent, Incident, IncidentUpdate, Postmortem
from incidents.selectors.incidents import incidents_seen, with_timelines
from statuspage.models import Component, Page
from statuspage.selectors import components_of_page
from statuspage.sight import WHOLE, Sight

LONGEST = 100
"""So many characters are looked for at most, and of them so many words."""
MOST_WORDS = 5


def words_of(text: str) -> list[str]:
    """The words that a visitor looks for: the first few of a text, without what no text can hold."""
    plain = "".join(
        " " if unicodedata.category(letter) in ("Cc", "Cs") else letter for letter in text[:LONGEST]
    )
    return list(dict.fromkeys(unicodedata.normalize("NFC", plain).split()))[:MOST_WORDS]


def incidents_found(
    page: Page, words: Collection[str], *, component: Component | None = None, sight: Sight = WHOLE
) -> QuerySet[Incident]:
    """Published incidents and maintenance in which all words stand somewhere, newest first, with timelines.

    They are looked for without case in names, updates and published postmortems, in their translations to the
    page's languages, and in the names of the affected components that the reader sees. `component` picks
    what touches that.
    """
    found = Incident.living.filter(page=page, draft=False)
    if component is not None:
        found = found.filter(affected__component=component)
    seen = list(components_of_page(page, visible_only=True, sight=sight))
    for word in words:
        found = found.filter(_said(word, page, seen))
    return with_timelines(incidents_seen(found, sight)).order_by("-started_at", "-pk")


def _said(word: str, page: Page, seen: Iterable[Component]) -> Q:
    # An escaped expression and not `icontains`, which on SQLite knows the case of ASCII alone.
    pattern = re.escape(word)
    languages = page.languages[1:]
    updates = IncidentUpdate.objects.filter(incident__page=page).filter(
        Q(body__iregex=pattern) | _translated(pattern, languages, "body")
    )
    postmortems = Postmortem.objects.filter(
        incident__page=page, published_at__isnull=False, body__iregex=pattern
    )
    # Of components that the reader does not see not even that they are touched.
    named = [component.pk for component in seen if _is_named(component, pattern)]
    touched = AffectedComponent.objects.filter(component__in=named)
    # Not joins: an incident with many matching entries is still one.
    found = Q(name__iregex=pattern) | _translated(pattern, languages, "name", "body")
    found |= Q(pk__in=updates.values("incident")) | Q(pk__in=postmortems.values("incident"))
    return found | Q(pk__in=touched.values("incident")) if named else found


def _translated(pattern: str, languages: Iterable[str], *names: str) -> Q:
    found = Q(pk__in=[])
    for language in languages:
        for name in names:
            found |= Q(**{f"translations__{language}__{name}__iregex": pattern})
    return found & ~Q(translations={})


def _is_named(component: Component, pattern: str) -> bool:
    said = [component.name, *(str(texts.get("name", "")) for texts in component.translations.values())]
    return any(re.search(pattern, name, re.IGNORECASE) for name in said)
