"""The components that clients name with an incident."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from api.statuspage.management.components.named import components_found
from api.statuspage.management.values import ids, text
from incidents.services.intake import MAX_COMPONENTS
from statuspage.models import Component, Page
from statuspage.status import Status
from statuspage.validation import Problems, clean_choice

WORDS = tuple(word for word in Status.values if word not in (Status.UNAVAILABLE, Status.UNKNOWN))


@dataclass(frozen=True, slots=True)
class Affected:
    """`declared` is None where nothing was said; `is_all` says that these are all that are affected."""

    declared: list[tuple[Component, str] | Component] | None
    is_all: bool


def affected_read(page: Page, data: Mapping[str, Any], *, waits: bool = False) -> Affected:
    """What `components`, a map of statuses or a list of ids, and the list `component_ids` name together.

    A list is all that are affected; a map says what it says of its own. An empty word is no status, and for
    a maintenance that waits for its start neither is `operational`. Raises `Invalid` for unknown ones.
    """
    given = data.get("components")
    problems = Problems()
    words: dict[str, Any] = given if isinstance(given, dict) else {}
    listed: list[str] = []
    is_all = False
    for name in ("component_ids", "components"):
        value = data.get(name)
        if value is None or (name == "components" and (value == "" or isinstance(value, dict))):
            continue
        is_all = True
        with problems.caught():
            listed += ids(value, f"/{name}", most=MAX_COMPONENTS)
    if len({*words, *listed}) > MAX_COMPONENTS:
        problems.add(
            "/components",
            "too_many",
            _("At most %(limit)d components are possible at once.") % {"limit": MAX_COMPONENTS},
        )
    problems.raise_if_any()
    if given in (None, "") and not is_all:
        return Affected(None, False)
    found = components_found(page, list(dict.fromkeys([*words, *listed])), problems, _at)
    declared: dict[str, tuple[Component, str] | Component] = {
        uid: found[uid] for uid in listed if uid in found
    }
    for uid, word in words.items():
        with problems.caught():
            status = text(word, _at(uid))
            if status:
                clean_choice(status, pointer=_at(uid), words=WORDS)
            if uid in found:
                speaks = status and not (waits and status == Status.OPERATIONAL)
                declared[uid] = (found[uid], status) if speaks else found[uid]
    problems.raise_if_any()
    return Affected(list(declared.values()), is_all)


def _at(uid: str) -> str:
    return f"/components/{uid[:32]}"
