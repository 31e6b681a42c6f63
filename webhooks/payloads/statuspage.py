"""What subscribers' webhooks receive: Atlassian Statuspage's format (its contract, section 9).

There is no type in it: receivers tell events by the key beside `meta` and `page`. What we have no value for
is null.
"""

from collections.abc import Hashable, Iterable
from datetime import datetime
from typing import Any

from django.conf import settings

from incidents.indicator import statuspage_indicator, statuspage_status
from incidents.models import Incident, IncidentUpdate, Postmortem
from incidents.selectors import impact_shown, impact_told, incidents_open, maintenances_active
from incidents.vocabulary import IncidentStatus
from statuspage import links
from statuspage.models import Component, Event, Page
from statuspage.richtext import unwrapped
from statuspage.sight import WHOLE, Sight
from webhooks.models import Subscription
from webhooks.payloads.frozen import frozen_json, milliseconds_text
from webhooks.tokens import token_make
from webhooks.vocabulary import Audience

DOCUMENTATION_PATH = "/docs/webhooks/"

_INCIDENT_EVENTS = frozenset(
    {
        "incident.opened",
        "incident.updated",
        "incident.resolved",
        "incident.postmortem_published",
        "maintenance.scheduled",
        "maintenance.updated",
        "maintenance.reminder",
        "maintenance.started",
        "maintenance.completed",
        "maintenance.canceled",
    }
)


def statuspage_body(event: Event, subscription: Subscription, *, sight: Sight | None) -> bytes | None:
    """The body for one subscription, or None where that format has no word for the event.

    Visitors are told of what is within their `sight`; None is the team's own, which shows everything.
    A canceled maintenance is told as a completed one, since the format knows no other end.
    """
    page = subscription.page
    seen = _Seen(sight)
    parts = _parts_once(event, page, seen)
    if parts is None:
        return None
    return frozen_json(
        {"meta": _meta(subscription, event.at), "page": _page_once(event, page, seen), **parts}
    )


def statuspage_test_body(subscription: Subscription, *, at: datetime) -> bytes:
    """A body about nothing, to try an endpoint out."""
    page = subscription.page
    seen = _Seen(WHOLE if subscription.audience == Audience.VISITOR else None)
    return frozen_json({"meta": _meta(subscription, at), "page": _page_part(page, seen)})


class _Seen:
    """What a reader may see; all of what the team has where there is no sight."""

    def __init__(self, sight: Sight | None) -> None:
        self.sight = WHOLE if sight is None else sight
        self.is_team = sight is None
        self.key = (self.is_team, self.sight.components)

    def only(self, components: Iterable[Component]) -> list[Component]:
        return [component for component in components if self.shows(component)]

    def shows(self, component: Component) -> bool:
        return self.is_team or self.sight.shows(component)


def _parts_once(event: Event, page: Page, seen: _Seen) -> dict[str, Any] | None:
    # The same for everyone who sees the same, and a letter is written for each of them.
    known: dict[Hashable, dict[str, Any] | None] = vars(event).setdefault("_statuspage_parts", {})
    if seen.key not in known:
        known[seen.key] = _parts(event, page, seen)
    return known[seen.key]


def _page_once(event: Event, page: Page, seen: _Seen) -> dict[str, Any]:
    known: dict[Hashable, dict[str, Any]] = vars(event).setdefault("_statuspage_page", {})
    if seen.key not in known:
        known[seen.key] = _page_part(page, seen)
    return known[seen.key]


def _parts(event: Event, page: Page, seen: _Seen) -> dict[str, Any] | None:
    if event.kind == "component.status_changed":
        return _component_parts(event, page, seen)
    if event.kind in _INCIDENT_EVENTS and event.after is not None:
        return {"incident": _incident(event, event.after, page, seen)}
    return None


def _meta(subscription: Subscription, at: datetime) -> dict[str, Any]:
    return {
        "unsubscribe": _unsubscribe_url(subscription),
        "documentation": f"{settings.CANDOR_PUBLIC_URL}{DOCUMENTATION_PATH}",
        "generated_at": milliseconds_text(at),
    }


def _unsubscribe_url(subscription: Subscription) -> str:
    """With the query that Statuspage has, for receivers that read the subscriber's id out of it."""
    page = subscription.page
    if subscription.audience == Audience.VISITOR:
        address = links.unsubscribe_url(page, token_make("unsubscribe", subscription))
    else:
        address = links.page_url(page)
    return f"{address}?unsubscribe={subscription.uid}"


def _page_part(page: Page, seen: _Seen) -> dict[str, Any]:
    components = seen.only(Component.living.filter(page=page, visible=True))
    open_ones = [*incidents_open(page, sight=seen.sight), *maintenances_active(page, sight=seen.sight)]
    indicator, description = statuspage_indicator(
        (component.status for component in components),
        (impact_shown(incident, sight=seen.sight) for incident in open_ones),
    )
    return {"id": page.uid, "status_indicator": indicator, "status_description": description}


