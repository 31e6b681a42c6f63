"""Taking a ping: together with others where it changes no state, else alone."""

from uuid import UUID

from monitoring.selectors import heartbeat_by_code
from monitoring.services import ping_record
from monitoring.services.ping_groups import Outcome, pings_record
from monitoring.signals import Signal


def ping_take(code: UUID, signal: Signal) -> bool:
    """Whether the ping is committed; false if nothing can be pinged by this code any more."""
    (outcome,) = pings_record(given=[(code, signal)])
    if outcome is not Outcome.ALONE:
        return outcome is Outcome.TAKEN
    check = heartbeat_by_code(code)
    return check is not None and ping_record(check=check, signal=signal) is not None
