"""What the public documents tell of one page, in Statuspage's shapes and words."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from incidents.indicator import (
    POSTMORTEM,
    statuspage_incident_status,
    statuspage_indicator,
    statuspage_public_status,
)
from incidents.models import Incident, IncidentUpdate, Postmortem
from incidents.selectors import (
    affected_in_order,
    impact_shown,
    incident_url,
    incidents_changed_at,
    updates_newest_first,
)
from incidents.vocabulary import IncidentKind, IncidentStatus
from statuspage import links
from statuspage.clock import iso_milliseconds
from statuspage.ids import UID_LENGTH
from statuspage.models import Component, ComponentGroup, Page
from statuspage.richtext import unwrapped
from statuspage.selectors import Section, layout_of_page
from statuspage.sight import WHOLE, Sight


class Reading:
    """One page within the sight of its reader: components beyond it are named nowhere.

    How many queries it takes depends on the document alone, never on how much there is to tell.
    """

    def __init__(self, page: Page, sight: Sight = WHOLE) -> None:
        self.page = page
        self.sight = sight
        self._zone = ZoneInfo(page.time_zone)

    def page_part(self) -> dict[str, Any]:
        """Whose document it is; `updated_at` is when something that visitors can see last changed."""
        moments = [self.page.updated_at, *map(_changed_at, self._named.values())]
        moments += [section.group.updated_at for section in self._layout if section.group is not None]
        changed = incidents_changed_at(self.page, sight=self.sight)
        return {
            "id": self.page.uid,
            "name": self.page.name,
            "url": links.page_url(self.page),
            "time_zone": self.page.time_zone,
            "updated_at": self._time(max(moments if changed is None else [*moments, changed])),
        }

    def status(self, going_on: Iterable[Incident]) -> dict[str, str]:
        """The indicator and its words; maintenance that has not begun plays no part."""
        indicator, description = statuspage_indicator(
            (component.status for section in self._layout for component in section.components),
            (
                impact_shown(incident, sight=self.sight)
                for incident in going_on
                if incident.status != IncidentStatus.SCHEDULED
            ),
        )
        return {"indicator": indicator, "description": description}

    def components(self) -> list[dict[str, Any]]:
        """Groups, each before its components, and what stands alone, in the order of the page."""
        told: list[dict[str, Any]] = []
        for section in self._layout:
            if section.group is not None:
                told.append(self._group(section.group, section))
            told += [self._component(component) for component in section.components]
        return told

    def incidents(self, found: Iterable[Incident]) -> list[dict[str, Any]]:
        """Incidents or maintenance in the order given."""
        return [self.incident(incident) for incident in found]

    def incident(self, incident: Incident) -> dict[str, Any]:
        """An incident or a maintenance with its updates, newest first."""
        status = statuspage_incident_status(incident)
        updates = [self._update(update, incident) for update in updates_newest_first(incident)]
        if status == POSTMORTEM:
            updates.insert(0, self._postmortem(incident.postmortem, incident))
        touched = (self._named.get(row.component_id) for row in affected_in_order(incident))
        told = {
            "id": incident.uid,
            "name": incident.name,
            "status": status,
            "created_at": self._time(incident.created_at),
            "updated_at": self._changed(incident),
            "monitoring_at": self._time(incident.monitoring_at),
            "resolved_at": self._time(incident.resolved_at),
            "impact": impact_shown(incident, sight=self.sight).value,
            "shortlink": incident_url(incident),
            "started_at": self._time(incident.started_at),
            "page_id": self.page.uid,
            "incident_updates": updates,
            "components": [self._component(component) for component in touched if component is not None],
        }
        if incident.kind == IncidentKind.MAINTENANCE:
            told["scheduled_for"] = self._time(incident.scheduled_for)
            told["scheduled_until"] = self._time(incident.scheduled_until)
        return told

    @cached_property
    def _layout(self) -> list[Section]:
        return layout_of_page(self.page, sight=self.sight)

    @cached_property
    def _named(self) -> dict[int, Component]:
        """What may be named, by key; deleted components too, for the past keeps their names."""
        rows = Component.objects.filter(page=self.page, visible=True).select_related("group")
        return {component.pk: component for component in self.sight.only(rows)}

    @cached_property
    def _named_uids(self) -> frozenset[str]:
        return frozenset(component.uid for component in self._named.values())

    @cached_property
    def _places(self) -> dict[str, int]:
        """The positions by uid; to whoever does not see all of the page, they do not count what they skip."""
        rows: list[ComponentGroup | Component] = []
        for section in self._layout:
            rows += [*filter(None, [section.group]), *section.components]
        if self.sight.is_whole:
            return {row.uid: row.position for row in rows}
        return {row.uid: place for place, row in enumerate(rows, start=1)}

    def _component(self, component: Component) -> dict[str, Any]:
        group = component.group
        return {
            "id": component.uid,
            "name": component.name,
            "status": statuspage_public_status(component.status),
            "created_at": self._time(component.created_at),
            "updated_at": self._changed(component),
            "position": self._places.get(component.uid, component.position),
            "description": component.description or None,
            "showcase": component.showcase,
            "start_date": component.start_date and component.start_date.isoformat(),
            "group_id": group.uid if group is not None and group.deleted_at is None else None,
            "page_id": self.page.uid,
            "group": False,
            "only_show_if_degraded": component.only_show_if_degraded,
        }

    def _group(self, group: ComponentGroup, section: Section) -> dict[str, Any]:
        return {
            "id": group.uid,
            "name": group.name,
            "status": statuspage_public_status(section.status),
            "created_at": self._time(group.created_at),
            "updated_at": self._time(group.updated_at),
            "position": self._places[group.uid],
            "description": group.description or None,
            "showcase": False,
            "start_date": None,
            "group_id": None,
            "page_id": self.page.uid,
            "group": True,
            "only_show_if_degraded": False,
            "components": [component.uid for component in section.components],
        }

    def _update(self, update: IncidentUpdate, incident: Incident) -> dict[str, Any]:
        affected = [
            {
                "code": row["uid"],
                "name": row["name"],
                "old_status": statuspage_public_status(row["old"]),
                "new_status": statuspage_public_status(row["new"]),
            }
            for row in update.snapshot
            if row["uid"] in self._named_uids
        ]
        return {
            "id": update.uid,
            "status": update.status,
            "body": unwrapped(update.html),
            "incident_id": incident.uid,
            "created_at": self._time(update.created_at),
            "updated_at": self._time(update.updated_at),
            "display_at": self._time(update.displayed_at),
            "affected_components": affected or None,
            "deliver_notifications": update.deliver,
            "custom_tweet": None,
            "tweet_id": None,
        }

    def _postmortem(self, postmortem: Postmortem, incident: Incident) -> dict[str, Any]:
        """The published text as the last update, which it is at Statuspage.

        It has no uid of its own, and its preview key would show drafts to those who know it.
        """
        return {
            "id": sha256(f"postmortem {incident.uid}".encode()).hexdigest()[:UID_LENGTH],
            "status": POSTMORTEM,
            "body": unwrapped(postmortem.html),
            "incident_id": incident.uid,
            "created_at": self._time(postmortem.published_at),
            "updated_at": self._time(postmortem.body_updated_at or postmortem.published_at),
            "display_at": self._time(postmortem.published_at),
            "affected_components": None,
            "deliver_notifications": postmortem.notify,
            "custom_tweet": None,
            "tweet_id": None,
        }

    def _changed(self, row: Incident | Component) -> str | None:
        return self._time(_changed_at(row))

    def _time(self, moment: datetime | None) -> str | None:
        return None if moment is None else iso_milliseconds(moment, self._zone)


def _changed_at(row: Incident | Component) -> datetime:
    """Never before it was made, which what was dated back would say."""
    return max(row.created_at, row.updated_at)
