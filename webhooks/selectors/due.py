"""Whether there is anything to do: what workers ask a few times a second, so it costs one query."""

from datetime import datetime
from typing import NamedTuple

from django.db import connection

from webhooks.selectors.turns import moment_of


class Due(NamedTuple):
    """What there is to do: events to tell, what waited, channels, deliveries by their lane, lists to take in.

    `mail` is true for notices to owners, links to sign in and invitations too.
    """

    events: bool
    waiting: bool
    alerts: bool
    wire: bool
    library: bool
    mail: bool
    imports: bool


# One statement, because a worker that has nothing to do pays for nothing else; each part reads an index.
_ASK = """
    select
        exists(select 1 from statuspage_event as event
            left join webhooks_fanout as begun on begun.event_id = event.id
            where event.dispatched_at is null and (begun.due_at is null or begun.due_at <= %(now)s)),
        exists(select 1 from webhooks_waiting where release_at <= %(now)s),
        exists(select 1 from webhooks_channelassignment where due_at <= %(now)s)
            or exists(select 1 from webhooks_channelassignment where remind_at <= %(now)s)
            or exists(select 1 from webhooks_channelassignment where say_at <= %(now)s),
        exists(select 1 from webhooks_delivery where lane = 'wire' and next_attempt_at <= %(now)s),
        exists(select 1 from webhooks_delivery where lane = 'library' and next_attempt_at <= %(now)s),
        exists(select 1 from webhooks_delivery where lane = 'mail' and next_attempt_at <= %(now)s)
            or exists(select 1 from webhooks_ownernotice where next_attempt_at <= %(now)s)
            or exists(select 1 from statuspage_admissionlink where mail_at <= %(now)s)
            or exists(select 1 from statuspage_invitation where mail_at <= %(now)s),
        exists(select 1 from webhooks_subscriberimport where due_at <= %(now)s)
"""


def due_now(*, now: datetime) -> Due:
    """What is due, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_ASK, {"now": moment_of(now)})
        return Due(*(bool(part) for part in cursor.fetchone()))
