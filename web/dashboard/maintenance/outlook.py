"""What follows from a window that is being filled in: its times, what is in the way, who would be told."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

from incidents.models import Incident
from incidents.selectors import incidents_in_the_way
from incidents.vocabulary import IncidentKind, IncidentStatus, TextFormat
from statuspage.clock import Clock
from statuspage.exceptions import Invalid
from statuspage.models import Page
from statuspage.selectors import components_of_page
from statuspage.status import Status
from web.dashboard.filled import Filled
from web.dashboard.looks import incident_look
from web.dashboard.maintenance import repeating, window
from web.dashboard.previews import Draft, preview_of, told_context
from webhooks.selectors.audience import components_audience


def outlook_of(page: Page, form: Filled, found: Incident | None) -> dict[str, Any]:
    """For the form's templates, as far as what it says can be read; `found` is what is changed."""
    chosen = set(form.values["components"])
    touched = [part for part in components_of_page(page) if part.uid in chosen]
    starts: list[datetime] = []
    clash: list[Incident] = []
    preview = None
    wrong = ""
    try:
        start, end = window.window_read(page, dict(form.values))
        rule = repeating.repeat_read(dict(form.values), start, page)
        starts = repeating.starts_coming(rule, start, end, page) if rule else []
        windows = [(at, at + (end - start)) for at in starts or [start]]
        clash = incidents_in_the_way(page, touched, windows, but=found)
        if found is None and end > start:
            preview = preview_of(
                Draft(
                    page=page,
                    kind=IncidentKind.MAINTENANCE.value,
                    name=form.values["name"],
                    status=IncidentStatus.SCHEDULED.value,
                    body=form.values["body"],
                    body_format=TextFormat.MARKDOWN.value,
                    declared=dict.fromkeys(touched, Status.UNDER_MAINTENANCE.value),
                    window=(start, end),
                )
            )
    except Invalid as error:
        wrong = error.detail
    clock = Clock(ZoneInfo(page.time_zone), timezone.now())
    return {
        "page": page,
        "starts": [clock.full(at) for at in starts],
        "unreadable": wrong,
        "clashes": [
            {
                "name": one.name,
                "status": one.get_status_display(),
                "look": incident_look(one),
                "when": clock.window(one.scheduled_for, one.scheduled_until)
                if one.scheduled_for and one.scheduled_until
                else "",
                "url": reverse(f"dashboard:{one.kind}", args=[page.slug, one.uid]),
            }
            for one in clash
        ],
        "preview": preview,
        **told_context(components_audience(page, touched)),
    }
