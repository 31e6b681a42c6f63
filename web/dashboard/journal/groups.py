"""Which events belong together, for whoever looks for something."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from statuspage.catalogue import CATALOGUE

_GROUPS: Mapping[str, tuple[str | Promise, tuple[str, ...]]] = {
    "incidents": (_("Incidents"), ("incident", "template")),
    "maintenance": (_("Maintenance"), ("maintenance", "series")),
    "components": (_("Components"), ("component", "group", "note", "label")),
    "checks": (_("Checks"), ("check",)),
    "metrics": (_("Metrics"), ("metric", "provider")),
    "subscribers": (_("Subscribers"), ("subscription",)),
    "channels": (_("Alert channels"), ("channel",)),
    "webhooks": (_("Webhooks"), ("webhook", "delivery")),
    "page": (_("Page settings"), ("page", "embed")),
    "viewers": (_("Who may see it"), ("audience",)),
    "people": (_("People and organization"), ("organization", "member", "page_role", "user", "invitation")),
    "access": (_("Keys and refusals"), ("key", "access", "journal")),
}

GROUPS = tuple((name, label) for name, (label, _families) in _GROUPS.items())
"""Their names and labels, in the order of the rail."""


def kinds_in(group: str) -> list[str]:
    """The kinds of the catalogue in a group."""
    families = _GROUPS[group][1]
    return [kind for kind in CATALOGUE if kind.partition(".")[0] in families]
