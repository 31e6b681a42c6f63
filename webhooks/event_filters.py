"""Which events a webhook wants to hear of: `*`, a family such as `incident.*`, or a kind by its name."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from statuspage.catalogue import CATALOGUE
from statuspage.exceptions import Invalid
from statuspage.validation import Problems

DELIVERABLE = tuple(kind for kind, told in CATALOGUE.items() if told.deliverable)
"""Every kind of event that leaves the house."""
FAMILIES = tuple(dict.fromkeys(f"{kind.partition('.')[0]}.*" for kind in DELIVERABLE))

_KNOWN = frozenset(("*", *FAMILIES, *DELIVERABLE))


def clean_filters(value: Any, *, pointer: str = "/events") -> list[str]:
    """At least one filter, each of them one that some deliverable kind can match, each once."""
    if not isinstance(value, list | tuple) or not value:
        raise Invalid.at(pointer, "required", _("Name at least one kind of event, or “*” for all of them."))
    problems = Problems()
    for index, wanted in enumerate(value):
        if not isinstance(wanted, str) or wanted not in _KNOWN:
            problems.add(
                f"{pointer}/{index}",
                "unknown_event",
                _("There is no deliverable event of this name; the catalogue of event types lists them."),
            )
    problems.raise_if_any()
    return list(dict.fromkeys(value))
