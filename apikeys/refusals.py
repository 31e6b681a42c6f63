"""What people tried without the right to: told to the journal, a few times a minute."""

import logging

from django.db import DatabaseError
from django.utils import timezone

from apikeys import limits
from statuspage import journal
from statuspage.actor import Actor
from statuspage.models import Organization, User

logger = logging.getLogger(__name__)


def refusal_note(
    *, user: User, organization: Organization, path: str, by: Actor, code: str = "missing_role"
) -> None:
    """Tell of an act that its person may not do; never in the way of the refusal itself."""
    try:
        if not limits.may_note_refusal_of(user.uid):
            return
        now = timezone.now()
        with journal.transaction(now):
            journal.record(
                kind="access.refused",
                by=by,
                at=now,
                subject_kind="user",
                subject_uid=user.uid,
                subject_label=user.name,
                organization=organization,
                after={"method": "POST", "path": path[:500].replace("\x00", ""), "code": code},
            )
    except DatabaseError:
        logger.warning("A refused act could not be told to the journal.", exc_info=True)
