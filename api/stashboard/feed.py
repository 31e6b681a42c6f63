"""The feed of events at `/rss` (contract, section 6)."""

from django.http import HttpResponse
from django.template.defaultfilters import linebreaksbr
from django.utils.feedgenerator import Rss201rev2Feed
from rest_framework.request import Request

from api.stashboard.base import PUBLIC, StashboardView
from api.stashboard.errors import NOTHING_HERE, stash_error
from api.stashboard.shapes import event_path
from statuspage import links
from statuspage.models import StatusNote
from statuspage.publishing import mark
from statuspage.selectors import notes_of_page
from statuspage.status import Status
from statuspage.xmltext import printable

EVENTS = 50


class Feed(StashboardView):
    """The newest events of all services, or of those that `services` names.

    That may come several times and hold several ids with commas between them. Ids that are none are passed
    over, and where nothing is left nothing is told. Nobody is told of hidden services here, whatever key
    comes along.

    The addresses in it do not depend on the one that was called: readers know an item by its `guid`.
    """

    http_method_names = ("get", "head", "options")

    def get(self, request: Request) -> HttpResponse:
        page = self.page
        if not page.allow_feeds:
            raise stash_error(404, NOTHING_HERE)
        feed = Rss201rev2Feed(
            title=printable(f"{page.name}: events"),
            link=links.page_url(page),
            description=printable(f"What was said last about the services of {page.name}"),
            feed_url=links.host_url(page, "/rss"),
        )
        for note in self._events():
            self._add(feed, note)
        response = HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")
        if not self.has_key:
            mark(response, page=page, sight=self.sight, languages=())
        return response

    def _events(self) -> list[StatusNote]:
        found = notes_of_page(self.page, sight=self.sight)
        asked = [value for name, value in self._query if name == "services"]
        if asked:
            slugs = {slug.strip().lower() for value in asked for slug in value.split(",")}
            found = found.filter(component__slug__in=slugs)
        return list(found[:EVENTS])

    def _add(self, feed: Rss201rev2Feed, note: StatusNote) -> None:
        service = note.component
        status = note.label.name if note.label is not None else str(Status(note.status).label)
        message = printable(note.message)
        feed.add_item(
            title=printable(" ".join(f"[{service.name} - {status}] {message}".split())),
            link=links.component_url(self.page, service),
            # Readers take it for HTML, and it is plain text.
            description=linebreaksbr(message, autoescape=True),
            categories=[printable(service.name)],
            pubdate=note.at,
            unique_id=links.host_url(self.page, f"{PUBLIC}{event_path(service, note)}"),
            unique_id_is_permalink=True,
        )
