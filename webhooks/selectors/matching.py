"""Who is told of what: the one place that the fan-out and the preview ask."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.dateparse import parse_datetime

from incidents.models import Incident, IncidentUpdate
from incidents.selectors import incident_object
from incidents.vocabulary import ENDED_STATUSES, IncidentKind
from monitoring.models import Check
from statuspage.catalogue import CATALOGUE
from statuspage.models import Component, Event, Page
from statuspage.selectors.audience import granted_to
from webhooks.eligibility import is_for_members, is_selective
from webhooks.models import Subscription
from webhooks.selectors.admission import admitted
from webhooks.selectors.readers import Among
from webhooks.vocabulary import Audience, Scope, SubscriptionState

VISITORS_HEAR = frozenset(
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
"""What is told to visitors, if whoever did it wanted it told."""

JOINED = "incident.edited"
"""A check that joins an open incident edits it: who only hears of the check's component learns of it so."""

DRAFTED = "incident.draft_saved"
STATUS_CHANGED = "component.status_changed"
NOTED = "note.posted"
NOTE_IS_NEWS = timedelta(hours=1)
"""What was said of a time further back is history, of which no people are told."""

_NOTES = frozenset({NOTED, "note.voided"})
TEST = "webhook.test"

_ALONGSIDE = frozenset({JOINED, DRAFTED})
_links = Subscription.components.through


def is_heard(kind: str) -> bool:
    """Whether anybody at all could be told of events of a kind."""
    return kind in _ALONGSIDE or (kind != TEST and kind in CATALOGUE and CATALOGUE[kind].deliverable)


def subscriptions_hearing(event: Event) -> QuerySet[Subscription]:
    """Everybody who must be told of an event, in the order of their keys.

    Makes at most two queries of its own, whatever the number of subscriptions.
    """
    page = event.page
    if page is None or page.deleted_at is not None or not is_heard(event.kind):
        return Subscription.objects.none()
    touched = _touched(event, page)
    wanted = _machines(event, touched) | _channels(event, touched) | _visitors(event, page, touched)
    rows = Subscription.objects.alias(wishes=Cast("events", TextField())).filter(
        wanted, page=page, state=SubscriptionState.ACTIVE, enabled=True
    )
    return rows.order_by("pk")


def incident_audience(
    incident: Incident, *, notify: bool | None = None, also: Iterable[Component] = ()
) -> dict[str, int]:
    """How many visitors would be told of the next update of an incident or maintenance, by kind.

    `notify`: whether that update is to tell subscribers; without it, as the incident says. `also`: what it
    touches from that update on. A draft counts as if it were published. Asks what the fan-out asks.
    """
    told = incident.notify if notify is None else notify
    coming = "updated" if not incident.draft else _first_verb(incident)
    after = incident_object(incident)
    after["components"] += [{"component": component.uid} for component in also]
    event = Event(
        page=incident.page,
        kind=f"{incident.kind}.{coming}",
        subject_kind=incident.kind,
        subject_uid=incident.uid,
        before=None,
        after={**after, "draft": False, "deliver": told},
    )
    rows = subscriptions_hearing(event).filter(audience=Audience.VISITOR).order_by()
    return dict(rows.values_list("kind").annotate(number=Count("pk")))


def components_named(event: Event) -> set[str]:
    """The uids of the components that an incident or maintenance touches or touched, by the event."""
    return _named(event.before) | _named(event.after)


def components_told_of(event: Event) -> frozenset[int]:
    """The keys of all components that a message about an event could name, of its earlier updates too."""
    uids = set(_uids(event))
    if event.subject_kind in IncidentKind.values:
        updates = IncidentUpdate.objects.filter(incident__page=event.page_id, incident__uid=event.subject_uid)
        snapshots = updates.values_list("snapshot", flat=True)
        uids |= {row["uid"] for snapshot in snapshots for row in snapshot}
    return frozenset(Component.objects.filter(page=event.page_id, uid__in=uids).values_list("pk", flat=True))


