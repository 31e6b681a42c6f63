"""What deliveries say: written once, the same for everybody who is told the same."""

import copy
from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime

from django.db import OperationalError

from statuspage.models import Event, Page
from statuspage.selectors.pages import page_overall
from statuspage.sight import WHOLE, Sight
from webhooks.messages.compose import message_for
from webhooks.models import Letter, Subscription
from webhooks.payloads.standard import standard_body
from webhooks.payloads.statuspage import statuspage_body
from webhooks.selectors.admission import sights_of
from webhooks.selectors.matching import JOINED, components_told_of
from webhooks.selectors.readers import Told
from webhooks.transports.base import Frozen
from webhooks.transports.registry import TRANSPORTS
from webhooks.vocabulary import Audience, BodyFormat, DeliveryKind

JSON = "application/json"


def letter_write(*, page: Page, frozen: Frozen, now: datetime) -> Letter:
    """A letter of its own, for one message to one subscription or to a few."""
    letter = letter_of(page, frozen, now=now)
    letter.save(force_insert=True)
    return letter


def letter_of(page: Page, frozen: Frozen, *, now: datetime) -> Letter:
    """The same, not saved yet."""
    return Letter(
        page=page,
        content_type=frozen.content_type,
        body=frozen.body,
        message=frozen.message,
        created_at=now,
    )


class Shelf:
    """The letters of one round on one page.

    They are not saved: `deliveries_write` saves those that are sent to somebody. What one subscription's
    format needs for itself is written for it alone, everything else once for all that get the same. A letter
    that could not be written raises the same error for everybody who would have got it.
    """

    def __init__(self, page: Page, *, now: datetime) -> None:
        self._page = page
        self._now = now
        self._letters: dict[Hashable, Letter | Exception | None] = {}
        self._overall: str | None = None
        self._sights: dict[int, Sight] = {}
        self._touched: dict[int, frozenset[int]] = {}
        self._whole: dict[int, Subscription] = {}

    def prepare(self, subscriptions: Iterable[Told]) -> None:
        """Read for many at once what their letters need to know."""
        subscriptions = list(subscriptions)
        single = {row.pk for row in subscriptions if not is_told_alike(row)} - self._whole.keys()
        if single:
            self._whole.update(Subscription.objects.select_related("audience_member").in_bulk(single))
        unknown = [
            row for row in subscriptions if row.audience == Audience.VISITOR and row.pk not in self._sights
        ]
        if unknown:
            self._sights.update(sights_of(self._page, unknown))

    def letter_for(
        self,
        subscription: Told,
        events: Sequence[Event],
        kind: DeliveryKind = DeliveryKind.EVENT,
    ) -> Letter | None:
        """What a subscription is told of these events; None where it has no words for them."""
        key = self._key(subscription, events, kind)
        if key not in self._letters:
            try:
                self._letters[key] = self._write(subscription, events, kind)
            except OperationalError:
                raise
            except Exception as error:  # noqa: BLE001  kept, so that it is found once and told to all
                self._letters[key] = error
        found = self._letters[key]
        if isinstance(found, Exception):
            raise found
        return found

    def _key(self, subscription: Told, events: Sequence[Event], kind: DeliveryKind) -> Hashable:
        told = tuple(event.pk for event in events)
        if _is_standard(subscription):
            return (Audience.MACHINE, told)
        if not is_told_alike(subscription):
            return (subscription.pk, kind, told)
        sight = self._sight(subscription)
        seen = None if sight is None else sight.components
        return (subscription.audience, subscription.kind, subscription.language, seen, kind, told)

    def _write(self, subscription: Told, events: Sequence[Event], kind: DeliveryKind) -> Letter | None:
        frozen = self._frozen(subscription, events, kind)
        if frozen is None:
            return None
        letter = letter_of(self._page, frozen, now=self._now)
        sight = self._sight(subscription)
        if sight is not None and sight.components is not None:
            # Looked at again when it is sent: what a member lost meanwhile is not told any more.
            touched = frozenset[int]().union(*(self._components(event) for event in events))
            letter.named = sorted(touched & sight.components)
        return letter

    def _frozen(self, subscription: Told, events: Sequence[Event], kind: DeliveryKind) -> Frozen | None:
        transport = TRANSPORTS.get(subscription.kind)
        if transport is None:
            return None
        if _is_standard(subscription):
            body = standard_body(events[-1], self._page, overall=self._status())
            return Frozen(content_type=JSON, body=body)
        whole = self._whole_of(subscription)
        if _is_statuspage(subscription):
            theirs = statuspage_body(as_told(events[-1]), whole, sight=self._sight(subscription))
            return None if theirs is None else Frozen(content_type=JSON, body=theirs)
        message = message_for(
            events=[as_told(event) for event in events],
            page=self._page,
            audience=Audience(subscription.audience),
            kind=kind,
            language=subscription.language,
            sight=self._sight(subscription) or WHOLE,
        )
        return None if message is None else transport.freeze(whole, message)

    def _whole_of(self, subscription: Told) -> Subscription:
        if isinstance(subscription, Subscription):
            whole = subscription
        else:
            if subscription.pk not in self._whole:
                self._whole[subscription.pk] = Subscription.objects.get(pk=subscription.pk)
            whole = self._whole[subscription.pk]
        # The page that is at hand, so that its address is looked up once for all.
        whole.page = self._page
        return whole

    def _sight(self, subscription: Told) -> Sight | None:
        """What a visitor may be told of; None for the team's own, who are told everything."""
        if subscription.audience != Audience.VISITOR:
            return None
        if subscription.pk not in self._sights:
            self.prepare([subscription])
        return self._sights[subscription.pk]

    def _components(self, event: Event) -> frozenset[int]:
        """The keys of all components that an event, or an update of what it is about, could name."""
        if event.pk not in self._touched:
            self._touched[event.pk] = components_told_of(event)
        return self._touched[event.pk]

    def _status(self) -> str:
        if self._overall is None:
            self._overall = page_overall(self._page).value
        return self._overall


def as_told(event: Event) -> Event:
    """The event as people are told it: who first hears of an incident by a check that joined it, hears that
    it was opened."""
    if event.kind != JOINED:
        return event
    told = copy.copy(event)
    after = event.after or {}
    updates = after.get("updates") or [{}]
    told.kind, told.before = "incident.opened", None
    told.after = {**after, "update": updates[0].get("id")}
    return told


def is_told_alike(subscription: Told) -> bool:
    """Whether its letters are the same as those of others of its kind."""
    if subscription.audience == Audience.MACHINE or _is_statuspage(subscription):
        return _is_standard(subscription)
    transport = TRANSPORTS.get(subscription.kind)
    return transport is not None and transport.shared


def _is_standard(subscription: Told) -> bool:
    return subscription.audience == Audience.MACHINE and subscription.format == BodyFormat.STANDARD


def _is_statuspage(subscription: Told) -> bool:
    """Visitors' endpoints get no other format: ours shows what only the team may see."""
    if subscription.kind != "webhook":
        return False
    return subscription.audience == Audience.VISITOR or (
        subscription.audience == Audience.MACHINE and subscription.format == BodyFormat.STATUSPAGE
    )
