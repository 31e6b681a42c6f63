"""When an address may be written to because somebody asked: the ledger that all such messages go through."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection

from webhooks.addresses import Reached
from webhooks.models import Asking
from webhooks.services.subscribers.floods import HOST_WINDOW, domain_of, limit_of, mailbox_of
from webhooks.tokens import CONFIRM_DAYS

PAUSE = timedelta(minutes=10)
"""The least time between two messages of this kind to one address, on whatever page they are asked for."""
PAUSES = (PAUSE, timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
"""The pause after the first, second, ... message that visitors asked for and that nobody answered."""
FORESIGHT = timedelta(hours=6)
"""How far ahead the next message may be put off; what would come later is not sent."""
REMEMBERED = timedelta(days=CONFIRM_DAYS)


def queue_up(*hosts: str) -> None:
    """Let askings about one domain pass one by one, so that limits hold for simultaneous ones too.

    Before any row of a subscription is locked. SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        # In one order, so that nobody waits for each other.
        names = [f"ask:{domain}" for domain in sorted({domain_of(host) for host in hosts})]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest(%s::text[]) AS name",
                [names],
            )


def next_moment(reached: Reached, now: datetime, *, by_visitor: bool) -> datetime | None:
    """When the address may be written to next: now, or after the pause; None when too much waits already.

    The team asks without the limit of the domain, and waits for the shortest pause only.
    """
    moment = max(now, _after_pause(_latest(reached, now), by_visitor=by_visitor) or now)
    if by_visitor:
        domain = domain_of(reached.host)
        limit = limit_of(domain)
        asked = Asking.objects.filter(domain=domain, by_visitor=True, at__gt=now - HOST_WINDOW)
        # As many as the limit stand from this one on: the next may leave when its window is over.
        full = asked.order_by("-at").values_list("at", flat=True)[limit - 1 : limit]
        moment = max([moment, *(at + HOST_WINDOW for at in full)])
    return moment if moment <= now + FORESIGHT else None


def moment_take(reached: Reached, at: datetime, now: datetime, *, by_visitor: bool) -> None:
    """Note in the ledger that the address is written to at the moment that `next_moment` gave."""
    latest = _latest(reached, now)
    step = (latest[1] if latest else 0) + (1 if by_visitor else 0)
    _entry(reached, at, step=step, by_visitor=by_visitor).save(force_insert=True)


def moments_take_for_team(taken: Iterable[tuple[Reached, datetime]], now: datetime) -> None:
    """Note many messages that the team has sent, each to another address."""
    taken = list(taken)
    steps = _latest_of([reached for reached, _at in taken], now)
    Asking.objects.bulk_create(
        _entry(reached, at, step=steps.get(mailbox_of(reached), (at, 0))[1], by_visitor=False)
        for reached, at in taken
    )


def moments_for_team(wishes: Iterable[Reached], now: datetime) -> dict[str, datetime]:
    """When each address may be written to, by its key, where that is not now."""
    wishes = list(wishes)
    latest = _latest_of(wishes, now)
    moments = {
        reached.key: _after_pause(latest.get(mailbox_of(reached)), by_visitor=False) for reached in wishes
    }
    return {key: moment for key, moment in moments.items() if moment is not None and moment > now}


def moments_answered(reached: Reached) -> None:
    """The owner of the address answered: the pause between messages is the shortest again."""
    Asking.objects.filter(mailbox=mailbox_of(reached)).update(step=0)


def moments_forget(now: datetime) -> None:
    """Forget what no limit asks for any more."""
    Asking.objects.filter(at__lte=now - REMEMBERED).delete()


def _entry(reached: Reached, at: datetime, *, step: int, by_visitor: bool) -> Asking:
    return Asking(
        mailbox=mailbox_of(reached), domain=domain_of(reached.host), at=at, step=step, by_visitor=by_visitor
    )


def _latest(reached: Reached, now: datetime) -> tuple[datetime, int] | None:
    """The last message to the address, and how many visitors asked for without an answer."""
    rows = Asking.objects.filter(mailbox=mailbox_of(reached), at__gt=now - REMEMBERED)
    return rows.order_by("-at", "-pk").values_list("at", "step").first()


def _latest_of(wishes: Iterable[Reached], now: datetime) -> dict[str, tuple[datetime, int]]:
    mailboxes = {mailbox_of(reached) for reached in wishes}
    rows = Asking.objects.filter(mailbox__in=mailboxes, at__gt=now - REMEMBERED).order_by("at", "pk")
    return {mailbox: (at, step) for mailbox, at, step in rows.values_list("mailbox", "at", "step")}


def _after_pause(latest: tuple[datetime, int] | None, *, by_visitor: bool) -> datetime | None:
    if latest is None:
        return None
    at, step = latest
    return at + (PAUSES[min(max(step, 1), len(PAUSES)) - 1] if by_visitor else PAUSE)
