"""What a key may do: the catalogue of scopes and the two presets.

A scope is a resource and a right. Who may write a resource may also read it, because the answer to a write
is the object itself.
"""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from statuspage.exceptions import FieldError
from statuspage.vocabulary import PageRoleName

RESOURCES = (
    "pages",
    "components",
    "incidents",
    "checks",
    "metrics",
    "webhooks",
    "subscribers",
    "channels",
    "members",
    "keys",
    "log",
)
READS = tuple(f"{resource}:read" for resource in RESOURCES)
WRITES = tuple(f"{resource}:write" for resource in RESOURCES)
CATALOGUE = tuple(scope for pair in zip(READS, WRITES, strict=True) for scope in pair)
PRESETS = {"read": READS, "full": CATALOGUE}
PAGE_ROLE_SCOPES: Mapping[str, Sequence[str]] = {
    PageRoleName.PAGE_CONFIGURATION: ("pages:write", "webhooks:write", "subscribers:write", "channels:write"),
    PageRoleName.INCIDENT_MANAGER: ("incidents:write", "components:write"),
    PageRoleName.MAINTENANCE_MANAGER: ("incidents:write", "components:write"),
}
"""What each role on a page allows a person to do."""
PAGE_READ_SCOPES = tuple(
    f"{resource}:read" for resource in RESOURCES if resource not in ("members", "keys", "log")
)
"""What anybody reads in the dashboard to whom a page was opened, whatever their role."""


def expand(words: Iterable[object], *, pointer: str = "/scopes") -> tuple[list[str], list[FieldError]]:
    """The scopes that the words stand for, with presets spelled out, in order; and what is wrong."""
    wanted: set[str] = set()
    errors: list[FieldError] = []
    for position, word in enumerate(words):
        if isinstance(word, str) and word in PRESETS:
            wanted.update(PRESETS[word])
        elif isinstance(word, str) and word in CATALOGUE:
            wanted.add(word)
        else:
            errors.append(
                FieldError(
                    f"{pointer}/{position}",
                    "unknown_scope",
                    str(_("There is no such scope. Known are: %(known)s."))
                    % {"known": ", ".join((*PRESETS, *CATALOGUE))},
                )
            )
    return [scope for scope in CATALOGUE if scope in wanted], errors


def grants(held: Sequence[str], scope: str) -> bool:
    """Whether the held scopes allow the act; the right to write includes the right to read."""
    return scope in held or (scope.endswith(":read") and f"{scope.removesuffix(':read')}:write" in held)


def beyond(held: Sequence[str], wanted: Iterable[str]) -> list[str]:
    """The wanted scopes that the held ones do not grant."""
    return [scope for scope in wanted if not grants(held, scope)]