def _component_parts(event: Event, page: Page, seen: _Seen) -> dict[str, Any] | None:
    component = (
        Component.objects.filter(page=page, uid=event.subject_uid).select_related("group", "page").first()
    )
    if component is None or not seen.shows(component):
        return None
    old = statuspage_status((event.before or {}).get("status") or "")
    new = statuspage_status((event.after or {}).get("status") or "")
    return {
        "component_update": {
            "id": event.uid,
            "component_id": component.uid,
            "old_status": old,
            "new_status": new,
            "created_at": milliseconds_text(event.at),
            "component_type": "Component",
        },
        "component": {**_component(component), "status": new},
    }


def _component(component: Component) -> dict[str, Any]:
    return {
        "id": component.uid,
        "page_id": component.page.uid,
        "group_id": component.group.uid if component.group else None,
        "name": component.name,
        "status": statuspage_status(component.status),
        "created_at": milliseconds_text(component.created_at),
        "updated_at": milliseconds_text(component.updated_at),
        "position": component.position,
        "description": component.description or None,
        "showcase": component.showcase,
    }


def _incident(event: Event, told: dict[str, Any], page: Page, seen: _Seen) -> dict[str, Any]:
    row = Incident.objects.filter(page=page, uid=event.subject_uid).first()
    canceled = event.kind == "maintenance.canceled"
    names = [entry["component"] for entry in told["components"]]
    components = seen.only(
        Component.objects.filter(page=page, uid__in=names)
        .select_related("group", "page")
        .order_by("position", "pk")
    )
    return {
        "id": told["id"],
        "page_id": page.uid,
        "name": told["name"],
        "status": IncidentStatus.COMPLETED.value if canceled else told["status"],
        "impact": told["impact"]
        if seen.is_team
        else impact_told(told, {component.uid for component in components}, row).value,
        "impact_override": told["impact_override"],
        "created_at": milliseconds_text(told["created_at"]),
        "updated_at": milliseconds_text(told["updated_at"]),
        "monitoring_at": milliseconds_text(told["monitoring_at"]),
        "resolved_at": milliseconds_text(event.at if canceled else told["resolved_at"]),
        "shortlink": told["url"],
        "backfilled": told["backfilled"],
        "scheduled_for": milliseconds_text(told.get("scheduled_for")),
        "scheduled_until": milliseconds_text(told.get("scheduled_until")),
        "scheduled_remind_prior": told.get("remind_before_seconds") is not None,
        "scheduled_reminded_at": milliseconds_text(row.reminded_at) if row and row.scheduled_for else None,
        "scheduled_auto_in_progress": bool(told.get("auto_start")),
        "scheduled_auto_completed": bool(told.get("auto_complete")),
        **_postmortem(row),
        "incident_updates": _updates(told, page, seen),
        "components": [_component(component) for component in components],
    }


def _postmortem(row: Incident | None) -> dict[str, Any]:
    found = Postmortem.objects.filter(incident=row, published_at__isnull=False).first() if row else None
    return {
        "postmortem_ignored": row.postmortem_ignored if row else None,
        "postmortem_body": unwrapped(found.html) if found else None,
        "postmortem_body_last_updated_at": milliseconds_text(found.body_updated_at) if found else None,
        "postmortem_published_at": milliseconds_text(found.published_at) if found else None,
        "postmortem_notified_subscribers": found.notify if found else None,
        "postmortem_notified_twitter": None,
    }


def _updates(told: dict[str, Any], page: Page, seen: _Seen) -> list[dict[str, Any]]:
    rows = {
        row.uid: row
        for row in IncidentUpdate.objects.filter(
            incident__page=page, uid__in=[entry["id"] for entry in told["updates"]]
        )
    }
    named = {uid for row in rows.values() for uid in (entry["uid"] for entry in row.snapshot)}
    shown = {component.uid for component in seen.only(Component.objects.filter(page=page, uid__in=named))}
    return [_update(told["id"], entry, rows.get(entry["id"]), shown) for entry in told["updates"]]


def _update(
    incident_uid: str, entry: dict[str, Any], row: IncidentUpdate | None, shown: set[str]
) -> dict[str, Any]:
    affected = [
        {
            "code": touched["uid"],
            "name": touched["name"],
            "old_status": statuspage_status(touched["old"]),
            "new_status": statuspage_status(touched["new"]),
        }
        for touched in (row.snapshot if row else [])
        if touched["uid"] in shown
    ]
    return {
        "id": entry["id"],
        "incident_id": incident_uid,
        "status": entry["status"],
        "body": unwrapped(entry["body_html"]),
        "created_at": milliseconds_text(row.created_at if row else entry["displayed_at"]),
        "updated_at": milliseconds_text(row.updated_at if row else entry["displayed_at"]),
        "display_at": milliseconds_text(entry["displayed_at"]),
        "wants_twitter_update": None,
        "twitter_updated_at": None,
        "custom_tweet": None,
        "deliver_notifications": entry["notify"],
        "affected_components": affected or None,
    }
