"""Incidents and maintenance as feeds: one entry each, which moves up with every update; and notes, one each.

Ids, titles and the form of the text are those of Statuspage (its contract, section 8), so that what reads its
feeds reads these.
"""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpResponse
from django.template.defaultfilters import linebreaksbr
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc2822_date
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from incidents import selectors as incidents
from incidents.models import Incident
from statuspage import links
from statuspage.models import Page, StatusNote
from statuspage.selectors import notes_of_page
from statuspage.xmltext import printable
from web.public.document import Sheet
from web.public.stories import Entry

ENTRIES = 25


def atom(sheet: Sheet) -> HttpResponse:
    """RFC 4287."""
    return _feed(sheet, _Atom, links.atom_url(sheet.page), "application/atom+xml")


def rss(sheet: Sheet) -> HttpResponse:
    """RSS 2.0."""
    return _feed(sheet, _Rss, links.rss_url(sheet.page), "application/rss+xml")


class _Atom(Atom1Feed):
    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else self.feed["since"]

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        # The whole text, which Django calls a summary.
        super().add_item_elements(handler, {**item, "description": None})
        handler.addQuickElement("content", item["description"], {"type": "html"})


class _Rss(Rss201rev2Feed):
    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else self.feed["since"]

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        handler.addQuickElement("pubDate", rfc2822_date(self.latest_post_date()))

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, {**item, "unique_id": item["guid"]})
        if item["until"] is not None:
            handler.addQuickElement("maintenanceEndDate", rfc2822_date(item["until"]))


def _feed(sheet: Sheet, kind: type[SyndicationFeed], address: str, media_type: str) -> HttpResponse:
    page = sheet.page
    if not page.allow_feeds:
        raise Http404
    feed = kind(
        title=printable(_("%(name)s - Incident History") % {"name": sheet.title}),
        link=links.page_url(page),
        description=printable(page.description or _("Incidents and maintenance")),
        language=sheet.language,
        author_name=printable(page.name),
        feed_url=address,
        feed_guid=_tag(page, "/history"),
        since=page.updated_at,
    )
    told: list[Incident | StatusNote] = [
        *incidents.incidents_list(page, kind=None, sight=sheet.sight)[:ENTRIES],
        *notes_of_page(page, sight=sheet.sight)[:ENTRIES],
    ]
    for one in sorted(told, key=_began, reverse=True)[:ENTRIES]:
        if isinstance(one, Incident):
            _add(sheet, feed, one)
        else:
            _add_note(sheet, feed, one)
    response = HttpResponse(feed.writeString("utf-8"), content_type=f"{media_type}; charset=utf-8")
    if page.is_open:
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _add(sheet: Sheet, feed: SyndicationFeed, incident: Incident) -> None:
    story = sheet.story(incident)
    told = [_paragraph(sheet, entry) for entry in story.entries]
    if story.window:
        told.insert(0, f"<p>{escape(story.window)}</p>")
    if story.only:
        told.insert(0, f"<p><small>{escape(story.only)}</small></p>")
    if story.affected:
        told.append(f"<p>{escape(_('Affects'))} {escape(', '.join(story.affected))}</p>")
    feed.add_item(
        title=printable(story.name),
        link=incidents.incident_url(incident),
        # Numbers count all incidents of the page, and so tell how many others there are.
        unique_id=_tag(sheet.page, f"Incident/{incident.number if sheet.sight.is_whole else incident.uid}"),
        guid=incidents.incident_url(incident),
        unique_id_is_permalink=True,
        description=printable("".join(told)),
        pubdate=min(incident.started_at, incident.created_at, *(entry.at for entry in story.entries)),
        updateddate=story.latest.at if story.latest else incident.started_at,
        until=incident.scheduled_until,
    )


def _add_note(sheet: Sheet, feed: SyndicationFeed, row: StatusNote) -> None:
    note = sheet.note(row)
    # Components change their slugs, and what was read once must not come again.
    name = _tag(sheet.page, f"Note/{note.uid}")
    when, label = escape(sheet.clock.feed(note.started_at)), escape(note.label)
    words = linebreaksbr(note.message, autoescape=True)
    feed.add_item(
        title=printable(_("%(status)s: %(name)s") % {"status": note.label, "name": note.component}),
        link=f"{links.component_url(sheet.page, row.component)}#note-{note.uid}",
        unique_id=name,
        guid=name,
        unique_id_is_permalink=False,
        description=printable(f"<p><small>{when}</small><br><strong>{label}</strong> - {words}</p>"),
        pubdate=note.started_at,
        updateddate=note.started_at,
        until=None,
    )


def _began(one: Incident | StatusNote) -> datetime:
    return one.started_at if isinstance(one, Incident) else one.at


def _paragraph(sheet: Sheet, entry: Entry) -> str:
    """An update: when, its status and a dash before the first words of the text."""
    when, status = escape(sheet.clock.feed(entry.at)), escape(entry.status)
    if entry.only:
        when = escape(f"{sheet.clock.feed(entry.at)} · {entry.only}")
    opened = f"<p><small>{when}</small><br><strong>{status}</strong> - "
    text = str(entry.html)
    return f"{opened}{text.removeprefix('<p>')}" if text.startswith("<p>") else f"{opened}</p>{text}"


def _tag(page: Page, name: str) -> str:
    """A lasting id (RFC 4151). Numbers are those of the page, and pages may share a host."""
    address = urlsplit(links.page_url(page))
    if address.path:
        name = f"Page/{page.uid}/{name.lstrip('/')}"
    return f"tag:{address.hostname},2005:{name}"
