"""What a key may do: the catalogue of scopes and the two presets.

A scope is a resource and a right. Who may write a resource may also read it, because the answer to a write
is the object itself.
"""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from statuspage.exceptions import FieldError

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
PAGE_ROLE_SCOPES = {
    "page_configuration": ("pages:write", "webhooks:write", "subscribers:write", "channels:write"),
    "incident_manager": ("incidents:write", "components:write"),
    "maintenance_manager": ("incidents:write", "components:write"),
}
"""What each role on a page allows a person to do."""
_RUNNING = ("owner", "admin")


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


def needed_to_give(page_roles: Iterable[str], *, role: str = "member") -> list[str]:
    """What a key must be able to do itself before it may make somebody this.

    Else whoever has a key for members alone would have everything, through an account of their own.
    """
    if role in _RUNNING:
        return list(WRITES)
    wanted = {scope for word in page_roles for scope in PAGE_ROLE_SCOPES.get(word, ())}
    return [scope for scope in CATALOGUE if scope in wanted]


def beyond(held: Sequence[str], wanted: Iterable[str]) -> list[str]:
    """The wanted scopes that the held ones do not grant."""
    return [scope for scope in wanted if not grants(held, scope)]
