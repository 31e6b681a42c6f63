"""The components that incidents and maintenance affect, as they are shown and named."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.pingpong.bodies import MOST_ITEMS, Reader, id_of, meaning_of
from api.pingpong.shapes import component_objects
from api.pingpong.vocabulary import STATUSES, word_of
from incidents.models import Incident
from incidents.selectors import affected_in_order
from statuspage.ids import UID
from statuspage.models import Component, Page
from statuspage.selectors import components_get
from statuspage.status import Status

NAME = "affected_components"

Named = list[tuple[Component, str] | Component]


def affected_objects(incidents: Sequence[Incident]) -> list[list[dict[str, Any]]]:
    """The components of each incident or maintenance, as they show themselves now.

    Two queries at most, however many there are, where the selectors have loaded them.
    """
    touched = [[row.component for row in affected_in_order(incident)] for incident in incidents]
    objects = iter(component_objects([component for components in touched for component in components]))
    return [[next(objects) for _ in components] for components in touched]


def affected_read(
    reader: Reader, page: Page, body: Mapping[str, Any], incident: Incident | None = None
) -> Named | None:
    """Take the field `affected_components`: the components that are named, None where nothing was sent.

    Each is an id, or an object with one and perhaps a `status`; without it the component stays as it is
    declared, and so it does where a whole component comes back as it is shown. `incident` is the one that is
    changed: what is not named is affected no more, so null is not taken for nothing.
    """
    reader.list(NAME, nullable=incident is None)
    items = body.get(NAME)
    if not isinstance(items, list) or len(items) > MOST_ITEMS:
        return None
    uids = [id_of(item) for item in items]
    if None in uids:
        reader.refuse(NAME, "not_an_id", "Each item must be the id of a component or an object with it.")
        return None
    named = [uid for uid in uids if uid is not None and UID.fullmatch(uid)]
    found = {row.uid: row for row in components_get(page, named) if row is not None} if named else {}
    gone = _gone(incident)
    components: Named = []
    for uid, item in zip(uids, items, strict=True):
        if uid in found:
            components.append(_declared(reader, found[uid], item))
        elif uid not in gone:
            reader.refuse_unknown(NAME, uid)
    return components


def _declared(reader: Reader, component: Component, item: Any) -> tuple[Component, str] | Component:
    word = item.get("status") if isinstance(item, dict) else None
    if word is None or ("status_color" in item and word == word_of(STATUSES, component.status)):
        return component
    status = meaning_of(word, STATUSES)
    if status in (None, Status.UNKNOWN):
        reader.refuse_word(NAME, word)
        return component
    return component, status


def _gone(incident: Incident | None) -> set[str]:
    """Components that are shown with an incident though they have been deleted since."""
    if incident is None:
        return set()
    rows = [row.component for row in affected_in_order(incident)]
    return {component.uid for component in rows if component.deleted_at is not None}
