"""Sends mails of a batch, a few at a time over one connection to the mail server."""

import logging
from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.utils import timezone

from webhooks.models import Delivery, Subscription
from webhooks.selectors.admission import deliveries_admitted
from webhooks.services.claiming import may_be_sent
from webhooks.services.trying import delivery_unprepared
from webhooks.transports.base import Outcome
from webhooks.transports.email import MailSession, prefetch_for_mails

logger = logging.getLogger(__name__)

AT_ONCE = 5
MARGIN = timedelta(seconds=60)
"""What must be left of the lease to begin with a few more: the mail server may take its time with each."""


def mails_send(deliveries: Sequence[Delivery]) -> Iterator[tuple[Delivery, Outcome | None]]:
    """Each delivery with what came of it; None where it was not begun, because its lease is about to end
    or because its subscription ended since the claim (D09), or may not be told it any more, for which each
    few are looked up again.
    """
    with MailSession() as session:
        for start in range(0, len(deliveries), AT_ONCE):
            few = deliveries[start : start + AT_ONCE]
            now = timezone.now()
            if any(delivery.lease_until is None or delivery.lease_until - now < MARGIN for delivery in few):
                yield from ((delivery, None) for delivery in few)
                continue
            rows = Subscription.objects.select_related("page").in_bulk([one.subscription_id for one in few])
            there = [delivery for delivery in few if delivery.subscription_id in rows]
            for delivery in there:
                delivery.subscription = rows[delivery.subscription_id]
            admitted = deliveries_admitted(there)
            wanted = []
            for delivery in few:
                if delivery.pk in admitted and may_be_sent(delivery):
                    wanted.append(delivery)
                else:
                    yield delivery, None
            prefetch_for_mails(wanted)
            for delivery in wanted:
                yield delivery, _sent(session, delivery)


def _sent(session: MailSession, delivery: Delivery) -> Outcome:
    try:
        return session.send(delivery)
    except Exception:
        logger.exception("The mail of the delivery %s could not be sent", delivery.uid)
        # What was said to the server so far is not known; the next mail opens another connection.
        session.close()
        return delivery_unprepared()
