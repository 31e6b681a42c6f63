"""When people are told: the first of a burst at once, further messages together, digests at their hour."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from statuspage.models import Page
from webhooks.models import Delivery, Waiting
from webhooks.selectors.readers import Among, Told
from webhooks.transports.registry import TRANSPORTS
from webhooks.vocabulary import Audience, DeliveryKind, Digest, WaitingFor

AT_ONCE = 3
"""So many messages go out at once; what else comes within `BURST` of the first waits for its end."""

BURST = timedelta(seconds=60)
NEXT_GROUP = timedelta(minutes=5)
"""How long after a group the next one comes, while it goes on."""

ENDINGS = frozenset({"incident.resolved", "maintenance.completed", "maintenance.canceled"})
"""What people want to know soon: it waits only until `BURST` after the last message."""

DIGEST_TIME = time(8)
MONDAY = 0

_TOLD = (DeliveryKind.EVENT, DeliveryKind.GROUP, DeliveryKind.REMINDER)
_CLOCKS_DIFFER = timedelta(minutes=1)


def is_paced(subscription: Told) -> bool:
    """Whether people read it: machines and pagers are told everything, one by one."""
    if subscription.audience == Audience.VISITOR:
        return subscription.kind != "webhook"
    transport = TRANSPORTS.get(subscription.kind)
    paced = transport is None or not (transport.pages_people or transport.tells_each)
    return subscription.audience == Audience.CHANNEL and paced


def digest_due(page: Page, digest: str, *, now: datetime) -> datetime:
    """The next 8 o'clock where the page is, for weekly digests that of the next Monday; after `now`."""
    zone = ZoneInfo(page.time_zone)
    day = now.astimezone(zone).date()
    while True:
        moment = datetime.combine(day, DIGEST_TIME, zone).astimezone(UTC)
        if moment > now and (digest == Digest.DAILY or day.weekday() == MONDAY):
            return moment
        day += timedelta(days=1)


class Pace:
    """What has been told lately, and what is told in this round.

    The caller holds the rows of the subscriptions, so that nobody else tells them anything meanwhile. With
    `pagers`, these are bounded too: for who keeps together what they are told.
    """

    def __init__(self, *, now: datetime, pagers: bool = False) -> None:
        self._now = now
        self._pagers = pagers
        self._floor: int | None = None
        self._known: set[int] = set()
        self._burst: dict[int, list[datetime]] = defaultdict(list)
        self._group: dict[int, datetime] = {}
        self._last: dict[int, datetime] = {}
        self._release: dict[int, datetime] = {}

    def prepare(self, subscriptions: Iterable[Told]) -> None:
        """Find out for many at once, in three queries at most."""
        keys = {row.pk for row in subscriptions if self._paces(row)} - self._known
        if not keys:
            return
        self._known |= keys
        waiting = Waiting.objects.filter(Among("subscription_id", keys), kind=WaitingFor.GROUP)
        for key, release_at in waiting.values_list("subscription_id", "release_at"):
            # The first of them takes the others with it.
            self._release[key] = min(release_at, self._release.get(key, release_at))
        told = Delivery.objects.filter(
            Among("subscription_id", keys),
            # Keys rise with time, and with a key to begin at an index finds the few that are young.
            pk__gt=self._oldest(),
            created_at__gt=self._now - NEXT_GROUP,
            created_at__lte=self._now,
            kind__in=_TOLD,
        )
        for key, kind, at in told.values_list("subscription_id", "kind", "created_at"):
            self._last[key] = max(at, self._last.get(key, at))
            if at > self._now - BURST:
                self._burst[key].append(at)
            if kind == DeliveryKind.GROUP:
                self._group[key] = max(at, self._group.get(key, at))

    def wait(
        self, subscription: Told, page: Page, *, ends: bool = False
    ) -> tuple[WaitingFor, datetime] | None:
        """With what a message waits and until when; None when it goes out now, which counts as told.

        `ends`: it is one of `ENDINGS`. What waits already then goes out with it, so that nobody reads of an
        incident after its end.
        """
        if not self._paces(subscription):
            return None
        if subscription.audience == Audience.VISITOR and subscription.digest:
            return WaitingFor.DIGEST, digest_due(page, subscription.digest, now=self._now)
        key = subscription.pk
        if key not in self._release:
            burst, group = self._burst[key], self._group.get(key)
            if group is not None:
                self._release[key] = group + NEXT_GROUP
            elif len(burst) >= AT_ONCE:
                self._release[key] = min(burst) + BURST
            else:
                burst.append(self._now)
                self._last[key] = self._now
                return None
        if ends:
            soon = self._last[key] + BURST if key in self._last else self._now
            self._release[key] = min(self._release[key], max(soon, self._now))
        return WaitingFor.GROUP, self._release[key]

    def _paces(self, subscription: Told) -> bool:
        return is_paced(subscription) or (self._pagers and subscription.audience == Audience.CHANNEL)

    def _oldest(self) -> int:
        if self._floor is None:
            older = Delivery.objects.filter(created_at__lte=self._now - NEXT_GROUP - _CLOCKS_DIFFER)
            self._floor = older.order_by("-created_at").values_list("pk", flat=True).first() or 0
        return self._floor
