"""Incidents and maintenance as feeds: one entry each, which moves up with every update."""

from django.http import Http404, HttpResponse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape
from django.utils.translation import gettext as _

from incidents import selectors as incidents
from incidents.models import Incident
from statuspage import links
from web.public.document import Sheet
from web.public.words import printable

ENTRIES = 25


def atom(sheet: Sheet) -> HttpResponse:
    """RFC 4287."""
    return _feed(sheet, Atom1Feed, links.atom_url(sheet.page), "application/atom+xml")


def rss(sheet: Sheet) -> HttpResponse:
    """RSS 2.0."""
    return _feed(sheet, Rss201rev2Feed, links.rss_url(sheet.page), "application/rss+xml")


def _feed(sheet: Sheet, kind: type[SyndicationFeed], address: str, media_type: str) -> HttpResponse:
    page = sheet.page
    if not page.allow_feeds:
        raise Http404
    feed = kind(
        title=printable(sheet.title),
        link=links.page_url(page),
        description=printable(page.description or _("Incidents and maintenance")),
        language=sheet.language,
        feed_url=address,
    )
    for incident in incidents.incidents_list(page, kind=None)[:ENTRIES]:
        _add(sheet, feed, incident)
    return HttpResponse(feed.writeString("utf-8"), content_type=f"{media_type}; charset=utf-8")


def _add(sheet: Sheet, feed: SyndicationFeed, incident: Incident) -> None:
    story = sheet.story(incident, dated=True)
    address = incidents.incident_url(incident)
    told = [
        f"<p><strong>{escape(entry.status)}</strong> {escape(entry.when)}</p>{entry.html}"
        for entry in story.entries
    ]
    if story.window:
        told.insert(0, f"<p>{escape(story.window)}</p>")
    if story.affected:
        told.append(f"<p>{escape(_('Affects'))}: {escape(', '.join(story.affected))}</p>")
    feed.add_item(
        title=printable(f"{story.name} – {story.status}"),
        link=address,
        unique_id=address,
        unique_id_is_permalink=True,
        description=printable("".join(told)),
        pubdate=min(incident.started_at, incident.created_at, *(entry.at for entry in story.entries)),
        updateddate=story.latest.at if story.latest else incident.started_at,
    )
