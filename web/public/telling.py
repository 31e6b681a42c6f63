"""A subscription in words, for the one whose it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from incidents.models import Incident
from incidents.selectors import incident_is_seen
from incidents.vocabulary import IncidentKind
from statuspage import selectors as pages
from statuspage.languages import name_of
from web.public.choosing import RHYTHMS
from web.public.document import Sheet
from web.public.ways import way_named
from webhooks.addresses import address_shown
from webhooks.models import Subscription
from webhooks.vocabulary import Scope, SubscriptionState


@dataclass(frozen=True, slots=True)
class Told:
    """One subscription: `what` it tells of in one line, `path` where that is one incident."""

    uid: str
    way: str | Promise
    address: str
    what: str
    rhythm: str | Promise
    language: str
    state: str
    scope: str
    path: str

    @property
    def is_paused(self) -> bool:
        """Whether the address could not be reached."""
        return self.state == SubscriptionState.QUARANTINED

    @property
    def is_unconfirmed(self) -> bool:
        """Whether its owner has not said yes."""
        return self.state == SubscriptionState.UNCONFIRMED


def describe(sheet: Sheet, subscription: Subscription, *, wish: Mapping[str, Any] | None = None) -> Told:
    """What the subscription tells of, or what the `wish` asks for that waits to be confirmed."""
    scope = wish["scope"] if wish else subscription.scope
    # On top of what is active come components alone.
    fresh = wish if subscription.state != SubscriptionState.ACTIVE else None
    language = fresh.get("language", subscription.language) if fresh else subscription.language
    digest = fresh.get("digest", "") if fresh else subscription.digest
    way = way_named(subscription.kind)
    people = way is not None and not way.for_programs
    names: list[str] = []
    if scope == Scope.COMPONENTS:
        uids = wish.get("components", []) if wish else [one.uid for one in subscription.components.all()]
        names = [
            sheet.said(component, "name")
            for section in pages.layout_of_page(sheet.page, sight=sheet.sight)
            for component in section.components
            if component.uid in uids
        ]
    return Told(
        uid=subscription.uid,
        way=way.name if way else subscription.kind,
        address=address_shown(subscription.kind, subscription.address),
        what=_what(sheet, subscription, scope, names),
        rhythm=dict(RHYTHMS).get(digest, "") if people and scope != Scope.INCIDENT else "",
        language=name_of(language) if people and len(sheet.page.languages) > 1 else "",
        state=subscription.state,
        scope=scope,
        path=_path(sheet, subscription.incident),
    )


def _what(sheet: Sheet, subscription: Subscription, scope: str, names: list[str]) -> str:
    incident = subscription.incident
    if scope == Scope.INCIDENT and incident is not None:
        return sheet.said(incident, "name") if incident_is_seen(incident, sight=sheet.sight) else _gone()
    if scope == Scope.COMPONENTS:
        return ", ".join(names) or _gone()
    return _("everything on %(page)s") % {"page": sheet.page.name}


def _path(sheet: Sheet, incident: Incident | None) -> str:
    if (
        incident is None
        or incident.deleted_at is not None
        or not incident_is_seen(incident, sight=sheet.sight)
    ):
        return ""
    noun = "maintenances" if incident.kind == IncidentKind.MAINTENANCE else "incidents"
    return f"{sheet.base}/{noun}/{incident.uid}"


def _gone() -> str:
    return _("nothing any more: what was chosen is gone")
