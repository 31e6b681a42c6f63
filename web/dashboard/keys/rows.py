"""Rows of the list of keys, ready to be written out."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apikeys.models import ApiKey
from apikeys.scopes import PRESETS, READS, RESOURCES, grants

NAMES: dict[str, str | Promise] = {
    "pages": gettext_lazy("Pages"),
    "components": gettext_lazy("Components"),
    "incidents": gettext_lazy("Incidents and maintenance"),
    "checks": gettext_lazy("Checks"),
    "metrics": gettext_lazy("Metrics"),
    "webhooks": gettext_lazy("Webhooks"),
    "subscribers": gettext_lazy("Subscribers"),
    "channels": gettext_lazy("Alert channels"),
    "members": gettext_lazy("Team"),
    "keys": gettext_lazy("API keys"),
    "log": gettext_lazy("Journal and access log"),
}
"""What a key can be given rights to, as people call it."""


@dataclass(frozen=True, slots=True)
class KeyRow:
    """What is shown of a key."""

    uid: str
    name: str
    prefix: str
    state: str
    look: str
    may: str
    pages: str
    used_at: datetime | None
    ends_at: datetime | None

    @classmethod
    def of(cls, key: ApiKey, now: datetime) -> "KeyRow":
        """Reads the pages that the selector has fetched."""
        state, look = state_of(key, now)
        return cls(
            uid=key.uid,
            name=key.name,
            prefix=key.prefix,
            state=state,
            look=look,
            may=may_of(key.scopes),
            pages=_pages(key),
            used_at=key.last_used_at,
            ends_at=key.expires_at,
        )


def state_of(key: ApiKey, now: datetime) -> tuple[str, str]:
    """Whether it is in force, in a word, and the look of that."""
    if key.revoked_at is not None:
        return _("Revoked"), "none"
    if key.expires_at is not None and key.expires_at <= now:
        return _("Expired"), "degraded"
    return _("In force"), "ok"


def preset_of(scopes: list[str]) -> str:
    """`full` or `read` for exactly what these stand for, else `chosen`."""
    full = all(grants(scopes, scope) for scope in PRESETS["full"])
    return "full" if full else "read" if sorted(scopes) == sorted(READS) else "chosen"


def may_of(scopes: list[str]) -> str:
    """What a key with these scopes may do, in a few words."""
    preset = preset_of(scopes)
    if preset == "full":
        return _("Everything")
    if preset == "read":
        return _("Read everything")
    writes = [str(NAMES[one]) for one in RESOURCES if f"{one}:write" in scopes]
    reads = [one for one in RESOURCES if f"{one}:read" in scopes and f"{one}:write" not in scopes]
    told = [_("Write: %s") % ", ".join(writes)] if writes else []
    if len(reads) > 3:
        told.append(ngettext("read %d kind", "read %d kinds", len(reads)) % len(reads))
    elif reads:
        told.append(_("read: %s") % ", ".join(str(NAMES[one]) for one in reads))
    return "; ".join(told) or _("Nothing")


def _pages(key: ApiKey) -> str:
    if key.all_pages:
        return _("All")
    return ", ".join(page.name for page in key.pages.all() if page.deleted_at is None) or _("None")
