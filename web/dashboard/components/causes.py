"""Why a component shows what it shows: who said so, in words, and where more is to be read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from incidents.models import Incident
from monitoring.models import Check
from statuspage.models import Page
from statuspage.status import ClaimSource

Source = tuple[str, str]
"""The word of a source, and its uid."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What was the reason, and its address where it has one."""

    text: str
    url: str = ""


def causes_of(page: Page, sources: Iterable[Source]) -> dict[Source, Cause]:
    """The incidents, maintenance and checks among the sources by what they are called; at most two queries.

    Deleted ones keep their names and have no address. What a person said is not among them.
    """
    asked = set(sources)
    told = {uid for word, uid in asked if word in (ClaimSource.INCIDENT, ClaimSource.MAINTENANCE)}
    watched = {uid for word, uid in asked if word == ClaimSource.CHECK}
    found: dict[Source, Cause] = {}
    if told:
        rows = Incident.objects.filter(page=page, uid__in=told)
        for uid, kind, name, gone in rows.values_list("uid", "kind", "name", "deleted_at"):
            url = "" if gone else reverse(f"dashboard:{kind}", args=[page.slug, uid])
            found[kind, uid] = Cause(name, url)
    if watched:
        checks = Check.objects.filter(page=page, uid__in=watched)
        for uid, name, gone in checks.values_list("uid", "name", "deleted_at"):
            text = _("Check “%(name)s”") % {"name": name} if name else _("A check without a name")
            url = "" if gone else reverse("dashboard:check", args=[page.slug, uid])
            found[ClaimSource.CHECK.value, uid] = Cause(text, url)
    return found


def told_by(word: str, uid: str, label: str, causes: Mapping[Source, Cause]) -> Cause:
    """Who says it; `label` names the person for what a person said."""
    if word == ClaimSource.MANUAL:
        return Cause(_("Said by %(who)s") % {"who": label} if label else _("Said by hand"))
    cause = causes.get((word, uid))
    if cause is not None:
        return cause
    return Cause(str(ClaimSource(word).label) if word else _("Nothing is said about it"))
