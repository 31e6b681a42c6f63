"""What a machine's webhook receives: our own format (native-api.md)."""

from typing import Any

from statuspage import links
from statuspage.ids import new_uid
from statuspage.models import Event, Page
from webhooks.payloads.frozen import frozen_json, moment_text
from webhooks.payloads.whole import object_as_of

_INTERNAL = frozenset({"deliver", "deleted", "update", "postmortem"})
_CROSSED = ("value", "threshold", "side", "at")


def standard_body(event: Event, page: Page, *, overall: str) -> bytes:
    """The whole body, frozen. `overall` is the page's status word at the time of the fan-out."""
    return frozen_json(standard_payload(event, page, overall=overall))


def standard_test_body(event: Event, page: Page, *, overall: str, message: str) -> bytes:
    """The body of a test: an event that never happened, so it counts in no sequence."""
    payload = standard_payload(event, page, overall=overall)
    return frozen_json({**payload, "data": {"message": message}})


def standard_payload(event: Event, page: Page, *, overall: str) -> dict[str, Any]:
    """The body as plain values."""
    return {
        "type": event.kind,
        "id": event.uid,
        "timestamp": moment_text(event.at),
        "sequence": event.sequence or 0,
        "page": {"id": page.uid, "name": page.name, "url": links.page_url(page), "status": overall},
        "data": event_data(event),
    }


def event_for_test(page: Page, **fields: Any) -> Event:
    """An event of kind `webhook.test` that is not journaled: nothing changed, and nobody else is told."""
    return Event(
        uid=new_uid(),
        kind="webhook.test",
        page=page,
        page_uid=page.uid,
        sequence=page.sequence,
        subject_kind="page",
        subject_uid=page.uid,
        subject_label=page.name,
        **fields,
    )


def event_data(event: Event) -> dict[str, Any]:
    """`data`: the object as the event left it, and under `previous` as it was before."""
    after, before = event.after or {}, event.before or {}
    match event.kind:
        case "component.status_changed":
            return _status_data(event, after, before)
        case "note.posted" | "note.voided":
            return {"component": {"id": event.subject_uid, "name": event.subject_label}, "note": after}
        case "check.flipped":
            return _flip_data(event, after, before)
        case "metric.threshold_crossed":
            metric = {"id": event.subject_uid, "name": event.subject_label}
            return {"metric": metric, **{name: after.get(name) for name in _CROSSED}}
        case "webhook.test":
            return {"message": after.get("message", "")}
    if event.subject_kind in ("incident", "maintenance"):
        return _incident_data(after, event.before)
    if event.kind.endswith(".updated"):
        whole = object_as_of(event)
        return {event.subject_kind: {**whole, **after}, "previous": {**whole, **before}}
    return {event.subject_kind: event.after if event.after is not None else event.before}


def _status_data(event: Event, after: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    return {
        "component": {
            "id": event.subject_uid,
            "name": event.subject_label,
            "status": after.get("status"),
            "since": after.get("since"),
        },
        "previous_status": before.get("status"),
        "previous_since": before.get("since"),
        "cause": after.get("cause", ""),
        "source": after.get("source_uid") or None,
        "label": after.get("label", ""),
        "message": after.get("message", ""),
    }


def _flip_data(event: Event, after: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    return {
        "check": {
            "id": event.subject_uid,
            "name": after.get("name", event.subject_label),
            "state": after.get("state"),
            "component": after.get("component"),
        },
        "old": before.get("state"),
        "new": after.get("state"),
        "since": after.get("since"),
        "reason": after.get("reason", ""),
        "error": after.get("error", ""),
    }


def _incident_data(after: dict[str, Any], before: dict[str, Any] | None) -> dict[str, Any]:
    data: dict[str, Any] = {
        "incident": _public(after),
        "update": after.get("update"),
        "previous": None if before is None else _previous(before),
    }
    if "postmortem" in after:
        data["postmortem"] = after["postmortem"]
    return data


def _previous(incident: dict[str, Any]) -> dict[str, Any]:
    # Its updates are among those of the incident as it is.
    return {name: value for name, value in _public(incident).items() if name != "updates"}


def _public(incident: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in incident.items() if name not in _INTERNAL}
