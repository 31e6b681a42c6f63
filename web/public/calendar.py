"""Maintenance as a calendar that people subscribe to (RFC 5545)."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event
from icalendar.prop import vDuration, vText

from incidents import selectors as incidents
from incidents.models import Incident
from statuspage import links
from statuspage.richtext import plain_text
from statuspage.xmltext import printable
from web.public.document import Sheet

KEPT = timedelta(days=90)
MOST = 500
REFRESH = timedelta(minutes=15)


def maintenance(sheet: Sheet) -> HttpResponse:
    """Maintenance to come, that runs, and of the last 90 days; what was called off stays as canceled.

    The same rows give the same bytes: nothing in them tells when they were made.
    """
    if not sheet.page.allow_feeds:
        raise Http404
    calendar = Calendar()
    calendar.add("prodid", "-//Candor//Maintenance//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    name = printable(_("%(name)s: maintenance") % {"name": sheet.title})
    for property_name in ("name", "x-wr-calname"):
        calendar.add(property_name, vText(name))
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    found = incidents.maintenances_calendar(sheet.page, since=sheet.now - KEPT, sight=sheet.sight)
    for planned in reversed(list(found[:MOST])):
        calendar.add_component(_event(sheet, planned))
    return HttpResponse(calendar.to_ical(sorted=False), content_type="text/calendar; charset=utf-8")


def _event(sheet: Sheet, planned: Incident) -> Event:
    canceled = planned.deleted_at is not None
    event = Event()
    # The installation's address, not the page's: a page that moves to a domain of its own keeps its UIDs.
    event.add("uid", f"{planned.uid}@{urlsplit(settings.CANDOR_PUBLIC_URL).hostname}")
    event.add("dtstamp", planned.updated_at)
    event.add("created", planned.created_at)
    event.add("last-modified", planned.updated_at)
    # Rises with every act and never falls, whatever is taken out of the timeline again.
    event.add("sequence", max(0, int(planned.updated_at.timestamp()) - int(planned.created_at.timestamp())))
    event.add("dtstart", planned.scheduled_for)
    event.add("dtend", planned.scheduled_until)
    event.add("summary", printable(sheet.said(planned, "name")))
    event.add("description", _canceled() if canceled else _told(sheet, planned))
    event.add("url", links.page_url(sheet.page) if canceled else incidents.incident_url(planned))
    event.add("status", "CANCELLED" if canceled else "CONFIRMED")
    # Somebody else's maintenance does not make the reader of the calendar busy.
    event.add("transp", "TRANSPARENT")
    return event


def _canceled() -> str:
    return _("This maintenance was canceled.")


def _told(sheet: Sheet, planned: Incident) -> str:
    story = sheet.story(planned, dated=True)
    told = [f"{entry.status}, {entry.when}\n{plain_text(entry.html)}" for entry in story.entries]
    if story.only:
        told.insert(0, story.only)
    if story.affected:
        told.insert(0, f"{_('Affects')}: {', '.join(story.affected)}")
    return printable("\n\n".join(told))
