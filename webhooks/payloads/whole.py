"""The whole object behind an event of which the journal keeps only what changed."""

from typing import Any

from statuspage.models import Component, Event, Page
from statuspage.services import component_object, page_object


def object_as_of(event: Event) -> dict[str, Any]:
    """A component or page as the event left it: as it is now, with every later change taken back.

    Empty when the row is no more.
    """
    found = _object_now(event)
    later = Event.objects.filter(
        subject_kind=event.subject_kind, subject_uid=event.subject_uid, pk__gt=event.pk
    )
    for before in later.order_by("-pk").values_list("before", flat=True):
        found.update({name: value for name, value in (before or {}).items() if name in found})
    return found


def _object_now(event: Event) -> dict[str, Any]:
    if event.subject_kind == "page":
        page = Page.objects.filter(uid=event.subject_uid).first()
        return {} if page is None else page_object(page)
    component = Component.objects.filter(uid=event.subject_uid).select_related("group").first()
    return {} if component is None else component_object(component)
