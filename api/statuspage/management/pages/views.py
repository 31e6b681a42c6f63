"""Pages: their settings. They are made and deleted elsewhere."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.statuspage.management.base import ManagementView
from api.statuspage.management.pages.fields import FLAGS, TEXTS, changes_of, colors_of
from api.statuspage.management.pages.shapes import page_shape
from apikeys import selectors
from statuspage import services


class PageList(ManagementView):
    """All pages that the key reaches; Statuspage does not page them either."""

    scope = "pages"

    def get(self, request: Request) -> Response:
        pages = selectors.key_pages(self.key).select_related("organization").order_by("pk")
        return Response([page_shape(page) for page in pages])


class PageDetail(ManagementView):
    """A page and its settings."""

    scope = "pages"
    fields = {own: name for name, own in {**TEXTS, **FLAGS}.items()} | {"colors": ""}

    def get(self, request: Request, page_id: str) -> Response:
        return Response(page_shape(self.page_at(page_id)))

    def patch(self, request: Request, page_id: str) -> Response:
        page = self.page_at(page_id)
        sent = self.wrapped("page")
        changes, colors = changes_of(sent), colors_of(sent)
        services.page_update(page=page, changes=changes, colors=colors, by=self.actor, now=self.now)
        return Response(page_shape(page))

    put = patch