def still_hearing(event: Event, page: Page, keys: Iterable[int]) -> set[int]:
    """Those of these subscriptions of the event's page that would be told of it now."""
    keys = set(keys)
    if not is_selective(page):
        return keys
    return set(subscriptions_hearing(event).filter(Among("pk", keys)).values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class _Touched:
    """Living components by key: all that an event touches, those that visitors see, those newly touched.

    `nothing`: it names no component at all, seen or not.
    """

    known: frozenset[int]
    seen: frozenset[int]
    added: frozenset[int]
    nothing: bool


def _touched(event: Event, page: Page) -> _Touched:
    named, before = _uids(event), _named(event.before)
    rows = Component.objects.filter(page=page, uid__in=named) if named else Component.objects.none()
    found = list(rows.values_list("pk", "uid", "visible", "deleted_at")) if named else []
    # Whoever hears of a component hears of its end too; after that it is as if it were not there.
    living = [row for row in found if row[3] is None or event.subject_kind == "component"]
    seen = frozenset(pk for pk, _uid, visible, deleted_at in living if visible and deleted_at is None)
    return _Touched(
        known=frozenset(pk for pk, *_rest in living),
        seen=seen,
        added=frozenset(pk for pk, uid, *_rest in living if pk in seen and uid not in before),
        nothing=not named,
    )


def _uids(event: Event) -> set[str]:
    if event.subject_kind in IncidentKind.values:
        return components_named(event)
    if event.subject_kind == "component":
        return {event.subject_uid}
    if event.subject_kind == "check":
        rows = Check.objects.filter(uid=event.subject_uid, component__isnull=False)
        return set(rows.values_list("component__uid", flat=True))
    return set()


def _named(state: Mapping[str, Any] | None) -> set[str]:
    return {entry["component"] for entry in (state or {}).get("components") or ()}


def _machines(event: Event, touched: _Touched) -> Q:
    """The team's own view: what matches the event filter, hidden components and all."""
    if not CATALOGUE[event.kind].deliverable:
        return _nobody()
    group = event.kind.partition(".")[0]
    wish = Q()
    for word in ("*", f"{group}.*", event.kind):
        # Words of the catalogue hold nothing that JSON would write in another way.
        wish |= Q(wishes__contains=f'"{word}"')
    return Q(audience=Audience.MACHINE) & wish & _in_scope(touched.known)


def _channels(event: Event, touched: _Touched) -> Q:
    """The team hears of every incident, maintenance and note, whatever visitors are told."""
    after = event.after or {}
    if event.kind in _NOTES:
        if event.kind == NOTED and not _is_fresh(event):
            return _nobody()
    elif event.subject_kind not in IncidentKind.values or after.get("backfilled"):
        return _nobody()
    if event.kind == DRAFTED:
        if event.before is not None or after.get("origin") != "check":
            return _nobody()
    elif not CATALOGUE[event.kind].deliverable:
        return _nobody()
    # A channel that never said otherwise hears of incidents; a plain exclude would leave it out.
    switched_on = Q(config__incidents__isnull=True) | Q(config__incidents=True)
    return Q(audience=Audience.CHANNEL) & switched_on & _in_scope(touched.known)


def _visitors(event: Event, page: Page, touched: _Touched) -> Q:
    if event.kind == STATUS_CHANGED and touched.seen:
        # A format of its own has a word for this; people hear of incidents.
        wanted = Q(kind="webhook") & _in_scope(touched.seen)
    elif event.kind == NOTED and touched.seen and _is_fresh(event):
        # The format of visitors' endpoints has no word for it; the change of status itself is told there.
        wanted = ~Q(kind="webhook") & _in_scope(touched.seen)
    elif event.kind == JOINED and _is_joined_by_check(event):
        known_before = touched.seen - touched.added
        wanted = Q(scope=Scope.COMPONENTS) & _through(touched.added) & ~_through(known_before)
    elif event.kind in VISITORS_HEAR and _is_public_news(event):
        one = Incident.objects.filter(page=page, uid=event.subject_uid).values("pk")
        wanted = _in_scope(touched.seen) | Q(scope=Scope.INCIDENT, incident__in=one)
    else:
        return _nobody()
    if is_for_members(page):
        wanted &= _members(touched)
    return Q(audience=Audience.VISITOR) & admitted(page) & wanted & _confirmed_by(event)


def _confirmed_by(event: Event) -> Q:
    """Events are told a moment after they happened; who confirmed in between does not hear of them."""
    if event._state.adding:
        # It has not happened yet: everybody of now will be told.
        return Q()
    return Q(confirmed_at__isnull=True) | Q(confirmed_at__lte=event.at)


def _is_public_news(event: Event) -> bool:
    after, before = event.after or {}, event.before or {}
    if not after.get("deliver") or after.get("draft") or after.get("backfilled"):
        return False
    # What is over cannot be called off: it was taken off the page as a mistake.
    return not (event.kind == "maintenance.canceled" and before.get("status") in ENDED_STATUSES)


def _is_fresh(event: Event) -> bool:
    said = parse_datetime(str((event.after or {}).get("at", "")))
    return said is not None and event.at - said <= NOTE_IS_NEWS


def _is_joined_by_check(event: Event) -> bool:
    after = event.after or {}
    hidden = after.get("draft") or after.get("backfilled") or after.get("deleted")
    return event.actor_kind == "check" and bool(after.get("notify")) and not hidden


def _members(touched: _Touched) -> Q:
    """On a restricted page only its members are told, and only of components that are theirs.

    What touches no component at all is said to everybody on the page.
    """
    theirs = Component.objects.filter(granted_to(OuterRef(OuterRef("audience_member"))), pk__in=touched.seen)
    both = Exists(theirs.filter(subscriptions=OuterRef("pk")))
    allowed = (~Q(scope=Scope.COMPONENTS) & Q(Exists(theirs))) | (Q(scope=Scope.COMPONENTS) & Q(both))
    if touched.nothing:
        allowed |= ~Q(scope=Scope.COMPONENTS)
    return allowed


def _in_scope(components: Iterable[int]) -> Q:
    return Q(scope=Scope.PAGE) | (Q(scope=Scope.COMPONENTS) & _through(components))


def _through(components: Iterable[int]) -> Q:
    """Whether it is subscribed to one of these; without any it is not."""
    keys = sorted(components)
    if not keys:
        return _nobody()
    return Q(Exists(_links.objects.filter(subscription_id=OuterRef("pk"), component_id__in=keys)))


def _nobody() -> Q:
    return Q(pk__in=())


def _first_verb(incident: Incident) -> str:
    return "scheduled" if incident.kind == IncidentKind.MAINTENANCE else "opened"
