"""Taking the journal out of the house is itself told there."""

from datetime import date, datetime

from statuspage import journal
from statuspage.actor import Actor
from statuspage.models import Organization


def journal_export_record(
    *,
    organization: Organization,
    since: date,
    until: date,
    rows: int,
    by: Actor,
    now: datetime | None = None,
) -> None:
    """Note who took out how many events of which days (both included)."""
    with journal.transaction(now) as now:
        journal.record(
            kind="journal.exported",
            by=by,
            at=now,
            subject_kind="organization",
            subject_uid=organization.uid,
            subject_label=organization.name,
            organization=organization,
            after={"since": since, "until": until, "rows": rows},
        )
