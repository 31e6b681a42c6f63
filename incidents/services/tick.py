"""What time does: maintenance starts and ends, reminders fall due, series bring their next occurrences.

The tick reads first and writes only when something is due. Each act is claimed by a conditional update on
the very moment that was read, so that any number of workers may tick at once and each act happens once.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import OperationalError
from django.db.models import Max, Q
from django.utils import timezone

from incidents.models import Incident, MaintenanceSeries
from incidents.reminders import next_reminder
from incidents.selectors.objects import incident_object
from incidents.services.occurrences import occurrences_make, series_due
from incidents.services.phrases import reminder_phrase, status_phrase
from incidents.services.state import incident_record, incident_save
from incidents.services.timeline import snapshot_write, standing_of, update_write
from incidents.services.updates import entry_add
from incidents.transitions import RUNNING_STATUSES, is_ended
from incidents.vocabulary import IncidentKind, IncidentStatus, TextFormat, UpdateKind
from statuspage import journal
from statuspage.actor import Actor

BATCH = 200
_POSTPONED = timedelta(minutes=1)

logger = logging.getLogger(__name__)


def incidents_tick(*, now: datetime | None = None) -> int:
    """Do everything that is due, and give how many acts that were; safe for many workers at once.

    A maintenance starts and ends as of its scheduled times, however late the tick comes; both when it comes
    after both. What fails is logged and tried again a minute later, and keeps nothing else waiting.
    """
    now = now or timezone.now()
    done = 0
    # Twice, because a late tick finds maintenance that has to start and to end.
    for _round in range(2):
        due = _due(now)
        if not due:
            break
        for incident in due:
            done += _attempt(incident, now)
    for series in series_due(now)[:BATCH]:
        done += _attempt_series(series, now)
    return done


def _due(now: datetime) -> list[Incident]:
    due = Q(next_transition_at__lte=now) | Q(next_reminder_at__lte=now)
    rows = Incident.living.filter(due, draft=False, page__deleted_at__isnull=True)
    return list(rows.order_by("next_transition_at", "pk")[:BATCH])


def _attempt(incident: Incident, now: datetime) -> int:
    done = 0
    acts: tuple[tuple[str, Callable[[Incident, datetime], bool]], ...] = (
        ("next_transition_at", _move),
        ("next_reminder_at", _remind),
    )
    for alarm, act in acts:
        seen = getattr(incident, alarm)
        if seen is None or seen > now:
            continue
        try:
            with journal.transaction(now):
                if _take(incident, alarm, seen):
                    done += act(Incident.objects.get(pk=incident.pk), now)
        except OperationalError:
            # The database is away or locked: nothing was done, and the next tick is near.
            raise
        except Exception:
            logger.exception(
                "%s %s could not be moved on; it is tried again in a minute", incident.kind, incident.uid
            )
            Incident.objects.filter(pk=incident.pk, **{alarm: seen}).update(**{alarm: now + _POSTPONED})
    return done


def _take(incident: Incident, alarm: str, seen: datetime) -> bool:
    """Claim an alarm; the row stays locked until the act is committed."""
    rows = Incident.living.filter(pk=incident.pk, **{alarm: seen})
    return bool(rows.update(**{alarm: None}))


def _move(incident: Incident, now: datetime) -> bool:
    """Start or end a maintenance as of its scheduled time, but never before what was last said about it."""
    if incident.status == IncidentStatus.SCHEDULED:
        status, at, deliver = IncidentStatus.IN_PROGRESS, incident.scheduled_for, incident.notify_at_start
    elif incident.status in RUNNING_STATUSES:
        status, at, deliver = IncidentStatus.COMPLETED, incident.scheduled_until, incident.notify_at_end
    else:
        return False
    latest = incident.updates.aggregate(latest=Max("displayed_at"))["latest"]
    entry_add(
        incident,
        kind=UpdateKind.AUTO,
        status=status.value,
        body=status_phrase(incident.page, status.value),
        format=TextFormat.MARKDOWN.value,
        declared={},
        deliver=deliver,
        displayed_at=max(at or now, latest),
        by=Actor.for_schedule(),
        now=now,
    )
    return True


def _remind(incident: Incident, now: datetime) -> bool:
    if incident.kind == IncidentKind.MAINTENANCE:
        return _remind_of_maintenance(incident, now)
    if is_ended(incident.status):
        return False
    incident.next_reminder_at = next_reminder(incident.started_at, incident.reminder_intervals, after=now)
    incident.reminded_at = now
    incident_save(incident, now=now)
    incident_record(incident, "reminder", by=Actor.for_schedule(), at=now, before=None)
    return True


def _remind_of_maintenance(incident: Incident, now: datetime) -> bool:
    """Call a coming maintenance to mind; a reminder that would come after its start is left out."""
    if incident.status != IncidentStatus.SCHEDULED or (incident.scheduled_for or now) <= now:
        return False
    by = Actor.for_schedule()
    before = incident_object(incident)
    update = update_write(
        incident,
        kind=UpdateKind.REMINDER,
        status=incident.status,
        body=reminder_phrase(incident.page),
        format=TextFormat.MARKDOWN.value,
        displayed_at=now,
        deliver=incident.notify,
        by=by,
    )
    snapshot_write(update, stood=standing_of(incident))
    incident.reminded_at = now
    incident_save(incident, now=now)
    incident_record(
        incident, "reminder", by=by, at=now, before=before, update=update, deliver=incident.notify
    )
    return True


def _attempt_series(series: MaintenanceSeries, now: datetime) -> int:
    try:
        with journal.transaction(now):
            return occurrences_make(series, by=Actor.for_schedule(), now=now)
    except OperationalError:
        raise
    except Exception:
        logger.exception("Series %s could not make its next occurrence", series.uid)
        return 0
