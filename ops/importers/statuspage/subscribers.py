"""Who is told: active subscribers and those in quarantine, none of whom is written to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from incidents.models import Incident
from ops.importers.bringing import BY
from ops.importers.statuspage.bringing import Move
from ops.importers.statuspage.components import Components
from ops.importers.statuspage.identity import Known
from ops.importers.statuspage.rows import Row, Unreadable, needed
from statuspage.models import AudienceMember, Component
from webhooks.addresses import address_masked
from webhooks.models import Subscription
from webhooks.services.subscribers import ToldSubscriber, subscriber_bring

_KINDS = ("email", "webhook")


@dataclass(frozen=True, slots=True)
class Reader:
    """A subscriber as it is told; `component_ids` None is the whole page, and an empty list nothing of it."""

    id: str
    kind: str
    address: str
    contact_email: str
    component_ids: Sequence[str] | None
    member_id: str | None
    incident_id: str | None
    created_at: datetime
    quarantined_at: datetime | None
    skip_confirmation: bool

    @property
    def name(self) -> str:
        """What it is called before people, who need not read addresses."""
        return address_masked(self.kind, self.address)


def reader_told(value: Any) -> Reader:
    """One item of a list of subscribers."""
    row = Row(value)
    kind = row.text("mode") or ("webhook" if row.text("endpoint") else "email")
    if kind not in _KINDS:
        raise Unreadable(f"{kind or 'this kind'} has to be set up anew")
    return Reader(
        id=row.identity(),
        kind=kind,
        address=row.text("endpoint") if kind == "webhook" else row.text("email"),
        contact_email=row.text("email") if kind == "webhook" else "",
        component_ids=row.identities("components") if row.values.get("components") is not None else None,
        member_id=row.identity_or_none("page_access_user_id"),
        incident_id=row.identity_or_none("incident_id"),
        created_at=needed(row.past("created_at"), "created_at"),
        quarantined_at=row.past("quarantined_at"),
        skip_confirmation=row.flag("skip_confirmation_notification"),
    )


def subscribers_bring(
    move: Move,
    told: Sequence[Reader],
    components: Components,
    incidents: Mapping[str, str],
    members: Mapping[str, AudienceMember],
) -> None:
    """Bring each; `incidents` are the uids of here by the ids of the source."""
    known = Known(Subscription, move.page, [one.id for one in told])
    for one in told:
        move.bring("subscriber", one.name, partial(_bring, move, one, known, components, incidents, members))


def _bring(
    move: Move,
    one: Reader,
    known: Known[Subscription],
    components: Components,
    incidents: Mapping[str, str],
    members: Mapping[str, AudienceMember],
) -> tuple[bool, list[str]]:
    incident = None
    if one.incident_id is not None:
        incident = Incident.living.filter(page=move.page, uid=incidents.get(one.incident_id, "")).first()
        if incident is None:
            raise Unreadable("its incident could not be brought")
    if one.member_id is not None and one.member_id not in members:
        raise Unreadable("its page access user could not be brought")
    subscription = known.row(one.id)
    _row, changed = subscriber_bring(
        page=move.page,
        told=ToldSubscriber(
            kind=one.kind,
            address=one.address,
            contact_email=one.contact_email,
            components=None if incident is not None else _chosen(one, components),
            incident=incident,
            audience_member=None if one.member_id is None else members[one.member_id],
            created_at=one.created_at,
            quarantined_at=one.quarantined_at,
            skip_confirmation=one.skip_confirmation,
        ),
        uid=known.uid(one.id),
        subscription=subscription,
        by=BY,
    )
    created = changed == ["created"]
    return created, [] if created else changed


def _chosen(one: Reader, components: Components) -> list[Component] | None:
    if one.component_ids is None:
        return None
    rows = [components.rows[uid] for uid in one.component_ids if uid in components.rows]
    found = [row for row in rows if row.deleted_at is None]
    if not found:
        chosen = "none of its components could be brought"
        raise Unreadable(chosen if one.component_ids else "it is told of no component any more")
    return found
